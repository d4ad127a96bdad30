import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { AugmentationOptions } from "../evaluate/augmentation/evaluate.js";
import type { FewshotOptions } from "../evaluate/fewshot/evaluate.js";
import type { Goal } from "../evaluate/goals.js";
import { goalLine } from "../evaluate/report/page.js";
import type { StreamOptions } from "../evaluate/stream/evaluate.js";
import { writeWhole } from "../files/write.js";
import { checkOutputs } from "./files.js";
import { colours } from "./format.js";

/** What every evaluation may do with its result. */
export interface OutputOptions {
	readonly json?: string;
	readonly report?: string;
	/** Fail when a goal is missed. */
	readonly check?: boolean;
}

/** Measures how well taught words are recognised; returns the process's exit code. */
export async function fewshotCommand(bundle: string, options: FewshotOptions & OutputOptions): Promise<number> {
	checkOutputs([options.json, options.report], [bundle, options.data, options.old]);
	const { evaluateFewshot } = await import("../evaluate/fewshot/evaluate.js");
	const { fewshotPage, fewshotText } = await import("../evaluate/fewshot/report.js");
	const report = await evaluateFewshot(bundle, options);
	console.log(`\n${fewshotText(report.summary)}\n`);
	await write(options, report, () => fewshotPage(report));
	return judge(report.summary.goals, options);
}

/** Measures how well words are heard in long audio; returns the process's exit code. */
export async function streamCommand(bundle: string, options: StreamOptions & OutputOptions): Promise<number> {
	checkOutputs([options.json, options.report], [bundle, ...filesIn(options.recordings), ...(options.noise ?? [])]);
	const { evaluateStream } = await import("../evaluate/stream/evaluate.js");
	const { streamPage, streamText } = await import("../evaluate/stream/report.js");
	const report = await evaluateStream(bundle, options);
	console.log(`\n${streamText(report.summary)}\n`);
	await write(options, report, () => streamPage(report));
	return judge(report.summary.goals, options);
}

/** Compares the ways in which variants are made; returns the process's exit code. */
export async function augmentationCommand(bundle: string, options: AugmentationOptions & OutputOptions): Promise<number> {
	checkOutputs([options.json, options.report], [bundle, ...filesIn(options.recordings)]);
	const { evaluateAugmentation } = await import("../evaluate/augmentation/evaluate.js");
	const { augmentationPage, augmentationText } = await import("../evaluate/augmentation/report.js");
	const report = await evaluateAugmentation(bundle, options);
	console.log(`\n${augmentationText(report.summary)}\n`);
	await write(options, report, () => augmentationPage(report));
	return judge(report.summary.goals, options);
}

const filesIn = (folders: readonly string[] = []): string[] =>
	folders
		.filter((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory())
		.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));

async function write({ json, report }: OutputOptions, content: object, html: () => Promise<string>): Promise<void> {
	const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
	if (json !== undefined) writeWhole(json, encode(`${JSON.stringify(content, undefined, "\t")}\n`));
	if (report !== undefined) writeWhole(report, encode(await html()));
}

function judge(goals: readonly Goal[], { check }: OutputOptions): number {
	for (const goal of goals) console.log(`  ${goal.met ? colours.green(goalLine(goal)) : colours.red(goalLine(goal))}`);
	return check && goals.some((goal) => !goal.met) ? 1 : 0;
}
