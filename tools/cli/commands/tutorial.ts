import type { Command } from "commander";
import type { FetchTutorialOptions } from "../fetch.js";
import type { TutorialCommandOptions } from "../tutorial.js";
import { example, whole } from "./options.js";

export function addTutorial(program: Command): void {
	program
		.command("tutorial")
		.description('the Python tutorial "Akida edge learning for keyword spotting" from beginning to end, with its figures')
		.option("--model <h5>", "quantized Keras model; default: the one that was fetched")
		.option("--preset <pkl>", "pickle of the preset words; default: the one that was fetched")
		.option("--edge <pkl>", "pickle of the new words; default: the one that was fetched")
		.option("--samples <n>", "samples on which spikes are counted; 0: all", whole(0), 100)
		.option("--seed <n>", "seed of the initial weights and of every later draw", whole(0), 1)
		.option("--jobs <n>", "threads; default: one for every core", whole(1))
		.option("--out <akb>", "keep the fitted model in this bundle")
		.option("--json [file]", "all figures as JSON, to a file or to standard output")
		.addHelpText("after", example("tutorial --model model.h5 --preset preset.pkl --edge edge.pkl --json figures.json"))
		.action(async (options: TutorialCommandOptions) => {
			process.exitCode = await (await import("../tutorial.js")).tutorial(options);
		});
}

export function addFetch(program: Command): void {
	const fetch = program.command("fetch").description("download what does not come with the package");
	fetch
		.command("tutorial")
		.description("the tutorial's model and data from the vendor's server, into a cache; goes on where it was broken off")
		.option("--folder <path>", "where they go; default: akida-kws/tutorial in the cache folder")
		.option("--mirror <url>", "another server that has the files")
		.option("--json", "the files as JSON")
		.addHelpText("after", example("fetch tutorial"))
		.action(async (options: FetchTutorialOptions) => (await import("../fetch.js")).fetchTutorial(options));
}
