import { NO_EVIDENCE } from "../scores.js";

/** How the offset of a learned word is found. Evidence is in units of potential. */
export interface CalibrationSettings {
	/** Share of the bundle's calibration inputs that the word may come to beat, 0..1. */
	readonly stolenShare: number;
	/** Share of the word's own variants that the offset should bring in front, 0..1. */
	readonly foundShare: number;
	/** Added to what the variants need: they resemble what was learned more than what will be said. */
	readonly reserve: number;
	/**
	 * How much weaker the evidence of what will be said is than that of variants of what was learned. With 2 the accuracy that
	 * an exam expects is that of other recordings of the same speaker: 92 % and 92 % on the public words.
	 */
	readonly drift: number;
	/** No offset is larger. */
	readonly largest: number;
	/**
	 * A difference of evidence that makes one class e times as likely as another, where an exam tells what a word may be taken
	 * for. Larger than that of the decision: one window is less sure than the average over several.
	 */
	readonly temperature: number;
}

/** Below any difference that evidence can have, and above what rounding does to it. */
const A_LITTLE = 1 / 64;

/**
 * Evidence of the best other class minus that of `classIndex`: how much the class lacks to win. Without any other class: -Infinity.
 */
export function deficit(evidence: ArrayLike<number>, classIndex: number): number {
	let best = NO_EVIDENCE;
	for (let c = 0; c < evidence.length; c++) if (c !== classIndex) best = Math.max(best, evidence[c] as number);
	return best - (evidence[classIndex] as number);
}

/**
 * Offset that a learned word gets on its evidence: as much as its own variants need, but not so much that it takes over more
 * than a small share of the preset words' inputs. Few takes make evidence that is lower than that of a class that was fitted
 * on hundreds of speakers; without an offset the word would be found too seldom ("what it gives", learning specification).
 * @param own deficits of the word's own variants
 * @param presets deficits of the word on the calibration inputs of the preset classes; none: nothing is known, no offset
 * @param learned deficits of the word on the takes of the other learned words, of which it may take over none, and none that has
 * less evidence by the drift: what is said next is less like the word that was learned than they are
 */
export function calibratedOffset(
	own: readonly number[],
	presets: readonly number[],
	learned: readonly number[],
	settings: CalibrationSettings,
): number {
	if (presets.length === 0 || own.length === 0) return 0;
	const { stolenShare, foundShare, reserve, drift, largest } = settings;
	const safe = Math.min(...learned) - drift;
	const harmless = Math.min(quantile(presets, stolenShare), safe) - A_LITTLE;
	const needed = quantile(own, foundShare) + reserve;
	return Math.max(0, Math.min(harmless, needed, largest));
}

/** The value below which a share of the values lies; of few values the next lower one. */
function quantile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
}
