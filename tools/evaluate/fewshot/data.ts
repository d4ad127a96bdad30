import type { Dims } from "../../../src/akida/program.js";
import { featureRows } from "../../files/features.js";
import { readInput } from "../../files/read.js";
import { ToolError } from "../../errors.js";
import { readNpz, type Npz } from "../../files/npy.js";
import { source, type Source } from "../provenance.js";

/** One speaker's recordings of all words. */
export interface Speaker {
	readonly id: number;
	/** Per word the features of its lesson, by utterance and then by variant. */
	readonly lessons: readonly (readonly Uint8Array[])[];
	/** Recordings that are held back from the lessons. */
	readonly tests: readonly { readonly word: number; readonly features: Uint8Array }[];
}

export interface FewshotData {
	/** Words that are taught, 0 to words - 1 in the file. */
	readonly words: number;
	readonly speakers: readonly Speaker[];
	readonly source: Source;
}

/** Labelled features: x and y. */
export interface OldData {
	readonly rows: readonly Uint8Array[];
	readonly labels: readonly number[];
	readonly source: Source;
}

/** One set of rows with the columns that describe them. */
interface Rows {
	readonly features: readonly Uint8Array[];
	readonly columns: Readonly<Record<string, readonly number[]>>;
}

/** Reads a few-shot set: x_train with train_word, _speaker, _utterance, _augmentation, and x_test with test_word, _speaker. Throws ToolError. */
export function readFewshot(path: string, input: Dims): FewshotData {
	const bytes = readInput(path);
	const npz = readNpz(bytes, path);
	const train = readRows(npz, path, input, "train", ["word", "speaker", "utterance", "augmentation"]);
	const test = readRows(npz, path, input, "test", ["word", "speaker"]);
	const ids = [...new Set(column(test, "speaker"))].sort((a, b) => a - b);
	if (ids.length === 0) throw refused(path, "holds no test recordings", "x_test needs at least one row");
	const words = Math.max(...column(test, "word"), ...column(train, "word")) + 1;
	const speakers = ids.map((id) => speakerOf(id, words, train, test));
	const gap = speakers.flatMap(({ id, lessons }) => lessons.flatMap((lesson, word) => (lesson.length === 0 ? [{ id, word }] : [])))[0];
	if (gap)
		throw refused(path, `has no training rows of word ${gap.word} by speaker ${gap.id}`, "every tested speaker must teach every word");
	return { words, speakers, source: source(path, bytes) };
}

/** Reads labelled features of the preset classes. Throws ToolError. */
export function readOld(path: string, input: Dims, classes: number): OldData {
	const bytes = readInput(path);
	const npz = readNpz(bytes, path);
	const rows = featureRows(npz.get("x"), input, `x in ${path}`);
	if (rows.count === 0) throw refused(path, "holds no samples", "x needs at least one row");
	const labels = numbers(npz, path, "y", rows.count);
	const stray = labels.findIndex((label) => label >= classes);
	if (stray >= 0)
		throw refused(
			path,
			`has class ${labels[stray]} at input ${stray}, the model has classes 0 to ${classes - 1}`,
			"take data of this model",
		);
	return { rows: Array.from({ length: rows.count }, (_, i) => rows.row(i)), labels, source: source(path, bytes) };
}

function speakerOf(id: number, words: number, train: Rows, test: Rows): Speaker {
	const lessons = Array.from({ length: words }, (_, word) => lessonOf(train, id, word));
	const tests = test.features.flatMap((features, i) =>
		column(test, "speaker")[i] === id ? [{ word: column(test, "word")[i] as number, features }] : [],
	);
	return { id, lessons, tests };
}

function lessonOf(train: Rows, speaker: number, word: number): Uint8Array[] {
	const key = (i: number): number => (column(train, "utterance")[i] as number) * 65536 + (column(train, "augmentation")[i] as number);
	return train.features
		.flatMap((_, i) => (column(train, "speaker")[i] === speaker && column(train, "word")[i] === word ? [i] : []))
		.sort((a, b) => key(a) - key(b))
		.map((i) => train.features[i] as Uint8Array);
}

function readRows(npz: Npz, path: string, input: Dims, set: "train" | "test", columns: readonly string[]): Rows {
	const rows = featureRows(npz.get(`x_${set}`), input, `x_${set} in ${path}`);
	return {
		features: Array.from({ length: rows.count }, (_, i) => rows.row(i)),
		columns: Object.fromEntries(columns.map((name) => [name, numbers(npz, path, `${set}_${name}`, rows.count)])),
	};
}

/** A column of whole numbers from 0 on, one per row. */
function numbers(npz: Npz, path: string, name: string, count: number): number[] {
	const { data, shape } = npz.get(name);
	if (data.length !== count) {
		throw refused(
			path,
			`has an array ${name} of shape ${shape.join(" x ")}, expected ${count}`,
			"it needs one value for each row of features",
		);
	}
	const values = Array.from(data);
	const stray = values.find((value) => !Number.isInteger(value) || value < 0 || value > 0xffff);
	if (stray !== undefined) throw refused(path, `has ${stray} in ${name}`, "whole numbers from 0 on are needed");
	return values;
}

const column = (rows: Rows, name: string): readonly number[] => rows.columns[name] ?? [];

const refused = (path: string, what: string, hint: string): ToolError => new ToolError("bad-file", `${path} ${what}`, hint);
