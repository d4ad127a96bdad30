import type { DecisionSettings } from "./settings.js";

/** Nothing was decided. */
export const NO_CLASS = -1;

/**
 * From a stream of class scores to words: exponential smoothing, a threshold, consecutive hits, then deafness for a while.
 * The class of silence is never a word.
 */
export class Decision {
	/** Smoothed score per class. */
	readonly smoothed: Float32Array;
	#hits: Uint8Array;
	#settings: DecisionSettings;
	#silence: number;
	#deafUntil = -Infinity;
	#fresh = true;

	constructor(classes: number, silence: number, settings: DecisionSettings) {
		this.smoothed = new Float32Array(classes);
		this.#hits = new Uint8Array(classes);
		this.#silence = silence;
		this.#settings = settings;
	}

	/** Forgets the scores so far (the gate shut, or a word was decided). */
	reset(): void {
		this.smoothed.fill(0);
		this.#hits.fill(0);
		this.#fresh = true;
	}

	/** Consecutive hits of a class so far. */
	hitsOf(classIndex: number): number {
		return this.#hits[classIndex] ?? 0;
	}

	/** Takes the scores of one inference at time `now` (ms); returns the class that was decided or NO_CLASS. */
	push(scores: Float32Array, now: number): number {
		const { smoothing, threshold, hits, debounceMs } = this.#settings;
		let decided = NO_CLASS;
		for (let c = 0; c < scores.length; c++) {
			const s = this.#smooth(c, scores[c] as number, this.#fresh ? 1 : smoothing);
			const streak = s >= threshold && c !== this.#silence ? Math.min((this.#hits[c] as number) + 1, 255) : 0;
			this.#hits[c] = streak;
			if (streak >= hits && (decided === NO_CLASS || s > (this.smoothed[decided] as number))) decided = c;
		}
		this.#fresh = false;
		if (now < this.#deafUntil) return NO_CLASS;
		if (decided !== NO_CLASS) this.#deafUntil = now + debounceMs;
		return decided;
	}

	/** No word is decided for `ms` from `now` on. */
	deafen(now: number, ms: number): void {
		this.#deafUntil = now + ms;
	}

	#smooth(c: number, score: number, weight: number): number {
		const s = weight * score + (1 - weight) * (this.smoothed[c] as number);
		this.smoothed[c] = s;
		return s;
	}
}
