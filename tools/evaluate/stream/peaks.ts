import type { DecisionSettings } from "../../../src/keywords/settings.js";
import { histogram } from "../statistics.js";
import { ANSWER_SECONDS } from "./judge.js";
import type { ListenResult } from "./listen.js";
import { replay, type ReplayModel } from "./replay.js";

/** Highest score of each spoken word in its time, and of any word in every 2 s without speech: counts in 20 equal bins. */
export interface ScorePeaks {
	readonly words: readonly number[];
	readonly wordless: readonly number[];
}

const BINS = 20;
const PIECE_SECONDS = 2;
/** A threshold that nothing reaches: a decision would make the scores begin anew. */
const NEVER = 2;

/** The scores as they would be if nothing was ever decided. */
export function scorePeaks(results: readonly ListenResult[], model: ReplayModel, decision: DecisionSettings): ScorePeaks {
	const words: number[] = [];
	const wordless: number[] = [];
	for (const result of results) {
		const peaks = new Peaks(result, model);
		replay(result.track, model, { ...decision, threshold: NEVER }, (t, scores) => peaks.add(t, scores));
		words.push(...peaks.words);
		wordless.push(...peaks.wordless);
	}
	return { words: histogram(words, BINS), wordless: histogram(wordless, BINS) };
}

/** The peaks of one scene. */
class Peaks {
	readonly wordless: number[];
	#spoken: ListenResult["words"];
	#silence: number;
	/** Class and peak of each spoken word; words that the model does not have are class -1. */
	#classes: readonly number[];
	#peaks: number[];

	constructor({ task, words }: ListenResult, { labels, silence }: ReplayModel) {
		this.#spoken = words;
		this.#silence = silence;
		this.#classes = words.map(({ word }) => labels.indexOf(word));
		this.#peaks = words.map(() => 0);
		this.wordless = new Array<number>(Math.ceil(task.seconds / PIECE_SECONDS)).fill(0);
	}

	/** Peaks of the words that the model has. */
	get words(): number[] {
		return this.#peaks.filter((_, i) => (this.#classes[i] ?? -1) >= 0);
	}

	add(t: number, scores: Float32Array): void {
		const index = this.#spoken.findIndex(({ start, end }) => t >= start && t <= end + ANSWER_SECONDS);
		if (index >= 0) raise(this.#peaks, index, scores[this.#classes[index] ?? -1] ?? 0);
		else raise(this.wordless, Math.floor(t / PIECE_SECONDS), this.#best(scores));
	}

	#best(scores: Float32Array): number {
		let best = 0;
		for (let c = 0; c < scores.length; c++) if (c !== this.#silence) best = Math.max(best, scores[c] as number);
		return best;
	}
}

function raise(peaks: number[], at: number, to: number): void {
	if (at < peaks.length) peaks[at] = Math.max(peaks[at] ?? 0, to);
}
