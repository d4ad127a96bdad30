import type { FeatureWindow } from "../../features/feature-window.js";
import type { Mfcc } from "../../features/mfcc.js";
import { windowSamples } from "../../features/front-end.js";
import { Random } from "../../random.js";
import type { Augmenter } from "../augment.js";
import type { VariantSource } from "./lesson.js";

/** The front end, which is lent to an enrolment while nothing else listens. */
export interface FrontEndParts {
	readonly mfcc: Mfcc;
	readonly window: FeatureWindow;
}

/** From a take to the features of one of its variants, a hop at a time, so that it can be made in small turns. */
export class Variant implements VariantSource<Int16Array> {
	/** frames x coefficients bytes; whole when {@link step} has returned true. */
	readonly features: Uint8Array;
	#parts: FrontEndParts;
	#augmenter: Pick<Augmenter, "begin" | "fill">;
	#hop: Int16Array;
	#row: Uint8Array;
	#hops: number;
	#left = 0;
	#seed: number;

	/** `seed` of the enrolment: every variant has a generator of its own that depends on it and on the variant's number. */
	constructor(parts: FrontEndParts, augmenter: Pick<Augmenter, "begin" | "fill">, seed: number) {
		const { frontEnd } = parts.mfcc;
		this.#parts = parts;
		this.#augmenter = augmenter;
		this.#seed = seed;
		this.#hop = new Int16Array(frontEnd.hop);
		this.#row = new Uint8Array(frontEnd.coefficients);
		this.#hops = Math.floor(windowSamples(frontEnd) / frontEnd.hop);
		this.features = new Uint8Array(frontEnd.frames * frontEnd.coefficients);
	}

	/** Begins variant `number` of a take; without a number: the take as it was said. */
	begin(take: Int16Array, number?: number): void {
		// Which variant comes when does not change what it sounds like.
		const random = number === undefined ? undefined : new Random(this.#seed + Math.imul(number + 1, 0x9e3779b1));
		this.#augmenter.begin(take, random);
		this.#parts.mfcc.reset();
		this.#parts.window.clear();
		this.#left = this.#hops;
	}

	/** Makes one more row; true when the features are whole. */
	step(): boolean {
		const { mfcc, window } = this.#parts;
		this.#augmenter.fill(this.#hop);
		if (mfcc.push(this.#hop, this.#row)) window.push(this.#row);
		if (--this.#left > 0) return false;
		window.copyTo(this.features);
		return true;
	}
}
