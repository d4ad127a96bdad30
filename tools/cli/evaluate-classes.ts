import { basename } from "node:path";
import { parseProgram } from "../../src/akida/program.js";
import type { Bundle } from "../../src/bundle/bundle.js";
import { ToolError } from "../errors.js";
import { writeWhole } from "../files/write.js";
import { type Decision, type Evaluation, evaluateClasses } from "../learn/accuracy.js";
import { type LabelledSamples, labelledSamples } from "../learn/samples.js";
import { readData } from "./data.js";
import { openBundle } from "./files.js";
import { colours, percent, printJson, ruled } from "./format.js";
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
	const y = arrays.get("y");
	const shifted = { data: Float64Array.from(y.data, (label) => label + firstClass), shape: y.shape };
	return labelledSamples(arrays.get("x"), shifted, inputDims, labels.length, basename(data));
}

function show({ classScore, labels, largestUnit, samples }: Evaluation): string {
	const rows = classScore.classes.map(({ label, precision, recall, samples: count }, c) => [
		label,
		`${count}`,
		percent(largestUnit.classes[c]?.recall ?? 0),
		percent(recall),
		percent(precision),
	]);
	return [
		ruled("Classes", [["class", "samples", "largest unit", "class score", "precision"], ...rows]),
		showConfusions(classScore, labels),
		`accuracy on ${samples} samples: ${percent(largestUnit.accuracy)} by the largest unit, ${colours.bold(percent(classScore.accuracy))} by class score`,
	].join("\n\n");
}

const SHOWN = 10;

/** A matrix of many classes is no reading: the most frequent confusions are; --json has the whole. */
function showConfusions({ confusion }: Decision, labels: readonly string[]): string {
	const wrong = confusion.flatMap((row, i) => row.map((count, j) => ({ count, i, j }))).filter(({ count, i, j }) => i !== j && count > 0);
	wrong.sort((a, b) => b.count - a.count);
	const rows = wrong.slice(0, SHOWN).map(({ count, i, j }) => [labels[i] ?? "", labels[j] ?? "", `${count}`]);
	return ruled(`Confusion matrix: the ${rows.length} most frequent confusions by class score`, [
		["class", "taken for", "samples"],
		...rows,
	]);
}
