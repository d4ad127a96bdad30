import type { WordEntry } from "../../../src/console/commands.js";
import { readInput } from "../../files/read.js";
import { writeWhole } from "../../files/write.js";
import { byteCount, percent, printJson, table } from "../format.js";
import { type DeviceOptions, withDevice } from "./with-device.js";

/** Lists the words that people taught the device, and those that it keeps and does not use. */
export async function listWords(options: DeviceOptions): Promise<void> {
	const { words, presets, foreign } = await withDevice(options, async (device) => ({
		words: await device.words(),
		presets: device.identity.presets ?? [],
		foreign: await device.foreign(),
	}));
	if (options.json) return printJson({ words, presets, foreign });
	console.log(words.length === 0 ? "no words were taught" : tableOf(words));
	console.log(`${presets.length} preset words: ${presets.join(", ")}`);
	if (foreign.length === 0) return;
	console.log("kept and not used, as they were learned on other models; their classes are good for export and delete:");
	console.log(tableOf(foreign));
}

const tableOf = (words: readonly WordEntry[]): string =>
	table([
		["word", "class", "samples", "accuracy", "learned"],
		...words.map((word) => [word.label, `${word.class}`, `${word.samples}`, percent(word.accuracy), dateOf(word.learnedAt)]),
	]);

/** Gives a word another name. */
export async function renameWord(classIndex: number, label: string, options: DeviceOptions): Promise<void> {
	await withDevice(options, (device) => device.rename(classIndex, label));
	if (options.json) printJson({ class: classIndex, label });
	else console.log(`class ${classIndex} is now "${label}"`);
}

/** Forgets a word, or one that is kept and not used. */
export async function deleteWord(classIndex: number, options: DeviceOptions): Promise<void> {
	await withDevice(options, (device) => device.deleteWord(classIndex));
	if (options.json) printJson({ deleted: classIndex });
	else console.log(`the word of class ${classIndex} is deleted`);
}

/** Writes a word into a file. */
export async function exportWord(classIndex: number, options: DeviceOptions & { readonly out: string }): Promise<void> {
	const file = await withDevice(options, (device) => device.exportWord(classIndex));
	writeWhole(options.out, file);
	if (options.json) printJson({ class: classIndex, out: options.out, bytes: file.length });
	else console.log(`wrote ${options.out}: ${byteCount(file.length)}`);
}

/** Gives the device a word from a file. */
export async function importWord(path: string, options: DeviceOptions): Promise<void> {
	const file = readInput(path);
	const words = await withDevice(options, async (device) => {
		await device.importWord(file);
		return device.words();
	});
	if (options.json) return printJson({ words });
	console.log(`the device takes the word; it has: ${words.map(({ label }) => label).join(", ") || "none yet, it is learning"}`);
}

const dateOf = (seconds: number): string => (seconds === 0 ? "unknown" : new Date(seconds * 1000).toISOString().slice(0, 10));
