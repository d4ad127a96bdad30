import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import type { NamedBytes } from "../convert/convert.js";
import { ToolError } from "../errors.js";
import { cacheFolder, type RemoteFile, TUTORIAL_FILES } from "../fetch/catalogue.js";
import { writeWhole } from "../files/write.js";
import { runTutorial, type TutorialFiles, type TutorialResult } from "../learn/tutorial.js";
import { readInput } from "../files/read.js";
import { checkOutputs } from "./files.js";
import { colours, printJson } from "./format.js";
import { type Progress, progress } from "./progress.js";
import { showStep } from "./show-tutorial.js";

export interface TutorialCommandOptions {
	readonly model?: string;
	readonly preset?: string;
	readonly edge?: string;
	readonly samples: number;
	readonly seed: number;
	readonly jobs?: number;
	readonly out?: string;
	/** True: to standard output. */
	readonly json?: string | boolean;
}

/** The tutorial from beginning to end; returns the process's exit code: 1 when one of its checks fails. */
export async function tutorial(options: TutorialCommandOptions): Promise<number> {
	const say = options.json === true ? console.error : console.log;
	const begin = performance.now();
	const paths = { model: pathOf("model", options), preset: pathOf("preset", options), edge: pathOf("edge", options) };
	checkOutputs([options.out, typeof options.json === "string" ? options.json : undefined], Object.values(paths));
	say("Akida edge learning for keyword spotting, on the emulated AKD1500");
	const files: TutorialFiles = { model: file(paths.model), preset: file(paths.preset), edge: file(paths.edge) };
	const result = await runTutorial(files, {
		samples: options.samples,
		seed: options.seed,
		...(options.jobs !== undefined && { threads: options.jobs }),
		...(options.out !== undefined && { save: options.out }),
		onStep: (step, value) => say(showStep(step, value)),
		onProgress: bars(say),
	});
	const figures = { ...result, seconds: (performance.now() - begin) / 1000, cpuSeconds: cpuSeconds() };
	say(`\n${figures.seconds.toFixed(1)} s in all, ${figures.cpuSeconds.toFixed(1)} s of processor time`);
	if (options.json === true) printJson(figures);
	else if (typeof options.json === "string")
		writeWhole(options.json, new TextEncoder().encode(`${JSON.stringify(figures, undefined, "\t")}\n`));
	return judge(result);
}

const file = (path: string): NamedBytes => ({ bytes: readInput(path), name: basename(path) });

/** The file that was named, or the one that was fetched. */
const pathOf = (role: RemoteFile["role"], options: TutorialCommandOptions): string => options[role] ?? fetched(role);

function fetched(role: RemoteFile["role"]): string {
	const path = join(cacheFolder("tutorial"), TUTORIAL_FILES.find((remote) => remote.role === role)?.name ?? "");
	if (existsSync(path)) return path;
	throw new ToolError("no-file", `there is no ${role} file`, `give --${role}, or run akida-kws fetch tutorial`);
}

/** A bar for every long step. */
function bars(say: (line: string) => void): (what: string, done: number, total: number) => void {
	let bar: Progress | undefined;
	return (what, done, total) => {
		bar ??= progress(what, total, "samples", say);
		bar.update(done);
		if (done < total) return;
		bar.stop();
		bar = undefined;
	};
}

function cpuSeconds(): number {
	const { system, user } = process.cpuUsage();
	return (system + user) / 1e6;
}

function judge({ checks }: TutorialResult): number {
	for (const { above, found, passed, what } of checks)
		if (!passed) console.error(colours.red(`tutorial: ${what}: accuracy ${found.toFixed(4)} is not above ${above}`));
	return checks.every(({ passed }) => passed) ? 0 : 1;
}
