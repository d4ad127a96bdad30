import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { Bundle, Note, SelfTest } from "../../src/bundle/bundle.js";
import { ClassScores, softmax } from "../../src/keywords/scores.js";
import { DEFAULT_SETTINGS } from "../../src/keywords/settings.js";
import { writeBundle } from "../convert/bundle-writer.js";
import { withLearnedMemory } from "../convert/learned-memory.js";
import { type EmulatedChip, openEmulator } from "../emulator.js";
import { ToolError } from "../errors.js";
import { readNpz } from "../files/npy.js";
import { writeWhole } from "../files/write.js";
import { type FeatureRows, featureRows } from "./features.js";
import { openBundle, readInput } from "./files.js";
import { grouped, percent } from "./format.js";
import { progress } from "./progress.js";

export interface FitOptions {
	readonly data: string;
	readonly out: string;
	readonly validation?: string;
	readonly selfTests: number;
}

/** Labelled features from an .npz file: arrays x and y. */
interface Samples {
	readonly rows: FeatureRows;
	readonly labels: ArrayLike<number>;
	readonly sha256: string;
}

/** Accuracy by the class of the largest unit and by class score. */
interface Accuracy {
	readonly unit: number;
	readonly score: number;
}

/** Learns samples in file order on the emulated chip and writes the bundle with what was learned. */
export function fit(path: string, options: FitOptions): void {
	const { bundle } = openBundle(path);
	if (!bundle.learning) throw new ToolError("bad-model", `${path} has no learning layer`, "convert the model with --learn");
	if (bundle.kind === "silicon")
		throw new ToolError(
			"bad-model",
			`${path} holds a silicon program`,
			"fit the bundle for the simulator, then convert it with --target akd1500",
		);
	const chip = openEmulator(bundle.program);
	const samples = readSamples(options.data, chip, bundle);
	const memory = learn(chip, samples);
	const notes: Note[] = [
		...bundle.notes,
		{ key: "fit data", value: `${basename(options.data)}, sha256 ${samples.sha256}` },
		{ key: "fit samples", value: `${samples.rows.count}, in file order` },
	];
	const validation = options.validation === undefined ? undefined : readSamples(options.validation, chip, bundle);
	if (validation) notes.push(note(validation, options.validation ?? "", accuracy(chip, bundle, validation)));
	const selfTests = pickSelfTests(chip, bundle, validation ?? samples, options.selfTests);
	writeWhole(options.out, writeBundle({ ...bundle, program: withLearnedMemory(bundle.program, memory), notes, selfTests }));
	console.log(`${options.out}: ${grouped(samples.rows.count)} samples learned`);
}

function readSamples(path: string, { driver }: EmulatedChip, bundle: Bundle): Samples {
	const bytes = readInput(path);
	const arrays = readNpz(bytes, path);
	const rows = featureRows(arrays.get("x"), driver.requireProgram().inputDims, `x in ${path}`);
	const labels = arrays.get("y").data;
	if (labels.length !== rows.count)
		throw new ToolError("bad-file", `${path} has ${rows.count} inputs but ${labels.length} labels`, "x and y belong together");
	const stray = labels.findIndex((label) => !Number.isInteger(label) || label < 0 || label >= bundle.labels.length);
	if (stray >= 0)
		throw new ToolError(
			"bad-file",
			`label ${labels[stray]} of input ${stray} in ${path} is no class of the model`,
			`classes are 0 to ${bundle.labels.length - 1}`,
		);
	return { rows, labels, sha256: createHash("sha256").update(bytes).digest("hex") };
}

function learn({ driver }: EmulatedChip, { rows, labels }: Samples): Uint32Array {
	const bar = progress("learning", rows.count, "samples", console.log);
	driver.toggleLearn(true);
	for (let i = 0; i < rows.count; i++) {
		driver.run(rows.row(i), labels[i]);
		bar.update(i + 1);
	}
	bar.stop();
	const memory = driver.readLearned().slice();
	driver.toggleLearn(false);
	return memory;
}

function accuracy({ driver }: EmulatedChip, bundle: Bundle, { rows, labels }: Samples): Accuracy {
	const right = { unit: 0, score: 0 };
	const scorers = { unit: newScorer(bundle, 1), score: newScorer(bundle, DEFAULT_SETTINGS.decision.topUnits) };
	const bar = progress("validating", rows.count, "inputs", console.log);
	for (let i = 0; i < rows.count; i++) {
		const { values } = driver.run(rows.row(i));
		for (const kind of ["unit", "score"] as const) {
			scorers[kind].compute(values, (c) => c < bundle.labels.length);
			if (scorers[kind].winner === labels[i]) right[kind]++;
		}
		bar.update(i + 1);
	}
	bar.stop();
	return { unit: right.unit / rows.count, score: right.score / rows.count };
}

function note({ rows, sha256 }: Samples, path: string, { unit, score }: Accuracy): Note {
	const value = `class score ${percent(score)}, largest unit ${percent(unit)} of ${rows.count} inputs in ${basename(path)}, sha256 ${sha256}`;
	console.log(`accuracy: ${value}`);
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

const newScorer = (bundle: Bundle, topUnits: number): ClassScores =>
	new ClassScores(bundle.labels.length + bundle.spareClasses, bundle.neuronsPerClass, topUnits);
