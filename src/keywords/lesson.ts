import type { FrontEnd } from "../features/front-end.js";
import { FeatureWindow } from "../features/feature-window.js";
import { Mfcc } from "../features/mfcc.js";
import { Random } from "../random.js";
import type { Augmenter } from "./augment.js";
import type { Classifier } from "./classifier.js";
import type { EnrolmentSettings } from "./settings.js";

/** What a lesson needs from the outside. */
export interface LessonMaterial {
	readonly frontEnd: FrontEnd;
	readonly settings: EnrolmentSettings;
	readonly classifier: Pick<Classifier, "teach">;
	readonly augmenter: Pick<Augmenter, "make">;
	/** One second of audio each, as the front end wants it. */
	readonly takes: readonly Int16Array[];
	readonly classIndex: number;
}

/**
 * Teaches the chip one word: takes x variants labelled jobs, interleaved by a seeded permutation ("the order of samples
 * matters", learning specification), one per step so that the caller can do other things in between.
 */
export class Lesson {
	readonly total: number;
	done = 0;
	#material: LessonMaterial;
	#order: Uint16Array;
	#audio: Int16Array;
	#mfcc: Mfcc;
	#window: FeatureWindow;
	#hop: Int16Array;
	#row: Uint8Array;
	#features: Uint8Array;

	constructor(material: LessonMaterial) {
		const { frontEnd, settings, takes } = material;
		this.#material = material;
		this.total = takes.length * settings.variants;
		this.#order = Uint16Array.from({ length: this.total }, (_, i) => i);
		new Random(settings.seed).shuffle(this.#order);
		this.#audio = new Int16Array(takes[0]?.length ?? 0);
		this.#mfcc = new Mfcc(frontEnd);
		this.#window = new FeatureWindow(frontEnd);
		this.#hop = new Int16Array(frontEnd.hop);
		this.#row = new Uint8Array(frontEnd.coefficients);
		this.#features = new Uint8Array(frontEnd.frames * frontEnd.coefficients);
	}

	/** Runs the next labelled job; true when it was the last. */
	step(): boolean {
		const { takes, settings, augmenter, classifier, classIndex } = this.#material;
		const sample = this.#order[this.done] as number;
		const take = takes[Math.floor(sample / settings.variants)];
		if (take) {
			// Every variant has its own generator: which one comes when does not change what it sounds like.
			augmenter.make(take, new Random(settings.seed + Math.imul(sample + 1, 0x9e3779b1)), this.#audio);
			this.#computeFeatures();
			classifier.teach(this.#features, classIndex);
		}
		this.done++;
		return this.done >= this.total;
	}

	#computeFeatures(): void {
		const { length } = this.#hop;
		this.#mfcc.reset();
		this.#window.clear();
		for (let from = 0; from + length <= this.#audio.length; from += length) {
			this.#hop.set(this.#audio.subarray(from, from + length));
			if (this.#mfcc.push(this.#hop, this.#row)) this.#window.push(this.#row);
		}
		this.#window.copyTo(this.#features);
	}
}
