import type { FrontEnd } from "../../features/front-end.js";
import { Random } from "../../random.js";
import type { VariantSource } from "./lesson.js";

/** Largest shift of a variant, in rows: as far as a variant in the audio is shifted. */
const SHIFT_ROWS = 5;

/**
 * Variants of takes of which only the features are left: they are shifted in time by whole rows, the outermost row standing in
 * for what is shifted in. Poorer than variants of the audio, but enough to learn a stored word anew on another model.
 */
export class FeatureVariant implements VariantSource<Uint8Array> {
	readonly features: Uint8Array;
	#rows: number;
	#coefficients: number;
	#seed: number;

	constructor({ frames, coefficients }: FrontEnd, seed: number) {
		this.#rows = frames;
		this.#coefficients = coefficients;
		this.#seed = seed;
		this.features = new Uint8Array(frames * coefficients);
	}

	begin(take: Uint8Array, number: number): void {
		const shift = new Random(this.#seed + Math.imul(number + 1, 0x9e3779b1)).below(2 * SHIFT_ROWS + 1) - SHIFT_ROWS;
		for (let row = 0; row < this.#rows; row++) {
			const from = Math.min(this.#rows - 1, Math.max(0, row - shift)) * this.#coefficients;
			this.features.set(take.subarray(from, from + this.#coefficients), row * this.#coefficients);
		}
	}

	step(): boolean {
		return true;
	}
}
