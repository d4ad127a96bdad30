import type { DecisionSettings } from "./settings.js";

/**
 * From unit potentials to one score per class, 0..1, summing to 1 over the classes that take part.
 * A class's evidence is the mean of its k largest unit potentials ("class score" of the learning specification):
 * one lucky unit no longer decides. A softmax makes the evidence of the classes comparable with one threshold.
 */
export class ClassScores {
	readonly classes: number;
	readonly neuronsPerClass: number;
	/** Evidence per class, in potential units. */
	readonly evidence: Float32Array;
	/** Score per class. */
	readonly scores: Float32Array;
	#largest: Float32Array;
	#temperature: number;

	constructor(classes: number, neuronsPerClass: number, settings: DecisionSettings) {
		this.classes = classes;
		this.neuronsPerClass = neuronsPerClass;
		this.evidence = new Float32Array(classes);
		this.scores = new Float32Array(classes);
		this.#largest = new Float32Array(Math.max(1, Math.min(settings.topUnits, neuronsPerClass)));
		this.#temperature = settings.temperature;
	}

	/** `potentials`: classes x neuronsPerClass; `active(c)` tells whether class c takes part. */
	compute(potentials: ArrayLike<number>, active: (classIndex: number) => boolean): void {
		let best = -Infinity;
		for (let c = 0; c < this.classes; c++) {
			const evidence = active(c) ? this.#evidenceOf(potentials, c * this.neuronsPerClass) : -Infinity;
			this.evidence[c] = evidence;
			if (evidence > best) best = evidence;
		}
		this.#softmax(best);
	}

	/** The class with the most evidence, the first one on a tie. */
	get winner(): number {
		let winner = 0;
		for (let c = 1; c < this.classes; c++) {
			if ((this.evidence[c] as number) > (this.evidence[winner] as number)) winner = c;
		}
		return winner;
	}

	/** Mean of the largest potentials among the units of one class, kept in a short sorted list. */
	#evidenceOf(potentials: ArrayLike<number>, first: number): number {
		const largest = this.#largest;
		const k = largest.length;
		largest.fill(-Infinity);
		for (let u = first; u < first + this.neuronsPerClass; u++) {
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

	#softmax(best: number): void {
		const { scores, evidence } = this;
		let sum = 0;
		for (let c = 0; c < this.classes; c++) {
			const e = evidence[c] as number;
			scores[c] = e === -Infinity ? 0 : Math.exp((e - best) / this.#temperature);
			sum += scores[c] as number;
		}
		for (let c = 0; c < this.classes; c++) scores[c] = sum > 0 ? (scores[c] as number) / sum : 0;
	}
}
