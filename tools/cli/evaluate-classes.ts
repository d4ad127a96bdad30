import { basename } from "node:path";
import { parseProgram } from "../../src/akida/program.js";
import type { Bundle } from "../../src/bundle/bundle.js";
import { ToolError } from "../errors.js";
import { openBundle } from "../files/read.js";
import { writeWhole } from "../files/write.js";
import { type Decision, type Evaluation, evaluateClasses } from "../learn/accuracy.js";
import { type LabelledSamples, labelledSamples } from "../learn/samples.js";
import { readData } from "./data.js";
import { checkOutputs } from "./files.js";
import { colours, percent, printJson, ruled, table } from "./format.js";
import { progress } from "./progress.js";

export interface EvaluateClassesOptions {
	readonly data: string;
	readonly firstClass: number;
	readonly topUnits?: number;
	readonly jobs?: number;
	/** True: to standard output. */
	readonly json?: string | boolean;
}

/** Prints accuracy, per-class table and confusions of labelled samples. */
export async function evaluateClassesCommand(path: string, options: EvaluateClassesOptions): Promise<void> {
	checkOutputs([typeof options.json === "string" ? options.json : undefined], [path, options.data]);
	const { bundle } = openBundle(path);
	if (bundle.labels.length === 0)
		throw new ToolError("bad-model", `${path} has no classes, it only extracts features`, "convert a model with a head, or with --learn");
	const samples = readSamples(options, bundle);
	const bar = progress("measuring", samples.rows.count, "inputs", options.json === true ? console.error : console.log);
	const { jobs, topUnits } = options;
	const found = await evaluateClasses(bundle, samples, {
		onProgress: (done) => bar.update(done),
		...(jobs !== undefined && { threads: jobs }),
		...(topUnits !== undefined && { topUnits }),
	});
	bar.stop();
	if (options.json === true) return printJson(found);
	console.log(show(found));
	if (typeof options.json === "string") writeWhole(options.json, new TextEncoder().encode(`${JSON.stringify(found)}\n`));
}

function readSamples({ data, firstClass }: EvaluateClassesOptions, { labels, program }: Bundle): LabelledSamples {
	const arrays = readData(data, "validation");
	const { inputDims } = parseProgram(program);
	return labelledSamples(arrays.get("x"), arrays.get("y"), inputDims, labels.length, basename(data), firstClass);
}

function show({ classScore, labels, largestUnit, samples }: Evaluation): string {
	const rows = classScore.classes.map(({ label, precision, recall, samples: count }, c) => [
		label,
		`${count}`,
		count === 0 ? NONE : percent(largestUnit.classes[c]?.recall ?? 0),
		count === 0 ? NONE : percent(recall),
		classScore.confusion.every((row) => row[c] === 0) ? NONE : percent(precision),
	]);
	return [
		ruled("Classes", [["class", "samples", "largest unit", "class score", "precision"], ...rows]),
		showMatrix(classScore, labels),
		...showConfusions(classScore, labels),
		`accuracy on ${samples} samples: ${percent(largestUnit.accuracy)} by the largest unit, ${colours.bold(percent(classScore.accuracy))} by class score`,
	].join("\n\n");
}

const SHOWN = 10;
/** A share of nothing. */
const NONE = "-";

/** Classes by their numbers in the heading; only those that were said or answered take part, and zeros are left out. */
function showMatrix({ confusion }: Decision, labels: readonly string[]): string {
	const said = (c: number): boolean => (confusion[c] ?? []).some((count) => count > 0);
	const answered = (c: number): boolean => confusion.some((row) => (row[c] ?? 0) > 0);
	const classes = labels.map((_, c) => c);
	const columns = classes.filter((c) => said(c) || answered(c));
	const cell = (count: number | undefined): string => (count ? `${count}` : "");
	const rows = classes.filter(said).map((c) => [`${labels[c]} (${c})`, ...columns.map((column) => cell(confusion[c]?.[column]))]);
	return [
		colours.bold("Confusion matrix by class score: what was said, by what it was taken for"),
		table([["class", ...columns.map((c) => `${c}`)], ...rows]),
	].join("\n");
}

/** A matrix of many classes is hard to read: the largest numbers beside its diagonal, in words. */
function showConfusions({ confusion }: Decision, labels: readonly string[]): string[] {
	const wrong = confusion.flatMap((row, i) => row.map((count, j) => ({ count, i, j }))).filter(({ count, i, j }) => i !== j && count > 0);
	wrong.sort((a, b) => b.count - a.count);
	const rows = wrong.slice(0, SHOWN).map(({ count, i, j }) => [labels[i] ?? "", labels[j] ?? "", `${count}`]);
	if (rows.length === 0) return [];
	return [ruled(`The ${rows.length} most frequent confusions`, [["class", "taken for", "samples"], ...rows])];
}
