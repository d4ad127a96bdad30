import type { Command } from "commander";
import type { DeviceOptions } from "../device/with-device.js";
import { common } from "./device.js";
import { example, whole } from "./options.js";

export function addWords(program: Command): void {
	const words = program.command("words").description("the words that people taught a device");
	common(words.command("list", { isDefault: true }).description("all words, learned and preset"))
		.addHelpText("after", example("words list --port sim"))
		.action(async (options: DeviceOptions) => (await import("../device/words.js")).listWords(options));
	common(
		words
			.command("rename")
			.description("give a learned word another name")
			.argument("<class>", "its class, as words list shows it", whole(0))
			.argument("<name>", "up to 64 letters"),
	)
		.addHelpText("after", example("words rename 33 lamp --port /dev/ttyUSB0"))
		.action(async (classIndex: number, name: string, options: DeviceOptions) =>
			(await import("../device/words.js")).renameWord(classIndex, name, options),
		);
	common(
		words
			.command("delete")
			.description("forget a word, also one that is kept and not used")
			.argument("<class>", "its class, as words list shows it", whole(0)),
	)
		.addHelpText("after", example("words delete 33 --port /dev/ttyUSB0"))
		.action(async (classIndex: number, options: DeviceOptions) => (await import("../device/words.js")).deleteWord(classIndex, options));
	addFiles(words);
}

function addFiles(words: Command): void {
	common(
		words
			.command("export")
			.description("write a learned word into a file, to keep it or for another device")
			.argument("<class>", "its class, as words list shows it", whole(0))
			.requiredOption("--out <file>", "file to write"),
	)
		.addHelpText("after", example("words export 33 --out lamp.akw --port /dev/ttyUSB0"))
		.action(async (classIndex: number, options: DeviceOptions & { out: string }) =>
			(await import("../device/words.js")).exportWord(classIndex, options),
		);
	common(words.command("import").description("give a device a word from a file").argument("<file>", "what words export wrote"))
		.addHelpText("after", example("words import lamp.akw --port /dev/ttyUSB0"))
		.action(async (file: string, options: DeviceOptions) => (await import("../device/words.js")).importWord(file, options));
}
