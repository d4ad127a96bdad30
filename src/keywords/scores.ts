import type { BundleContent } from "../bundle/content.js";

/** Evidence of a class that takes no part. */
export const NO_EVIDENCE = -Infinity;

/**
 * Softmax: shares of 0..1 that sum up to 1 over the classes with evidence. A difference of `temperature` makes one class
 * e times as likely as another.
 */
export function softmax(evidence: Float32Array, temperature: number, into: Float32Array): void {
	let best = NO_EVIDENCE;
	for (let c = 0; c < evidence.length; c++) best = Math.max(best, evidence[c] as number);
	let sum = 0;
	for (let c = 0; c < evidence.length; c++) {
		const e = evidence[c] as number;
		const share = e === NO_EVIDENCE ? 0 : Math.exp((e - best) / temperature);
		into[c] = share;
		sum += share;
	}
	for (let c = 0; c < evidence.length; c++) into[c] = sum > 0 ? (into[c] as number) / sum : 0;
}

/**
 * From unit potentials to evidence per class: the mean of the class's k largest unit potentials ("class score" of the
 * learning specification), so that one lucky unit does not decide. k = 1 is the plain maximum.
 */
export class ClassScores {
	readonly classes: number;
	/** Mean of the largest potentials per class; NO_EVIDENCE for a class that takes no part. */
	readonly evidence: Float32Array;
	/** Added to the evidence of each class, in units of potential. */
	readonly offsets: Float32Array;
	#neuronsPerClass: number;
	/** The largest potentials of one class, in descending order. */
	#largest: Float32Array;

	/** `offsets`: whoever they belong to may change them at any time. */
	constructor(classes: number, neuronsPerClass: number, topUnits: number, offsets: Float32Array = new Float32Array(classes)) {
		this.classes = classes;
		this.evidence = new Float32Array(classes);
		this.offsets = offsets;
		this.#neuronsPerClass = neuronsPerClass;
		this.#largest = new Float32Array(Math.max(1, Math.min(topUnits, neuronsPerClass)));
	}

	/** `potentials`: classes x neuronsPerClass; `active(c)` tells whether class c takes part. */
	compute(potentials: ArrayLike<number>, active: (classIndex: number) => boolean): void {
		for (let c = 0; c < this.classes; c++) {
			this.evidence[c] = active(c) ? this.#evidenceOf(potentials, c * this.#neuronsPerClass) + (this.offsets[c] as number) : NO_EVIDENCE;
		}
	}

	/** The class with the most evidence, the first one on a tie. */
	get winner(): number {
		let winner = 0;
		for (let c = 1; c < this.classes; c++) {
			if ((this.evidence[c] as number) > (this.evidence[winner] as number)) winner = c;
		}
		return winner;
	}

	#evidenceOf(potentials: ArrayLike<number>, first: number): number {
		const largest = this.#largest;
		const k = largest.length;
		largest.fill(NO_EVIDENCE);
		for (let u = first; u < first + this.#neuronsPerClass; u++) {
			let at = k - 1;
			const p = potentials[u] as number;
			if (p <= (largest[at] as number)) continue;
			for (; at > 0 && p > (largest[at - 1] as number); at--) largest[at] = largest[at - 1] as number;
			largest[at] = p;
		}
		let sum = 0;
		for (let i = 0; i < k; i++) sum += largest[i] as number;
		return sum / k;
	}
}

/** Scores of the classes of a bundle, preset and spare, with the offsets of its preset classes. */
export function scoresFor(
	bundle: Pick<BundleContent, "labels" | "spareClasses" | "neuronsPerClass" | "offsets">,
	topUnits: number,
): ClassScores {
	const { labels, spareClasses, neuronsPerClass, offsets } = bundle;
	const scores = new ClassScores(labels.length + spareClasses, neuronsPerClass, topUnits);
	scores.offsets.set(offsets);
	return scores;
}
