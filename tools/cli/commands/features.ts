import type { Command } from "commander";
import type { AugmentCommandOptions } from "../augment.js";
import { example, whole } from "./options.js";

export function addMfcc(program: Command): void {
	program
		.command("mfcc")
		.description("features of recordings, as the firmware computes them: uint8, N x 49 x 10")
		.argument("<wav...>", "recordings: 16 kHz, mono, 16 bit; a short one is centred in silence, a long one gives its first second")
		.requiredOption("--out <npy|npz>", "file to write; in an .npz the array is x")
		.option("--bundle <file>", "take the front-end constants from this bundle instead of the default ones")
		.option("--json", "the result as JSON")
		.addHelpText("after", example("mfcc assets/demo_wav/*.wav --out features.npy"))
		.action(async (wavs: string[], options: { out: string; bundle?: string; json?: boolean }) =>
			(await import("../mfcc.js")).mfcc(wavs, options),
		);
}

export function addPredict(program: Command): void {
	program
		.command("predict")
		.description("classify features on the emulated chip, through the driver and the emulated wire")
		.argument("<bundle>", "model bundle")
		.requiredOption("--features <npy|npz|pkl>", "uint8, N x 49 x 10 (x 1); array x, or x_val of a tutorial's pickle")
		.option("--potentials <npy>", "write the potentials: int32, N x units")
		.option("--top-units <k>", "units per class that make the class score", whole(1))
		.option("--json", "one result per line, as JSON")
		.addHelpText("after", example("predict models/default.akb --features features.npy"))
		.action(async (bundle: string, options: { features: string; potentials?: string; topUnits?: number; json?: boolean }) =>
			(await import("../predict.js")).predict(bundle, options),
		);
}

export function addAugment(program: Command): void {
	program
		.command("augment")
		.description("features of the variants that the firmware would teach of some utterances of a word")
		.argument("<wav...>", "utterances: 16 kHz, mono, 16 bit")
		.requiredOption("--out <npz>", "file to write: x, take, variant, with --class also y")
		.option("--variants <n>", "variants of every utterance", whole(1), 40)
		.option("--seed <n>", "seed of the variants and of their order", whole(0), 1)
		.option("--class <n>", "class index of the word, for y", whole(0))
		.option("--room <wav>", "background of the room, mixed into some variants")
		.option("--bundle <file>", "take the front-end constants from this bundle instead of the default ones")
		.option("--json", "the result as JSON")
		.addHelpText("after", example("augment hello_1.wav hello_2.wav hello_3.wav hello_4.wav --class 33 --out hello.npz"))
		.action(async (wavs: string[], options: AugmentCommandOptions) => (await import("../augment.js")).augment(wavs, options));
}
