import type { Samples } from "../../bundle/bundle.js";
import type { Confusion } from "../../console/events.js";
import type { Classifier } from "../classifier.js";
import { type ClassScores, softmax } from "../scores.js";
import { calibratedOffset, type CalibrationSettings, deficit } from "./calibration.js";
import type { VariantSource, Work } from "./lesson.js";

/** Confusions that are told, at most, and the least share that is worth telling. */
const CONFUSIONS = 3;
const LEAST_SHARE = 0.03;

/** How much of a word's variants a class gets, 0..1. */
export interface ClassShare {
	readonly classIndex: number;
	readonly share: number;
}

export interface ExamMaterial<Take> {
	readonly classifier: Pick<Classifier, "classify">;
	readonly variant: VariantSource<Take>;
	readonly takes: readonly Take[];
	/** Variants of each take that were not taught, and the number of the first. */
	readonly heldBack: number;
	readonly firstNumber: number;
	readonly classIndex: number;
	/** Typical inputs of the preset classes. */
	readonly calibration: Samples;
	/** Takes of the other learned words, frames x coefficients bytes each. */
	readonly learned: readonly Uint8Array[];
	/** Scores with the offsets of the words that were there before; the new word has none yet. */
	readonly scores: ClassScores;
	readonly isActive: (classIndex: number) => boolean;
	readonly settings: CalibrationSettings;
}

/**
 * What came of a lesson: runs variants that were not taught, the bundle's calibration inputs and the takes of the other learned
 * words through the chip, finds the word's offset, and with it how often the word will be recognised and what it will be taken for.
 */
export class Exam<Take> implements Work {
	/** The three below are meant once {@link step} has returned true. Offset on the evidence of the word. */
	offset = 0;
	/** Share of the held-back variants that would win if they were as unlike the takes as what will be said, 0..1. */
	accuracy = 0;
	/**
	 * Classes that the word will be taken for, mean share of the softmax, the largest first, with the same allowance.
	 */
	confusions: ClassShare[] = [];
	#material: ExamMaterial<Take>;
	#variants: number;
	#done = 0;
	#begun = false;
	/** Evidence of every variant, classes each. */
	#evidence: Float32Array;
	#own: number[] = [];
	/** Deficits on the calibration inputs, then on the takes of the other learned words. */
	#others: number[] = [];

	constructor(material: ExamMaterial<Take>) {
		this.#material = material;
		this.#variants = material.takes.length * material.heldBack;
		this.#evidence = new Float32Array(this.#variants * material.scores.classes);
	}

	step(): boolean {
		const { variant, calibration, learned } = this.#material;
		if (this.#done >= this.#variants) this.#askOther(this.#done - this.#variants);
		else if (!this.#begun) this.#begin();
		else if (variant.step()) this.#askOwn();
		if (this.#done < this.#variants + calibration.length + learned.length) return false;
		this.#conclude();
		return true;
	}

	#begin(): void {
		const { takes, heldBack, variant, firstNumber } = this.#material;
		variant.begin(takes[Math.floor(this.#done / heldBack)] as Take, firstNumber + this.#done);
		this.#begun = true;
	}

	#askOwn(): void {
		const { variant, scores, classIndex } = this.#material;
		this.#ask(variant.features);
		this.#evidence.set(scores.evidence, this.#done * scores.classes);
		this.#own.push(deficit(scores.evidence, classIndex));
		this.#begun = false;
		this.#done++;
	}

	#askOther(number: number): void {
		const { calibration, learned, scores, classIndex } = this.#material;
		const features = calibration.at(number)?.features ?? learned[number - calibration.length];
		if (!features) return;
		this.#ask(features);
		this.#others.push(deficit(scores.evidence, classIndex));
		this.#done++;
	}

	#ask(features: Uint8Array): void {
		const { classifier, scores, isActive } = this.#material;
		scores.compute(classifier.classify(features), isActive);
	}

	#conclude(): void {
		const { settings, calibration } = this.#material;
		const presets = this.#others.slice(0, calibration.length);
		this.offset = calibratedOffset(this.#own, presets, this.#others.slice(calibration.length), settings);
		const won = this.#own.filter((lack) => lack + settings.drift < this.offset).length;
		this.accuracy = won / Math.max(1, this.#variants);
		this.confusions = this.#findConfusions();
	}

	#findConfusions(): ClassShare[] {
		const { scores, classIndex, settings } = this.#material;
		const { classes } = scores;
		const shares = new Float32Array(classes);
		const sums = new Float32Array(classes);
		for (let v = 0; v < this.#variants; v++) {
			const evidence = this.#evidence.subarray(v * classes, (v + 1) * classes);
			evidence[classIndex] = (evidence[classIndex] as number) + this.offset - settings.drift;
			softmax(evidence, settings.temperature, shares);
			for (let c = 0; c < classes; c++) sums[c] = (sums[c] as number) + (shares[c] as number);
		}
		return [...sums]
			.map((sum, c) => ({ classIndex: c, share: sum / Math.max(1, this.#variants) }))
			.filter((confusion) => confusion.classIndex !== classIndex && confusion.share >= LEAST_SHARE)
			.sort((a, b) => b.share - a.share || a.classIndex - b.classIndex)
			.slice(0, CONFUSIONS);
	}
}

/** Confusions with names instead of classes. */
export const named = (confusions: readonly ClassShare[], labelOf: (classIndex: number) => string): Confusion[] =>
	confusions.map(({ classIndex, share }) => ({ label: labelOf(classIndex), share }));
