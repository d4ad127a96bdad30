import { createHash } from "node:crypto";
import { basename } from "node:path";
import { parseProgram } from "../../src/akida/program.js";
import { allOf, type Bundle, type Note, type SelfTest } from "../../src/bundle/bundle.js";
import { ClassScores, softmax } from "../../src/keywords/scores.js";
import { DEFAULT_SETTINGS } from "../../src/keywords/settings.js";
import { writeBundle } from "../convert/bundle-writer.js";
import { withLearnedMemory } from "../convert/learned-memory.js";
import { type EmulatedChip, openEmulator } from "../emulator.js";
import { writeWhole } from "../files/write.js";
import { evaluateClasses } from "../learn/accuracy.js";
import { learnSamples, requireLearner } from "../learn/fit.js";
import { type LabelledSamples, labelledSamples } from "../learn/samples.js";
import { type DataSet, readData } from "./data.js";
import { openBundle } from "./files.js";
import { grouped, percent, printJson } from "./format.js";
import { progress } from "./progress.js";

export interface FitOptions {
	readonly data: string;
	readonly out: string;
	readonly validation?: string;
	readonly selfTests: number;
	/** Added to every label. */
	readonly firstClass: number;
	readonly json?: boolean;
	/** Inputs of every class that the bundle carries for the calibration of new words. */
	readonly calibration: number;
}

/** Samples between two lines of progress. */
const BATCH = 1000;

/** Labelled features from a file. */
interface Samples extends LabelledSamples {
	/** 0 for a recording as it was made; without the array all count as such. */
	readonly augmented: ArrayLike<number> | undefined;
	/** Who said it; may be missing. */
	readonly speakers: ArrayLike<number> | undefined;
	readonly sha256: string;
}

/** Learns samples in file order on the emulated chip and writes the bundle with what was learned. */
export async function fit(path: string, options: FitOptions): Promise<void> {
	const { bundle } = openBundle(path);
	requireLearner(bundle, path);
	const say = options.json ? console.error : console.log;
	const chip = openEmulator(bundle.program);
	const samples = readSamples(options.data, "train", bundle, options.firstClass);
	const { memory, seconds } = learn(chip, samples, say);
	const notes: Note[] = [
		...bundle.notes,
		{ key: "fit data", value: `${basename(options.data)}, sha256 ${samples.sha256}` },
		{ key: "fit samples", value: `${samples.rows.count}, in file order` },
	];
	const program = withLearnedMemory(bundle.program, memory);
	const validation =
		options.validation === undefined ? undefined : readSamples(options.validation, "validation", bundle, options.firstClass);
	const measured = validation && (await measure({ ...bundle, program }, validation, say));
	if (validation && measured) notes.push(note(validation, options.validation ?? "", measured, say));
	const others = exceptClasses(samples.labels);
	const selfTests = [...others(bundle.selfTests), ...pickSelfTests(chip, bundle, validation ?? samples, options.selfTests)];
	const calibration = [...others(allOf(bundle.calibration)), ...pickCalibration(samples, options.calibration)];
	writeWhole(options.out, writeBundle({ ...bundle, program, notes, selfTests, calibration }));
	if (options.json) return printJson({ out: options.out, samples: samples.rows.count, seconds, ...(measured && { accuracy: measured }) });
	console.log(`${options.out}: ${grouped(samples.rows.count)} samples learned in ${seconds.toFixed(2)} s`);
}

/** What the bundle has of classes that were not taught now stays. */
const exceptClasses =
	(labels: ArrayLike<number>) =>
	(tests: readonly SelfTest[]): SelfTest[] => {
		const taught = new Set(Array.from(labels));
		return tests.filter(({ expectedClass }) => !taught.has(expectedClass));
	};

function readSamples(path: string, set: DataSet, bundle: Bundle, firstClass: number): Samples {
	const arrays = readData(path, set);
	const y = arrays.get("y");
	const labels = { data: Float64Array.from(y.data, (label) => label + firstClass), shape: y.shape };
	const { inputDims } = parseProgram(bundle.program);
	const samples = labelledSamples(arrays.get("x"), labels, inputDims, bundle.labels.length, basename(path));
	const optional = (name: string): ArrayLike<number> | undefined => (arrays.names.includes(name) ? arrays.get(name).data : undefined);
	return {
		...samples,
		augmented: optional("augmented"),
		speakers: optional("speaker"),
		sha256: createHash("sha256").update(arrays.bytes).digest("hex"),
	};
}

/** A bar on a terminal; otherwise a line after every batch, as the tutorial's loop would print. */
function learn(chip: EmulatedChip, samples: LabelledSamples, say: (line: string) => void): { memory: Uint32Array; seconds: number } {
	const begin = performance.now();
	const elapsed = (): number => (performance.now() - begin) / 1000;
	const bar = process.stdout.isTTY ? progress("learning", samples.rows.count, "samples", say) : undefined;
	const memory = learnSamples(chip, samples, (done, total) => {
		bar?.update(done);
		if (!bar && (done % BATCH === 0 || done === total)) say(`learned ${done} of ${total} samples, ${elapsed().toFixed(2)} s`);
	});
	bar?.stop();
	return { memory, seconds: elapsed() };
}

/** Accuracy by the class of the largest unit and by class score. */
interface Accuracy {
	readonly largestUnit: number;
	readonly classScore: number;
}

async function measure(bundle: Bundle, validation: LabelledSamples, say: (line: string) => void): Promise<Accuracy> {
	const bar = progress("validating", validation.rows.count, "inputs", say);
	const { classScore, largestUnit } = await evaluateClasses(bundle, validation, { onProgress: (done) => bar.update(done) });
	bar.stop();
	return { largestUnit: largestUnit.accuracy, classScore: classScore.accuracy };
}

function note({ rows, sha256 }: Samples, path: string, { classScore, largestUnit }: Accuracy, say: (line: string) => void): Note {
	const shares = `class score ${percent(classScore)}, largest unit ${percent(largestUnit)}`;
	const value = `${shares} of ${rows.count} inputs in ${basename(path)}, sha256 ${sha256}`;
	say(`accuracy: ${value}`);
	return { key: "accuracy", value };
}

/** Inputs of different classes that the fitted model recognises with the largest margin of all tried. */
function pickSelfTests({ driver }: EmulatedChip, bundle: Bundle, { rows, labels }: Samples, count: number): SelfTest[] {
	const { topUnits, temperature } = DEFAULT_SETTINGS.decision;
	const scorer = newScorer(bundle, topUnits);
	const scores = new Float32Array(scorer.classes);
	const best = new Map<number, { score: number; features: Uint8Array }>();
	for (let i = 0; i < Math.min(rows.count, 2000); i++) {
		scorer.compute(driver.run(rows.row(i)).values, (c) => c < bundle.labels.length);
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
function pickCalibration(samples: Samples, perClass: number): SelfTest[] {
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

const newScorer = (bundle: Bundle, topUnits: number): ClassScores =>
	new ClassScores(bundle.labels.length + bundle.spareClasses, bundle.neuronsPerClass, topUnits);
