import type { Command } from "commander";
import type { AddClassesOptions } from "../add-classes.js";
import type { EvaluateClassesOptions } from "../evaluate-classes.js";
import type { SparsityOptions } from "../sparsity.js";
import { example, listed, python, whole } from "./options.js";

export function addSparsity(program: Command): void {
	program
		.command("sparsity")
		.description("spikes that the feature extractor fires, and the number of weights that follows: int(1.2 x mean)")
		.argument("<model>", "Keras model, Akida model or model bundle")
		.requiredOption("--data <npz|npy|pkl>", "features: array x, or x_train of a tutorial's pickle")
		.option("--samples <n>", "the first n samples count; 0: all", whole(0), 100)
		.addOption(python())
		.option("--json", "the figures as JSON")
		.addHelpText("after", example("sparsity model.h5 --data train.npz"))
		.action(async (model: string, options: SparsityOptions) => (await import("../sparsity.js")).sparsityCommand(model, options));
}

export function addAddClasses(program: Command): void {
	program
		.command("add-classes")
		.description("a bundle with further classes; what it has learned stays as it is")
		.argument("<bundle>", "fitted model bundle")
		.requiredOption("--count <n>", "classes to add; spare ones are taken first", whole(1))
		.option("--names <a,b,c>", "their names", listed)
		.requiredOption("--out <akb>", "bundle to write")
		.option("--json", "the classes as JSON")
		.addHelpText("after", example("add-classes fitted.akb --count 3 --names backward,forward,rotate --out larger.akb"))
		.action(async (bundle: string, options: AddClassesOptions) => (await import("../add-classes.js")).addClassesCommand(bundle, options));
}

/** Joins the group of evaluations. */
export function addEvaluateClasses(program: Command): void {
	const group = program.commands.find((command) => command.name() === "evaluate") ?? program.command("evaluate");
	group
		.command("classes")
		.description("accuracy on labelled features: by the largest unit, by class score, per class, confusions")
		.argument("<bundle>", "model bundle with classes")
		.requiredOption("--data <npz|pkl>", "arrays x and y, or x_val and y_val of a tutorial's pickle")
		.option("--first-class <n>", "added to every label: the class of the first new word", whole(0), 0)
		.option("--top-units <k>", "units per class that make the class score", whole(1))
		.option("--jobs <n>", "threads; default: one for every core", whole(1))
		.option("--json [file]", "all figures and the confusion matrix as JSON, to a file or to standard output")
		.addHelpText("after", example("evaluate classes models/default.akb --data val.npz"))
		.action(async (bundle: string, options: EvaluateClassesOptions) =>
			(await import("../evaluate-classes.js")).evaluateClassesCommand(bundle, options),
		);
}
