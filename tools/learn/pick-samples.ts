import type { Bundle, SelfTest } from "../../src/bundle/bundle.js";
import { scoresFor, softmax } from "../../src/keywords/scores.js";
import { DEFAULT_SETTINGS } from "../../src/keywords/settings.js";
import { firstRows } from "../files/features.js";
import { forward, type ForwardOptions, outputsOf } from "./forward.js";
import type { LabelledSamples } from "./samples.js";

/** Inputs among which self-tests are looked for. */
const TRIED = 2000;

/** Samples with what their file tells of where they come from. */
export interface RecordedSamples extends LabelledSamples {
	/** 0 for a recording as it was made; without the array all count as such. */
	readonly augmented: ArrayLike<number> | undefined;
	/** Who said it; may be missing. */
	readonly speakers: ArrayLike<number> | undefined;
}

/** Inputs of different classes that the fitted model recognises with the largest margin of all tried. */
export async function pickSelfTests(
	bundle: Bundle,
	{ rows, labels }: LabelledSamples,
	count: number,
	options?: ForwardOptions,
): Promise<SelfTest[]> {
	if (count === 0) return [];
	const { topUnits, temperature } = DEFAULT_SETTINGS.decision;
	const scorer = scoresFor(bundle, topUnits);
	const scores = new Float32Array(scorer.classes);
	const best = new Map<number, { score: number; features: Uint8Array }>();
	const outputs = await forward({ program: bundle.program, twin: undefined }, firstRows(rows, TRIED), options);
	for (let i = 0; i < outputs.count; i++) {
		scorer.compute(outputsOf(outputs, i), (c) => c < bundle.labels.length);
		softmax(scorer.evidence, temperature, scores);
		const label = labels[i] as number;
		const score = scores[label] as number;
		if (scorer.winner === label && score > (best.get(label)?.score ?? 0)) best.set(label, { score, features: rows.row(i) });
	}
	return [...best]
		.sort(([, a], [, b]) => b.score - a.score)
		.slice(0, count)
		.map(([expectedClass, { features }]) => ({ features, expectedClass }));
}

/**
 * So many inputs of every class: what is typical, not what is easy. First recordings that nothing was added to, of different
 * speakers; where there are too few, any.
 */
export function pickCalibration(samples: RecordedSamples, perClass: number): SelfTest[] {
	const { rows, labels, augmented, speakers } = samples;
	const picked = new Map<number, number[]>();
	const pick = (wanted: (i: number, sameClass: readonly number[]) => boolean): void => {
		for (let i = 0; i < rows.count; i++) {
			const label = labels[i] as number;
			const sameClass = picked.get(label) ?? [];
			if (sameClass.length < perClass && !sameClass.includes(i) && wanted(i, sameClass)) picked.set(label, [...sameClass, i]);
		}
	};
	pick((i, sameClass) => !augmented?.[i] && (!speakers || sameClass.every((other) => speakers[other] !== speakers[i])));
	pick(() => true);
	return [...picked]
		.sort(([a], [b]) => a - b)
		.flatMap(([expectedClass, inputs]) => inputs.map((i) => ({ features: rows.row(i), expectedClass })));
}
