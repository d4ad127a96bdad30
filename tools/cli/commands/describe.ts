import type { Command } from "commander";
import type { SummaryOptions } from "../summary.js";
import { example, python } from "./options.js";

export function addSummary(program: Command): void {
	program
		.command("summary")
		.description("what a Keras model (.h5), Akida model (.json, .fbz), model bundle (.akb) or bare program holds")
		.argument("<model>", "model, bundle or program")
		.addOption(python())
		.option("--json", "the summary as JSON")
		.addHelpText("after", example("summary models/default.akb"))
		.action(async (model: string, options: SummaryOptions) => (await import("../summary.js")).summary(model, options));
}

export function addInspect(program: Command): void {
	program
		.command("inspect")
		.description("a program container in pieces: passes, records, tracks and their targets, learning spans, memory")
		.argument("<program>", "program or model bundle")
		.option("--json", "the pieces as JSON")
		.addHelpText("after", example("inspect models/default.akb"))
		.action(async (path: string, options: { json?: boolean }) => (await import("../inspect.js")).inspect(path, options));
}
