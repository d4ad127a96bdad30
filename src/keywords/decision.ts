import { NO_EVIDENCE, softmax } from "./scores.js";
import type { DecisionSettings } from "./settings.js";

/** Nothing was decided. */
export const NO_CLASS = -1;

/**
 * From a stream of evidence to words: the evidence of each class is averaged over time, a softmax makes the averages
 * comparable with one threshold, a class must stay above it for several inferences, then the decision is deaf for a while.
 * Averaging evidence rather than shares lets a class that is a close second for long win over one that flashes up.
 * The class of silence is never a word.
 */
export class Decision {
	/** Share of each class in the averaged evidence, 0..1. */
	readonly scores: Float32Array;
	#average: Float32Array;
	#hits: Uint8Array;
	#settings: DecisionSettings;
	#silence: number;
	#deafUntil = -Infinity;
	#fresh = true;

	constructor(classes: number, silence: number, settings: DecisionSettings) {
		this.scores = new Float32Array(classes);
		this.#average = new Float32Array(classes);
		this.#hits = new Uint8Array(classes);
		this.#silence = silence;
		this.#settings = settings;
	}

	/** Forgets the evidence so far (the gate shut, or a word was decided). */
	reset(): void {
		this.scores.fill(0);
		this.#hits.fill(0);
		this.#fresh = true;
	}

	/** Consecutive hits of a class so far. */
	hitsOf(classIndex: number): number {
		return this.#hits[classIndex] ?? 0;
	}

	/** Takes the evidence of one inference at time `now` (ms); returns the class that was decided or NO_CLASS. */
	push(evidence: Float32Array, now: number): number {
		const { scores } = this;
		this.#follow(evidence);
		softmax(this.#average, this.#settings.temperature, scores);
		// What is heard while deaf does not count towards the next word: it is the rest of the one before.
		if (now < this.#deafUntil) return NO_CLASS;
		const decided = this.#count();
		if (decided === NO_CLASS) return NO_CLASS;
		this.#deafUntil = now + this.#settings.debounceMs;
		this.#hits.fill(0);
		return decided;
	}

	/** Counts the hits; the class with enough of them and the highest score, or NO_CLASS. */
	#count(): number {
		const { threshold, hits } = this.#settings;
		const { scores } = this;
		const clear = this.#isClear();
		let decided = NO_CLASS;
		for (let c = 0; c < scores.length; c++) {
			const s = scores[c] as number;
			const streak = clear && s >= threshold && c !== this.#silence ? Math.min((this.#hits[c] as number) + 1, 255) : 0;
			this.#hits[c] = streak;
			if (streak >= hits && (decided === NO_CLASS || s > (scores[decided] as number))) decided = c;
		}
		return decided;
	}

	/** Is the best class far enough before the second? A sound that resembles nothing resembles several a little. */
	#isClear(): boolean {
		const { margin } = this.#settings;
		if (margin <= 0) return true;
		let best = NO_EVIDENCE;
		let second = NO_EVIDENCE;
		for (let c = 0; c < this.#average.length; c++) {
			const e = this.#average[c] as number;
			if (e > best) {
				second = best;
				best = e;
			} else if (e > second) second = e;
		}
		return best - second >= margin;
	}

	/** Exponential average; the first evidence after a reset counts in full, so does that of a class that was taught just now. */
	#follow(evidence: Float32Array): void {
		const average = this.#average;
		const { smoothing: weight, silenceBias } = this.#settings;
		for (let c = 0; c < average.length; c++) {
			const e = (evidence[c] as number) + (c === this.#silence ? silenceBias : 0);
			const before = average[c] as number;
			average[c] = this.#fresh || before === NO_EVIDENCE || e === NO_EVIDENCE ? e : weight * e + (1 - weight) * before;
		}
		this.#fresh = false;
	}
}
