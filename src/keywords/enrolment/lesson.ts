import { Random } from "../../random.js";
import type { Classifier } from "../classifier.js";
import type { EnrolmentSettings } from "../settings.js";

/** Something long that is done in small steps, so that the caller can do other things in between. */
export interface Work {
	/** Does the next piece, a few milliseconds on a device; true when it was the last. */
	step(): boolean;
}

/** Makes the features of variants of a take, step by step. */
export interface VariantSource<Take> {
	/** Whole when `step` has returned true. */
	readonly features: Uint8Array;
	/** `number` of the variant, counted over all takes: it decides what the variant is like. */
	begin(take: Take, number: number): void;
	step(): boolean;
}

/** What a lesson needs from the outside. */
export interface LessonMaterial<Take> {
	readonly settings: Pick<EnrolmentSettings, "variants" | "seed">;
	readonly classifier: Pick<Classifier, "teach">;
	readonly variant: VariantSource<Take>;
	readonly takes: readonly Take[];
	readonly classIndex: number;
}

/**
 * Teaches the chip one word: takes x variants labelled jobs, interleaved by a seeded permutation ("the order of samples
 * matters", learning specification).
 */
export class Lesson<Take> implements Work {
	/** Labelled jobs. */
	readonly total: number;
	done = 0;
	#material: LessonMaterial<Take>;
	#order: Uint16Array;
	#begun = false;

	constructor(material: LessonMaterial<Take>) {
		const { settings, takes } = material;
		this.#material = material;
		this.total = takes.length * settings.variants;
		this.#order = Uint16Array.from({ length: this.total }, (_, i) => i);
		new Random(settings.seed).shuffle(this.#order);
	}

	/** Makes a row of the next sample, or teaches the sample when it is whole. */
	step(): boolean {
		const { variant, classifier, classIndex } = this.#material;
		if (!this.#begun) this.#begin();
		else if (variant.step()) {
			classifier.teach(variant.features, classIndex);
			this.#begun = false;
			this.done++;
		}
		return this.done >= this.total;
	}

	#begin(): void {
		const { takes, settings, variant } = this.#material;
		const sample = this.#order[this.done] as number;
		variant.begin(takes[Math.floor(sample / settings.variants)] as Take, sample);
		this.#begun = true;
	}
}
