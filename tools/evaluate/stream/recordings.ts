import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { ToolError } from "../../errors.js";
import { readInput } from "../../files/read.js";
import { readWav } from "../../files/wav.js";
import { source, type Source } from "../provenance.js";
import { speechPart, type SpeechPart } from "./speech-part.js";

/** A recording of one word. */
export interface Recording {
	readonly file: string;
	readonly word: string;
	/** False for a word that the model does not have. */
	readonly known: boolean;
	readonly samples: Int16Array;
	readonly speech: SpeechPart;
}

/** A background that is played in a loop. */
export interface NoiseSound {
	readonly name: string;
	readonly samples: Int16Array;
}

export interface Sounds<T> {
	readonly sounds: readonly T[];
	readonly sources: readonly Source[];
}

/** `<word>__<anything>.wav`, or `preset_<word>_<n>.wav` as in the demo recordings, whose new words count as unknown ones. */
const NAMES = [/^(.+?)__.*\.wav$/i, /^(?:preset|new)_(.+?)_(?:enrol_|test_)?\d+\.wav$/i];

/** The word in a recording's name, in the spelling of the model's labels if it has one. */
export function wordOf(file: string, labels: readonly string[]): string | undefined {
	for (const pattern of NAMES) {
		const word = pattern.exec(basename(file))?.[1];
		if (word !== undefined) return labels.find((label) => label === word || label === word.replaceAll("_", " ")) ?? word;
	}
	return undefined;
}

/** Reads the recordings of words in some folders, those of unknown words only if asked for. Throws ToolError. */
export function readRecordings(folders: readonly string[], labels: readonly string[], unknown: boolean): Sounds<Recording> {
	const read = readWords(folders, labels, (word) => unknown || labels.includes(word));
	if (read.sounds.some((sound) => sound.known)) return read;
	const message = `there are no recordings of the model's words in ${folders.join(", ")}`;
	throw new ToolError("no-file", message, "name them <word>__<anything>.wav or preset_<word>_<n>.wav");
}

/** Reads the recordings of all words that are wanted, by the names of their files. Throws ToolError. */
export function readWords(folders: readonly string[], labels: readonly string[], wanted: (word: string) => boolean): Sounds<Recording> {
	const sounds: Recording[] = [];
	const sources: Source[] = [];
	for (const path of folders.flatMap(wavsIn)) {
		const word = wordOf(path, labels);
		if (word === undefined || !wanted(word)) continue;
		const bytes = readInput(path);
		const { samples } = readWav(bytes, path);
		const speech = speechPart(samples);
		if (!speech) throw new ToolError("bad-file", `no speech stands out in ${path}`, "take it out of the folder, or record it again");
		sounds.push({ file: basename(path), word, known: labels.includes(word), samples, speech });
		sources.push(source(path, bytes));
	}
	return { sounds, sources };
}

/** Reads noises. Throws ToolError. */
export function readNoises(paths: readonly string[]): Sounds<NoiseSound> {
	const read = paths.map((path) => ({ path, bytes: readInput(path) }));
	return {
		sounds: read.map(({ path, bytes }) => ({ name: basename(path), samples: readWav(bytes, path).samples })),
		sources: read.map(({ path, bytes }) => source(path, bytes)),
	};
}

/** The noises among the demo recordings. */
export const noisesIn = (folder: string): string[] => wavsIn(folder).filter((path) => basename(path).startsWith("noise_"));

function wavsIn(folder: string): string[] {
	try {
		const names = readdirSync(folder).filter((name) => name.toLowerCase().endsWith(".wav"));
		return names.sort().map((name) => join(folder, name));
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code ?? String(error);
		throw new ToolError("no-file", `cannot read the folder ${folder} (${code})`, "name a folder of WAV files");
	}
}
