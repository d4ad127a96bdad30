import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { DEFAULT_BUNDLE } from "../../package.js";
import type { AugmentationOptions } from "../../evaluate/augmentation/evaluate.js";
import type { FewshotOptions } from "../../evaluate/fewshot/evaluate.js";
import type { StreamOptions } from "../../evaluate/stream/evaluate.js";
import type { OutputOptions } from "../evaluate.js";
import { between, collected, example, listed, whole } from "./options.js";

/** The options of every evaluation. */
const common = (command: Command): Command =>
	command
		.option("--jobs <n>", "threads", whole(1), availableParallelism())
		.option("--json <file>", "write all figures, settings and digests as JSON")
		.option("--report <html>", "write a report with plots: one file, without scripts")
		.option("--check", "exit with 1 when a goal is missed");

export function addEvaluate(program: Command): void {
	const evaluate = program
		.command("evaluate")
		.description("measure a model with the firmware's own code on the emulated chip (docs/evaluate.md)");
	addFewshot(evaluate);
	addStream(evaluate);
	addAugmentation(evaluate);
}

function addFewshot(evaluate: Command): void {
	const command = evaluate
		.command("fewshot")
		.description("teach words of several speakers and measure how well they, and the preset classes, are recognised")
		.argument("[bundle]", "fitted model bundle with spare classes", DEFAULT_BUNDLE)
		.requiredOption("--data <npz>", "features of the words: x_train, train_word, ..., x_test, ... (docs/evaluate.md)")
		.option("--old <npz>", "inputs of the preset classes, measured before and after: x and y")
		.option("--words <names>", "names of the words in the data, with commas between them", listed)
		.option("--seeds <n>", "lessons with different seeds", whole(1), 5)
		.addHelpText("after", example("evaluate fewshot --data fewshot.npz --old val.npz"));
	common(command).action(async (bundle: string, options: FewshotOptions & OutputOptions) => {
		process.exitCode = await (await import("../evaluate.js")).fewshotCommand(bundle, options);
	});
}

function addStream(evaluate: Command): void {
	const command = evaluate
		.command("stream")
		.description("play words at random times in noise to the whole firmware: hits, latency, false alarms")
		.argument("[bundle]", "fitted model bundle", DEFAULT_BUNDLE)
		.option("--recordings <folder>", "WAV files <word>__<anything>.wav; may be given again; default: the demo recordings", collected)
		.option("--noise <wav>", "a noise beside the generated ones; may be given again; default: the demo noises", collected)
		.option("--unknown", "mix in recordings of words that the model does not have")
		.option("--minutes <n>", "minutes of words for each signal-to-noise ratio", between(0.5, 1000), 8)
		.option("--noise-minutes <n>", "minutes of noise alone", between(0, 10000), 36)
		.option("--seed <n>", "seed of the scenes", whole(0), 1)
		.addHelpText("after", example("evaluate stream --minutes 1 --noise-minutes 1"));
	common(command).action(async (bundle: string, options: StreamOptions & OutputOptions) => {
		process.exitCode = await (await import("../evaluate.js")).streamCommand(bundle, options);
	});
}

function addAugmentation(evaluate: Command): void {
	const command = evaluate
		.command("augmentation")
		.description("compare variants that are made in the audio with those from features: how well taught words are recognised")
		.argument("[bundle]", "fitted model bundle with a spare class", DEFAULT_BUNDLE)
		.option("--recordings <folder>", "WAV files <word>__<speaker>_<n>.wav; may be given again; default: the demo recordings", collected)
		.option("--seeds <n>", "trials of every word with different seeds", whole(1), 3)
		.addHelpText("after", example("evaluate augmentation --seeds 1"));
	common(command).action(async (bundle: string, options: AugmentationOptions & OutputOptions) => {
		process.exitCode = await (await import("../evaluate.js")).augmentationCommand(bundle, options);
	});
}
