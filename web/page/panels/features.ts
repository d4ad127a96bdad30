import type { ModelFacts, View } from "../../protocol.js";
import { HEAT } from "../colours.js";
import { find } from "../dom.js";
import type { Page, Panel } from "../page.js";

/** After so many views without a new window the picture is of the past. */
const RESTING_VIEWS = 10;
/** Features lie close around the value that stands for 0; only the first, the loudness, goes far below. */
const CONTRAST = 2.5;

/** The window of features that went to the chip last, as a heat map: time from left to right, the lowest coefficient at the bottom. */
export function featuresPanel({ store }: Page): Panel {
	const canvas = find("features", HTMLCanvasElement);
	let map: HeatMap | undefined;
	let idle = 0;
	store.watch(["model"], ({ model }) => (map = model && new HeatMap(canvas, model)));
	return {
		take: ({ features }: View) => {
			if (features.length > 0) map?.set(features);
			idle = features.length > 0 ? 0 : idle + 1;
			canvas.classList.toggle("resting", idle > RESTING_VIEWS);
		},
		draw: () => map?.draw(),
	};
}

class HeatMap {
	#frames: number;
	#coefficients: number;
	/** The colour of each value. */
	#colours: Uint32Array;
	#context: CanvasRenderingContext2D | null;
	#image: ImageData;
	/** The same pixels, one word each. */
	#pixels: Uint32Array;
	#changed = true;

	constructor(canvas: HTMLCanvasElement, { frames, coefficients, featureOffset }: ModelFacts) {
		this.#frames = canvas.width = frames;
		this.#coefficients = canvas.height = coefficients;
		this.#context = canvas.getContext("2d");
		this.#image = new ImageData(frames, coefficients);
		this.#pixels = new Uint32Array(this.#image.data.buffer);
		this.#colours = Uint32Array.from(HEAT, (_, value) => HEAT[middle(value - featureOffset)] as number);
		this.#pixels.fill(this.#colours[featureOffset] as number);
	}

	set(features: Uint8Array): void {
		for (let frame = 0; frame < this.#frames; frame++) {
			for (let c = 0; c < this.#coefficients; c++) {
				const row = this.#coefficients - 1 - c;
				this.#pixels[row * this.#frames + frame] = this.#colours[features[frame * this.#coefficients + c] as number] as number;
			}
		}
		this.#changed = true;
	}

	draw(): void {
		if (this.#changed) this.#context?.putImageData(this.#image, 0, 0);
		this.#changed = false;
	}
}

/** Zero in the middle of the scale. */
const middle = (value: number): number => Math.max(0, Math.min(255, Math.round(128 + CONTRAST * value)));
