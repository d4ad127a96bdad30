import type { Bundle } from "../../src/bundle/bundle.js";
import { scoresFor } from "../../src/keywords/scores.js";
import { DEFAULT_SETTINGS } from "../../src/keywords/settings.js";
import { type Outputs, outputsOf } from "./forward.js";

/** Softmax temperature in units of potential: samples that are decided clearly count little. */
const TEMPERATURE = 1;
/** Pull towards no offset at all, per sample and unit of potential squared. */
const RESTRAINT = 0.02;
const STEPS = 200;
const STEP = 2;
/** Offsets are multiples of this: the last bits of an exponential are not the same everywhere. */
const GRID = 1 / 16;

/** Offsets for the words of a bundle from what it makes of labelled samples; those that it has do not count. */
export function offsetsFor(bundle: Bundle, outputs: Outputs, labels: ArrayLike<number>): number[] {
	const scorer = scoresFor({ ...bundle, offsets: [] }, DEFAULT_SETTINGS.decision.topUnits);
	const classes = bundle.labels.length;
	const scores = new Float32Array(outputs.count * classes);
	for (let i = 0; i < outputs.count; i++) {
		scorer.compute(outputsOf(outputs, i), (c) => c < classes);
		scores.set(scorer.evidence.subarray(0, classes), i * classes);
	}
	return balance(scores, labels, classes, bundle.silenceClass);
}

/**
 * Offsets, in units of potential, that make the words of a model equally ready: those which maximise the mean log likelihood
 * of the samples under a softmax of class scores (a logistic regression of nothing but its biases, by gradient ascent).
 * Silence is left out, it has a bias of its own in the decision; its offset is 0, and the mean of the others nearly so.
 *
 * `scores`: N x classes, as the model gives them without offsets; `labels`: N.
 */
export function balance(scores: Float32Array, labels: ArrayLike<number>, classes: number, silence: number): number[] {
	const samples = Array.from({ length: labels.length }, (_, i) => i).filter((i) => labels[i] !== silence);
	const offsets = new Float64Array(classes);
	if (samples.length === 0) return [...offsets];
	const shares = new Float64Array(classes);
	const gradient = new Float64Array(classes);
	for (let step = 0; step < STEPS; step++) {
		gradient.fill(0);
		for (const i of samples) {
			likelihoods(scores.subarray(i * classes, (i + 1) * classes), offsets, silence, shares);
			for (let c = 0; c < classes; c++) gradient[c] = (gradient[c] as number) + (c === labels[i] ? 1 : 0) - (shares[c] as number);
		}
		for (let c = 0; c < classes; c++) {
			const slope = ((gradient[c] as number) * classes) / samples.length - RESTRAINT * (offsets[c] as number);
			if (c !== silence) offsets[c] = (offsets[c] as number) + STEP * slope;
		}
	}
	return Array.from(offsets, (offset) => Math.round(offset / GRID) * GRID);
}

function likelihoods(scores: Float32Array, offsets: Float64Array, silence: number, into: Float64Array): void {
	let best = -Infinity;
	for (let c = 0; c < scores.length; c++) if (c !== silence) best = Math.max(best, (scores[c] as number) + (offsets[c] as number));
	let sum = 0;
	for (let c = 0; c < scores.length; c++) {
		into[c] = c === silence ? 0 : Math.exp(((scores[c] as number) + (offsets[c] as number) - best) / TEMPERATURE);
		sum += into[c] as number;
	}
	for (let c = 0; c < scores.length; c++) into[c] = (into[c] as number) / sum;
}
