import { createHash } from "node:crypto";
import { basename } from "node:path";
import { parseProgram } from "../../src/akida/program.js";
import { allOf, type Bundle, type Note, type SelfTest } from "../../src/bundle/bundle.js";
import { writeBundle } from "../convert/bundle-writer.js";
import { withLearnedMemory } from "../convert/learned-memory.js";
import { writeWhole } from "../files/write.js";
import { ToolError } from "../errors.js";
import { openBundle } from "../files/read.js";
import { evaluateClasses } from "../learn/accuracy.js";
import { offsetsFor } from "../learn/balance.js";
import { requireLearner } from "../learn/fit.js";
import { forward } from "../learn/forward.js";
import { mixedIn, noiseRows } from "../learn/made-noise.js";
import { learnOnThreads } from "../learn/learn-on-threads.js";
import { pickCalibration, pickSelfTests, type RecordedSamples } from "../learn/pick-samples.js";
import { type LabelledSamples, labelledSamples } from "../learn/samples.js";
import { type DataSet, readData } from "./data.js";
import { checkOutputs } from "./files.js";
import { grouped, percent, printJson } from "./format.js";
import { progress, watched } from "./progress.js";

export interface FitOptions {
	readonly data: string;
	readonly out: string;
	readonly validation?: string;
	readonly selfTests: number;
	/** Added to every label. */
	readonly firstClass: number;
	readonly jobs?: number;
	readonly json?: boolean;
	/** Inputs of every class that the bundle carries for the calibration of new words. */
	readonly calibration: number;
	/** Windows of made noise to learn as silence. */
	readonly noise: number;
	/** Whether to find an offset for each word. */
	readonly balance?: boolean;
}

/** Made noise is always the same. */
const NOISE_SEED = 1;

/** Samples between two lines of progress. */
const BATCH = 1000;

/** Labelled features from a file. */
interface Samples extends RecordedSamples {
	readonly sha256: string;
}

/** Learns samples in file order on the emulated chip and writes the bundle with what was learned. */
export async function fit(path: string, options: FitOptions): Promise<void> {
	checkOutputs([options.out], [path, options.data, options.validation]);
	const { bundle } = openBundle(path);
	requireLearner(bundle, path);
	const say = options.json ? console.error : console.log;
	const samples = readSamples(options.data, "train", bundle, options.firstClass);
	const validation =
		options.validation === undefined ? undefined : readSamples(options.validation, "validation", bundle, options.firstClass);
	if (options.balance) requireEveryWord(bundle, samples, options.data);
	const { memory, seconds } = await learn(bundle, withNoise(bundle, samples, options), options, say);
	const notes: Note[] = [
		...bundle.notes,
		{ key: "fit data", value: `${basename(options.data)}, sha256 ${samples.sha256}` },
		{ key: "fit samples", value: `${samples.rows.count}, in file order` },
	];
	if (options.noise > 0) notes.push({ key: "made noise", value: `${options.noise} windows learned as silence, seed ${NOISE_SEED}` });
	if (options.balance) notes.push({ key: "offsets", value: "found on the fit data" });
	const program = withLearnedMemory(bundle.program, memory);
	const learned = { ...bundle, program };
	const fitted = options.balance ? { ...learned, offsets: await findOffsets(learned, samples, options, say) } : learned;
	const measured = validation && (await measure(fitted, validation, options, say));
	if (validation && measured) notes.push(note(validation, options.validation ?? "", measured, say));
	const others = exceptClasses(samples.labels);
	const selfTests = [
		...others(bundle.selfTests),
		...(await pickSelfTests(fitted, validation ?? samples, options.selfTests, threadsOf(options.jobs))),
	];
	const calibration = [...others(allOf(bundle.calibration)), ...pickCalibration(samples, options.calibration)];
	writeWhole(options.out, writeBundle({ ...fitted, notes, selfTests, calibration }));
	if (options.json) return printJson({ out: options.out, samples: samples.rows.count, seconds, ...(measured && { accuracy: measured }) });
	console.log(`${options.out}: ${grouped(samples.rows.count)} samples learned in ${seconds.toFixed(2)} s`);
}

/** Noise among the samples keeps a model from hearing words in it. */
function withNoise({ frontEnd, silenceClass }: Bundle, samples: Samples, { noise }: FitOptions): LabelledSamples {
	if (noise === 0) return samples;
	if (silenceClass < 0)
		throw new ToolError("bad-option", "the model has no class of silence that noise could belong to", "leave --noise out");
	return mixedIn(samples, noiseRows(frontEnd, noise, NOISE_SEED), silenceClass);
}

function requireEveryWord({ labels, silenceClass }: Bundle, samples: Samples, path: string): void {
	const found = new Set(Array.from(samples.labels));
	const missing = labels.findIndex((_, c) => c !== silenceClass && !found.has(c));
	if (missing < 0) return;
	const problem = `${basename(path)} has no sample of class ${missing}, ${labels[missing]}`;
	throw new ToolError("bad-file", problem, "leave --balance out, or give samples of every word");
}

async function findOffsets(
	bundle: Bundle,
	{ rows, labels }: Samples,
	{ jobs }: FitOptions,
	say: (line: string) => void,
): Promise<number[]> {
	const bar = progress("balancing", rows.count, "samples", say);
	const { program, twin } = bundle;
	const outputs = await forward({ program, twin }, rows, { onProgress: (done) => bar.update(done), ...threadsOf(jobs) });
	bar.stop();
	return offsetsFor(bundle, outputs, labels);
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
	const { inputDims } = parseProgram(bundle.program);
	const samples = labelledSamples(arrays.get("x"), arrays.get("y"), inputDims, bundle.labels.length, basename(path), firstClass);
	const optional = (name: string): ArrayLike<number> | undefined => (arrays.names.includes(name) ? arrays.get(name).data : undefined);
	return {
		...samples,
		augmented: optional("augmented"),
		speakers: optional("speaker"),
		sha256: createHash("sha256").update(arrays.bytes).digest("hex"),
	};
}

/** A bar on a terminal; otherwise a line after every batch, as the tutorial's loop would print. */
async function learn(
	bundle: Bundle,
	samples: LabelledSamples,
	{ data, jobs }: FitOptions,
	say: (line: string) => void,
): Promise<{ memory: Uint32Array; seconds: number }> {
	const begin = performance.now();
	const elapsed = (): number => (performance.now() - begin) / 1000;
	const bar = watched() ? progress("learning", samples.rows.count, "samples", say) : undefined;
	if (!bar) say(`learning ${grouped(samples.rows.count)} samples of ${basename(data)}`);
	const onProgress = (done: number, total: number): void => {
		bar?.update(done);
		if (!bar && (done % BATCH === 0 || done === total)) say(`learned ${done} of ${total} samples, ${elapsed().toFixed(2)} s`);
	};
	const memory = await learnOnThreads(bundle, samples, { onProgress, ...threadsOf(jobs) });
	bar?.stop();
	return { memory, seconds: elapsed() };
}

const threadsOf = (jobs: number | undefined): { readonly threads?: number } => (jobs === undefined ? {} : { threads: jobs });

/** Accuracy by the class of the largest unit and by class score. */
interface Accuracy {
	readonly largestUnit: number;
	readonly classScore: number;
}

async function measure(bundle: Bundle, validation: LabelledSamples, { jobs }: FitOptions, say: (line: string) => void): Promise<Accuracy> {
	const bar = progress("validating", validation.rows.count, "inputs", say);
	const onProgress = (done: number): void => bar.update(done);
	const { classScore, largestUnit } = await evaluateClasses(bundle, validation, { onProgress, ...threadsOf(jobs) });
	bar.stop();
	return { largestUnit: largestUnit.accuracy, classScore: classScore.accuracy };
}

function note({ rows, sha256 }: Samples, path: string, { classScore, largestUnit }: Accuracy, say: (line: string) => void): Note {
	const shares = `class score ${percent(classScore)}, largest unit ${percent(largestUnit)}`;
	const value = `${shares} of ${rows.count} inputs in ${basename(path)}, sha256 ${sha256}`;
	say(`accuracy: ${value}`);
	return { key: "accuracy", value };
}
