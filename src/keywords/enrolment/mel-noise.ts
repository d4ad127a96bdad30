import { Random } from "../../random.js";
import { ColouredNoise, NOISE_COLOURS } from "../coloured-noise.js";
import type { EnrolmentSettings } from "../settings.js";
import type { Work } from "./lesson.js";
import type { FrontEndParts } from "./variant.js";

/** Seeds the noises that are made; any number will do, but it is part of what replays. */
const SEED = 0x6d656c;

/**
 * Noises as rows of features, for variants that are mixed in the mel domain: the room's own, recorded before the prompt, and one of
 * each colour at the largest level. Made a row per step.
 */
export class MelNoise implements Work {
	/** Rows of each noise, one after the other. */
	readonly rows: Uint8Array;
	/** Noises that are ready; the first one is the room, if it was recorded. */
	readonly noises: number;
	/** Rows of one noise. */
	readonly length: number;
	/** Samples between two rows. */
	readonly hop: number;
	readonly hasRoom: boolean;
	#parts: FrontEndParts;
	#room: Int16Array;
	#level: number;
	#samples: Int16Array;
	#row: Uint8Array;
	#colour: ColouredNoise | undefined;
	/** Rows made of all noises, and hops heard of the present one. */
	#done = 0;
	#heard = 0;

	/** `room`: samples; may be empty. */
	constructor(parts: FrontEndParts, room: Int16Array, { noiseLevel }: EnrolmentSettings) {
		const { hop, frames, coefficients } = parts.mfcc.frontEnd;
		this.#parts = parts;
		this.#room = room;
		this.#level = noiseLevel;
		this.hasRoom = room.length >= (frames + 1) * hop;
		this.noises = NOISE_COLOURS + (this.hasRoom ? 1 : 0);
		this.length = frames;
		this.rows = new Uint8Array(this.noises * frames * coefficients);
		this.hop = hop;
		this.#samples = new Int16Array(hop);
		this.#row = new Uint8Array(coefficients);
	}

	/** Makes one more row. */
	step(): boolean {
		const { mfcc } = this.#parts;
		const noise = Math.floor(this.#done / this.length);
		if (this.#heard === 0) this.#begin(noise);
		this.#fill();
		if (mfcc.push(this.#samples, this.#row)) this.rows.set(this.#row, this.#done++ * this.#row.length);
		if (this.#done === (noise + 1) * this.length) this.#heard = 0;
		return this.#done === this.noises * this.length;
	}

	#begin(noise: number): void {
		const colour = noise - (this.hasRoom ? 1 : 0);
		this.#parts.mfcc.reset();
		this.#colour = colour < 0 ? undefined : new ColouredNoise(new Random(SEED + colour), colour, this.#level);
	}

	#fill(): void {
		const { hop } = this;
		if (this.#colour) {
			this.#samples.fill(0);
			this.#colour.addTo(this.#samples);
		} else this.#samples.set(this.#room.subarray(this.#heard * hop, (this.#heard + 1) * hop));
		this.#heard++;
	}
}
