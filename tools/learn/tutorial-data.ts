import type { Dims } from "../../src/akida/program.js";
import type { NamedBytes } from "../convert/convert.js";
import { ToolError } from "../errors.js";
import { PickledArray, type PickleData, readPickle } from "../files/pickle.js";
import { type LabelledSamples, labelledSamples } from "./samples.js";

/** One of the tutorial's two files: samples to learn from, samples to test with, and the words by class index. */
export interface TutorialSet {
	readonly train: LabelledSamples;
	readonly validation: LabelledSamples;
	readonly words: readonly string[];
}

const ENTRIES = 8;
const WORDS = 6;
const HINT = "give a file with the structure of the tutorial's: [x_train, y_train, x_val, y_val, _, _, word_to_index, _]";

/** The words of one of the tutorial's pickles, by class index. Throws ToolError. */
export function readTutorialWords({ bytes, name }: NamedBytes): readonly string[] {
	return wordsOf(entriesOf(readPickle(bytes, name), name)[WORDS], name);
}

/** The same; undefined for a pickle of another structure. */
export function findTutorialWords(file: NamedBytes): readonly string[] | undefined {
	try {
		return readTutorialWords(file);
	} catch (error) {
		if (error instanceof ToolError) return undefined;
		throw error;
	}
}

/** Reads one of the tutorial's pickles. Throws ToolError that says what is missing, or which shape was expected and which found. */
export function readTutorialSet({ bytes, name }: NamedBytes, input: Dims): TutorialSet {
	const entries = entriesOf(readPickle(bytes, name), name);
	const words = wordsOf(entries[WORDS], name);
	const array = (at: number, what: string) => numbersAt(entries, at, what, name);
	const samples = (at: number, what: string): LabelledSamples =>
		labelledSamples(array(at, `x_${what}`), array(at + 1, `y_${what}`), input, words.length, `${name} (${what})`);
	return { train: samples(0, "train"), validation: samples(2, "val"), words };
}

function entriesOf(data: PickleData, name: string): readonly PickleData[] {
	if (Array.isArray(data) && data.length === ENTRIES) return data as readonly PickleData[];
	throw new ToolError("bad-file", `${name} is not a list of ${ENTRIES} entries`, HINT);
}

function numbersAt(entries: readonly PickleData[], at: number, what: string, name: string) {
	const entry = entries[at];
	if (entry instanceof PickledArray) return entry.numbers(`${what} in ${name}`);
	throw new ToolError("bad-file", `entry ${at} of ${name} (${what}) is not a numpy array`, HINT);
}

function wordsOf(entry: PickleData | undefined, name: string): string[] {
	if (!(entry instanceof Map)) throw new ToolError("bad-file", `entry ${WORDS} of ${name} (word_to_index) is not a dictionary`, HINT);
	const words: string[] = [];
	for (const [word, index] of entry) if (typeof word === "string" && typeof index === "number") words[index] = word;
	const complete = entry.size > 0 && Object.keys(words).length === entry.size && words.length === entry.size;
	if (complete) return words;
	throw new ToolError("bad-file", `word_to_index in ${name} does not count its words from 0 to ${entry.size - 1}`, HINT);
}
