import type { Bundle } from "../../src/bundle/bundle.js";
import { scoresFor } from "../../src/keywords/scores.js";
import { DEFAULT_SETTINGS } from "../../src/keywords/settings.js";
import { forward, type ForwardOptions, type Outputs, outputsOf } from "./forward.js";
import type { LabelledSamples } from "./samples.js";

/** What a model made of the samples of one class. */
export interface ClassAccuracy {
	readonly label: string;
	readonly samples: number;
	/** Share of its samples that were recognised (recall); 0 without samples. */
	readonly recall: number;
	/** Share of the samples taken for it that belong to it; 0 when none were. */
	readonly precision: number;
}

/** How well one way of reading a class from the potentials does. */
export interface Decision {
	readonly accuracy: number;
	readonly right: number;
	readonly classes: readonly ClassAccuracy[];
	/** `confusion[i][j]`: samples of class i that were taken for class j. */
	readonly confusion: readonly (readonly number[])[];
}

/** Accuracy by the class of the largest unit, as the tutorial reads it, and by class score, as the firmware does. */
export interface Evaluation {
	readonly samples: number;
	readonly labels: readonly string[];
	readonly largestUnit: Decision;
	readonly classScore: Decision;
}

export interface EvaluationOptions extends ForwardOptions {
	/** Units per class that make the class score. */
	readonly topUnits?: number;
}

/** Runs labelled samples on the emulated chip and counts what they are taken for. Throws AkidaError. */
export async function evaluateClasses(bundle: Bundle, samples: LabelledSamples, options: EvaluationOptions = {}): Promise<Evaluation> {
	const { program, twin, labels } = bundle;
	const outputs = await forward({ program, twin }, samples.rows, options);
	const decide = (scored: Bundle, topUnits: number): Decision => decision(bundle, classesOf(scored, outputs, topUnits), samples.labels);
	const topUnits = options.topUnits ?? DEFAULT_SETTINGS.decision.topUnits;
	const largestUnit = decide({ ...bundle, offsets: [] }, 1);
	return { samples: samples.rows.count, labels, largestUnit, classScore: decide(bundle, topUnits) };
}

/** The class of every output: the mean of the `topUnits` largest potentials of a class decides; spare classes take no part. */
export function classesOf(bundle: Bundle, outputs: Outputs, topUnits: number): Uint16Array {
	const { labels } = bundle;
	const scorer = scoresFor(bundle, topUnits);
	return Uint16Array.from({ length: outputs.count }, (_, i) => {
		scorer.compute(outputsOf(outputs, i), (c) => c < labels.length);
		return scorer.winner;
	});
}

function decision({ labels }: Bundle, found: Uint16Array, expected: ArrayLike<number>): Decision {
	const confusion = labels.map(() => new Array<number>(labels.length).fill(0));
	found.forEach((c, i) => {
		const row = confusion[expected[i] as number] as number[];
		row[c] = (row[c] as number) + 1;
	});
	const hits = confusion.map((row, c) => row[c] as number);
	const right = sum(hits);
	const classes = labels.map((label, c) => {
		const row = sum(confusion[c] as number[]);
		const column = sum(confusion.map((other) => other[c] as number));
		return { label, samples: row, recall: share(hits[c] as number, row), precision: share(hits[c] as number, column) };
	});
	return { accuracy: share(right, found.length), right, classes, confusion };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
