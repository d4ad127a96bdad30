import type { RejectReason } from "../../console/events.js";
import { hopLevel } from "../../audio/level.js";
import type { TakeSettings } from "../settings.js";

/** Samples at this magnitude or above are taken for clipped. */
const RAIL = 32700;
/** Share of an utterance's samples that may be at the rail. */
const CLIPPED_SHARE = 0.001;

/** An utterance as it was cut out of the audio. */
export interface Utterance {
	/** The samples of the word alone. */
	readonly samples: Int16Array;
	/** RMS of the room before it. */
	readonly noise: number;
}

/** What is wrong with the sound of an utterance, or undefined; what it says is looked at later. */
export function soundProblem({ samples, noise }: Utterance, settings: TakeSettings): RejectReason | undefined {
	const level = hopLevel(samples);
	if (clipped(samples) > CLIPPED_SHARE * samples.length) return "clipped";
	if (level < settings.minimumLevel) return "too quiet";
	if (level < settings.noiseRatio * noise) return "too noisy";
	return undefined;
}

function clipped(samples: Int16Array): number {
	let count = 0;
	for (let i = 0; i < samples.length; i++) if (Math.abs(samples[i] as number) >= RAIL) count++;
	return count;
}

/**
 * Pearson's correlation of the first `length` potentials of two inputs, -1..1: how alike the network finds them. Constant ones are
 * like nothing. On the validation words (6 speakers), against the best of three earlier takes, 1 % of the same word's takes lie
 * below 0.52 and 90 % of other words'.
 */
export function resemblance(a: ArrayLike<number>, b: ArrayLike<number>, length: number): number {
	const meanA = mean(a, length);
	const meanB = mean(b, length);
	let product = 0;
	let squaresA = 0;
	let squaresB = 0;
	for (let i = 0; i < length; i++) {
		const da = (a[i] as number) - meanA;
		const db = (b[i] as number) - meanB;
		product += da * db;
		squaresA += da * da;
		squaresB += db * db;
	}
	return squaresA > 0 && squaresB > 0 ? product / Math.sqrt(squaresA * squaresB) : 0;
}

function mean(values: ArrayLike<number>, length: number): number {
	let sum = 0;
	for (let i = 0; i < length; i++) sum += values[i] as number;
	return sum / length;
}
