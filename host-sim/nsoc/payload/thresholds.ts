import type { Activation } from "./layers.js";

/** Fractional bits with which the hardware keeps an act step. */
const ACT_STEP_SCALE = 16;

/** Words that one filter's threshold and step take. */
export const THRESHOLD_PAIR = 2;

/** Pairs of words per filter: threshold as int32, then floor(16 * actStep). */
export function packThresholds(activation: Activation): Uint32Array {
	const words = new Uint32Array(THRESHOLD_PAIR * activation.threshold.length);
	activation.threshold.forEach((threshold, f) => {
		words[THRESHOLD_PAIR * f] = threshold;
		words[THRESHOLD_PAIR * f + 1] = Math.floor(ACT_STEP_SCALE * (activation.actStep[f] ?? 0));
	});
	return words;
}

/** True when every step fits its word, and is not nothing where an activation divides by it. */
export function stepsFit({ actBits, actStep }: Activation): boolean {
	const least = actBits > 0 ? 1 : 0;
	return actStep.every((step) => Math.floor(ACT_STEP_SCALE * step) >= least && ACT_STEP_SCALE * step < 2 ** 32);
}
