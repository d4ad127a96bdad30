import type { Bundle } from "../../../src/bundle/bundle.js";
import { parseProgram } from "../../../src/akida/program.js";
import { DEFAULT_SETTINGS } from "../../../src/keywords/settings.js";
import { openBundle } from "../../files/read.js";
import { ToolError } from "../../errors.js";
import { workerFile } from "../../threads/pool.js";
import { requireLearner } from "../../learn/fit.js";
import { provenance } from "../provenance.js";
import { runShown } from "../run.js";
import { readFewshot, readOld } from "./data.js";
import { type FewshotTask, jobsOf, learnAndTest } from "./pupil.js";
import type { FewshotReport } from "./report.js";
import { summarize } from "./summary.js";

export interface FewshotOptions {
	readonly data: string;
	/** Inputs of the preset classes, x and y. */
	readonly old?: string;
	/** Names of the words in the data, in order. */
	readonly words?: readonly string[];
	readonly seeds: number;
	readonly jobs: number;
}

const JOB = { file: workerFile("evaluate/fewshot-worker"), work: learnAndTest };

/** Teaches every speaker's words to the model in a bundle, with several seeds, and measures what is recognised then. Throws ToolError. */
export async function evaluateFewshot(path: string, options: FewshotOptions): Promise<FewshotReport> {
	const { bytes, bundle } = openBundle(path);
	requireLearner(bundle, path);
	const input = parseProgram(bundle.program).inputDims;
	const data = readFewshot(options.data, input);
	const words = namesOf(options.words, data.words, options.data);
	requireSpare(path, bundle, words.length);
	const old = options.old === undefined ? undefined : readOld(options.old, input, bundle.labels.length);
	const shared = { bundle: bytes, speakers: data.speakers, old: old?.rows ?? [] };
	const tasks = tasksOf(data.speakers.length, options.seeds, old !== undefined);
	const total = tasks.reduce((sum, task) => sum + jobsOf(shared, task, bundle.calibration.length), 0);
	const results = await runShown(JOB, shared, tasks, options.jobs, { what: "teaching and testing", total, unit: "jobs on the chip" });
	const facts = { classes: bundle.labels.length, words, speakers: data.speakers, oldLabels: old?.labels ?? [], results };
	const { decision, calibration } = DEFAULT_SETTINGS;
	return {
		command: "evaluate fewshot",
		madeWith: provenance(path, bundle, [data.source, ...(old ? [old.source] : [])]),
		settings: { seeds: seedsOf(options.seeds), calibrationInputs: bundle.calibration.length, decision, calibration },
		labels: bundle.labels,
		summary: summarize(facts),
	};
}

const seedsOf = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

function tasksOf(speakers: number, seeds: number, before: boolean): FewshotTask[] {
	const taught = seedsOf(seeds).flatMap((seed) => Array.from({ length: speakers }, (_, speaker) => ({ speaker, seed })));
	return [...(before ? [{ speaker: undefined, seed: 0 }] : []), ...taught];
}

function namesOf(names: readonly string[] | undefined, count: number, path: string): readonly string[] {
	if (names === undefined) return Array.from({ length: count }, (_, i) => `word ${i}`);
	if (names.length === count) return names;
	throw new ToolError(
		"bad-option",
		`${names.length} names were given, ${path} holds ${count} words`,
		"give --words as many names, with commas between them",
	);
}

function requireSpare(path: string, { spareClasses }: Bundle, words: number): void {
	if (spareClasses >= words) return;
	const message = `${path} has ${spareClasses === 0 ? "no" : `only ${spareClasses}`} spare classes, the data has ${words} words`;
	throw new ToolError("bad-model", message, "convert the model with --learn --spare <n>, then fit it");
}
