import type { View } from "../../protocol.js";
import { colour, onColours } from "../colours.js";
import { find } from "../dom.js";
import type { Panel } from "../page.js";

/** Neurons of the last layer before the one that learns. */
const NEURONS = 64;
const SPAN = 5;
/** Columns of pixels: 20 ms each. */
const COLUMNS = SPAN * 50;
const ROW = 3;
/** A job is drawn as wide as the time to the next one, at most. */
const WIDTH = 3;

/** Which neurons fired, job by job, over the last seconds. The picture scrolls; only what is new is drawn. */
export function spikesPanel(): Panel {
	const canvas = find("spikes", HTMLCanvasElement);
	canvas.width = COLUMNS;
	canvas.height = NEURONS * ROW;
	const context = canvas.getContext("2d");
	if (!context) return {};
	const clear = (): void => context.clearRect(0, 0, canvas.width, canvas.height);
	onColours(clear);
	return {
		take: ({ levels, spikes }: View) => {
			const hops = Math.min(levels.length, COLUMNS);
			if (hops > 0) shift(context, hops);
			const jobs = Math.floor(spikes.length / NEURONS);
			for (let job = Math.max(0, jobs - COLUMNS); job < jobs; job++) {
				const x = COLUMNS - WIDTH - Math.floor(((jobs - 1 - job) * Math.max(hops, 1)) / Math.max(jobs, 1));
				drawJob(context, x, spikes.subarray(job * NEURONS, (job + 1) * NEURONS));
			}
		},
	};
}

function shift(context: CanvasRenderingContext2D, columns: number): void {
	const { canvas } = context;
	context.globalCompositeOperation = "copy";
	context.drawImage(canvas, -columns, 0);
	context.globalCompositeOperation = "source-over";
}

function drawJob(context: CanvasRenderingContext2D, x: number, fired: Uint8Array): void {
	context.clearRect(x, 0, WIDTH, NEURONS * ROW);
	context.fillStyle = colour("--spike");
	for (let neuron = 0; neuron < NEURONS; neuron++) {
		if (fired[neuron]) context.fillRect(x, neuron * ROW, WIDTH, ROW - 1);
	}
}
