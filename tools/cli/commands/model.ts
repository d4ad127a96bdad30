import { type Command, Option } from "commander";
import type { ConvertOptions } from "../convert.js";
import type { FitOptions } from "../fit.js";
import { between, example, numWeights, python, target, whole } from "./options.js";

export function addConvert(program: Command): void {
	program
		.command("convert")
		.description("quantized Keras model (.h5), Akida model (.json, .fbz) or model bundle (.akb) to a model bundle")
		.argument("<model>", "model file")
		.requiredOption("--out <akb>", "bundle to write")
		.addOption(target())
		.addOption(
			new Option("--to <form>", "write a bundle, or the model as the vendor's package saves it").choices(["akb", "fbz"]).default("akb"),
		)
		.addOption(python())
		.option("--emit-program <file>", "write the bare program too: ProgramInfo and ProgramData as the vendor's runtime takes them")
		.option("--labels <json|pkl>", 'class names: {"labels": [...]}, or those of a tutorial\'s pickle')
		.option("--learn", "replace the head by a learning layer")
		.option("--classes <n>", "classes of the learning layer", whole(1), 33)
		.option("--neurons-per-class <n>", "units for each class", whole(1), 15)
		.option("--spare <n>", "further classes for words that people teach", whole(0), 3)
		.addOption(
			new Option("--num-weights <n|auto>", "ones in every unit's weights; auto: int(1.2 x mean spikes) over --samples")
				.argParser(numWeights)
				.default("auto"),
		)
		.option(
			"--samples <npy|npz|pkl>",
			"features for --num-weights auto (the first 100 count), or a tutorial's pickle, which names the classes too",
		)
		.option("--initial-plasticity <p>", "plasticity of a fresh unit", between(0, 1), 1)
		.option("--min-plasticity <p>", "plasticity never falls below this", between(0, 1), 0.1)
		.option("--plasticity-decay <p>", "plasticity lost per sample, as a share of the initial one", between(0, 1), 0.25)
		.option(
			"--learning-competition <p>",
			"0: only the labelled class matters; more: a stronger unit elsewhere blocks learning",
			between(0, 1),
			0,
		)
		.option("--seed <n>", "seed of the initial weights and of every later draw", whole(0), 1)
		.option("--json", "the summary as JSON")
		.addHelpText("after", example("convert model.h5 --learn --samples train.npz --out model.akb"))
		.action(async (model: string, options: ConvertOptions) => (await import("../convert.js")).convertCommand(model, options));
}

export function addFit(program: Command): void {
	program
		.command("fit")
		.description("learn labelled features on the emulated chip, in file order, and write the fitted bundle")
		.argument("<bundle>", "model bundle with a learning layer")
		.requiredOption("--data <npz|pkl>", "x: uint8, N x 49 x 10 (x 1); y: N class indices; or a tutorial's pickle")
		.option("--first-class <n>", "added to every label: the class of the first new word", whole(0), 0)
		.requiredOption("--out <akb>", "bundle to write")
		.option("--validation <npz|pkl>", "measure the accuracy on these samples and note it in the bundle")
		.option("--self-tests <n>", "well recognised samples to keep in the bundle as self-tests", whole(0), 4)
		.option("--calibration <n>", "samples of every class to keep in the bundle, against which new words are calibrated", whole(0), 5)
		.option("--noise <n>", "windows of noise to make and to learn as silence, among the samples", whole(0), 0)
		.option("--balance", "find an offset for each word on the samples, so that none is heard too readily")
		.option("--jobs <n>", "threads; default: one for every core", whole(1))
		.option("--json", "the result as JSON")
		.addHelpText("after", example("fit model.akb --data train.npz --validation val.npz --out fitted.akb"))
		.action(async (bundle: string, options: FitOptions) => (await import("../fit.js")).fit(bundle, options));
}
