import type { Builder, Offset } from "flatbuffers";
import { AkidaError } from "../akida/errors.js";
import type { LearnedCells } from "../akida/learned-cells.js";
import { StorageError } from "./error.js";
import { Take } from "./fb/take.js";
import { Word } from "./fb/word.js";
import type { LearnedWord } from "./learned-word.js";

/** A word as a table; what {@link flawOf} finds is StorageError `bad-value`. */
export function writeWord(builder: Builder, word: LearnedWord): Offset {
	const flaw = flawOf(word);
	if (flaw) throw new StorageError("bad-value", `the word cannot be stored: ${flaw}`);
	const { classIndex, samples, learnedAt, accuracy, offset, cells } = word;
	const label = builder.createString(word.label);
	const features = word.takes.map((take) => Take.createTake(builder, Take.createFeaturesVector(builder, take)));
	const takes = Word.createTakesVector(builder, features);
	const starts = Word.createCellStartsVector(builder, cells.starts);
	const lengths = Word.createCellLengthsVector(builder, cells.lengths);
	const values = Word.createCellValuesVector(builder, cells.values);
	return Word.createWord(builder, classIndex, label, samples, learnedAt, accuracy, offset, takes, starts, lengths, values);
}

/** A word from a table on a checked buffer; its takes are views of the bytes read. Throws StorageError `damaged`. */
export function readWord(table: Word): LearnedWord {
	const word: LearnedWord = {
		classIndex: table.classIndex(),
		label: table.label() ?? "",
		samples: table.samples(),
		learnedAt: table.learnedAt(),
		accuracy: table.accuracy(),
		offset: table.offset(),
		takes: readVector(table.takesLength(), (i) => table.takes(i)).map((take: Take) => take.featuresArray() ?? new Uint8Array(0)),
		cells: {
			starts: readNumbers(table.cellStartsLength(), (i) => table.cellStarts(i)),
			lengths: readNumbers(table.cellLengthsLength(), (i) => table.cellLengths(i)),
			values: readNumbers(table.cellValuesLength(), (i) => table.cellValues(i)),
		},
	};
	const flaw = flawOf(word);
	if (flaw) throw damaged(flaw);
	return word;
}

/** The elements of a vector; the length is asked for once, as a checked buffer counts what it hands out. */
export function readVector<T>(length: number, at: (index: number) => T | null): T[] {
	const items: T[] = [];
	for (let i = 0; i < length; i++) {
		const item = at(i);
		if (item === null) throw damaged("a list has holes");
		items.push(item);
	}
	return items;
}

export const damaged = (why: string): StorageError => new StorageError("damaged", `what was learned is damaged: ${why}`);

/** Runs a reader on a checked buffer: whatever the bytes are, the only error is {@link StorageError}. */
export function guardedRead<T>(read: () => T): T {
	try {
		return read();
	} catch (error) {
		if (error instanceof AkidaError) throw damaged(error.message);
		throw error;
	}
}

function readNumbers(length: number, at: (index: number) => number | null): Uint32Array {
	const numbers = new Uint32Array(length);
	for (let i = 0; i < length; i++) numbers[i] = at(i) ?? 0;
	return numbers;
}

/** Letters of a name at most, as UTF-16 units. */
export const LONGEST_LABEL = 64;

/** What is wrong with a word, if anything is. */
function flawOf({ classIndex, label, samples, learnedAt, accuracy, offset, takes, cells }: LearnedWord): string | undefined {
	if (label.length < 1 || label.length > LONGEST_LABEL) return `a name has 1 to ${LONGEST_LABEL} letters`;
	for (let i = 0; i < label.length; i++) if (label.charCodeAt(i) < 0x20) return "a name has a control character";
	if (![classIndex, samples, learnedAt].every((n) => Number.isInteger(n) && n >= 0 && n < 2 ** 32)) return "a count is out of range";
	if (!(accuracy >= 0 && accuracy <= 1)) return `an accuracy of ${accuracy}`;
	if (!Number.isFinite(offset)) return `an offset of ${offset}`;
	if (takes.some((take) => take.length === 0)) return "an utterance without features";
	return isOrdered(cells) ? undefined : "the changed cells are out of order";
}

/** Runs rise, do not overlap, and have as many values as they say. */
function isOrdered({ starts, lengths, values }: LearnedCells): boolean {
	let end = 0;
	let total = 0;
	for (let run = 0; run < starts.length; run++) {
		const start = starts[run] as number;
		const length = lengths[run] ?? 0;
		if (start < end || length === 0) return false;
		end = start + length;
		total += length;
	}
	return end <= 2 ** 32 && starts.length === lengths.length && total === values.length;
}
