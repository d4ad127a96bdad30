import { Builder, type Offset } from "flatbuffers";
import { CheckedBuffer } from "../akida/checked-buffer.js";
import type { FrontEnd } from "../features/front-end.js";
import { sameBytes } from "./bytes.js";
import { StorageError } from "./error.js";
import { Learned } from "./fb/learned.js";
import { ModelWords } from "./fb/model-words.js";
import { constantsOf, frontEndOf, isWholeFrontEnd, sameFrontEnd } from "./front-end-constants.js";
import { damaged, guardedRead, readVector, readWord, writeWord } from "./learned-tables.js";
import type { LearnedWord } from "./learned-word.js";
import { IDENTITY_BYTES } from "./record-header.js";

/** Release of the schema (learned.fbs) that this code reads and writes. */
export const LEARNED_VERSION = 2;

/** In a table: the field is not there. */
const NOWHERE = 0;

/** The words learned on one model. */
export interface LearnedSet {
	/** SHA-256 digest of the model bundle, 32 bytes. */
	readonly model: Uint8Array;
	/** What made the features of the takes; the first releases did not note it. */
	readonly frontEnd?: FrontEnd;
	/** In the order of learning. */
	readonly words: readonly LearnedWord[];
}

/** Serialises what was learned (FlatBuffers, schema learned.fbs). Throws StorageError `bad-value`. */
export function writeLearnedRecord(sets: readonly LearnedSet[]): Uint8Array {
	const builder = new Builder(1024);
	const frontEnds = writeFrontEnds(builder, sets);
	const tables = sets.map((set, i) => writeSet(builder, set, frontEnds[i] ?? NOWHERE));
	const setsAt = Learned.createSetsVector(builder, tables);
	Learned.finishLearnedBuffer(builder, Learned.createLearned(builder, LEARNED_VERSION, setsAt));
	return builder.asUint8Array();
}

/**
 * Reads what {@link writeLearnedRecord} wrote; takes are views of `bytes`. Whatever the bytes are, the only error is
 * StorageError: `wrong-kind`, `newer-version`, `damaged`.
 */
export function readLearnedRecord(bytes: Uint8Array): LearnedSet[] {
	return guardedRead(() => {
		const buffer = new CheckedBuffer(bytes);
		if (!Learned.bufferHasIdentifier(buffer)) throw new StorageError("wrong-kind", "the record is not one of learned words");
		const table = Learned.getRootAsLearned(buffer);
		requireVersion(table.schemaVersion());
		const sets = readVector(table.setsLength(), (i) => table.sets(i)).map(readSet);
		requireDistinct(sets);
		return sets;
	});
}

/** Throws StorageError unless a record or file is of the version that this code reads. */
export function requireVersion(found: number): void {
	if (found > LEARNED_VERSION) {
		throw new StorageError(
			"newer-version",
			`the learned words have format ${found}, this release reads format ${LEARNED_VERSION}: update it`,
		);
	}
	if (found < LEARNED_VERSION) throw damaged(`there is no format ${found}`);
}

/** Most models have the same front end, which is written once. */
function writeFrontEnds(builder: Builder, sets: readonly LearnedSet[]): Offset[] {
	const written: { readonly frontEnd: FrontEnd; readonly at: Offset }[] = [];
	return sets.map(({ frontEnd }) => {
		if (!frontEnd) return NOWHERE;
		const known = written.find((other) => sameFrontEnd(other.frontEnd, frontEnd));
		const at = known?.at ?? ModelWords.createFrontEndVector(builder, constantsOf(frontEnd));
		if (!known) written.push({ frontEnd, at });
		return at;
	});
}

function writeSet(builder: Builder, { model, words }: LearnedSet, frontEndAt: Offset): Offset {
	const wordsAt = ModelWords.createWordsVector(
		builder,
		words.map((word) => writeWord(builder, word)),
	);
	const modelAt = ModelWords.createModelVector(builder, model);
	return ModelWords.createModelWords(builder, modelAt, wordsAt, frontEndAt);
}

function readSet(table: ModelWords): LearnedSet {
	const model = table.modelArray();
	if (model?.length !== IDENTITY_BYTES) throw damaged("a model's digest has another length");
	const constants = readVector(table.frontEndLength(), (i) => table.frontEnd(i));
	const frontEnd = frontEndOf(constants);
	if (constants.length > 0 && !isWholeFrontEnd(frontEnd)) throw damaged("a constant of the front end is missing");
	const words = readVector(table.wordsLength(), (i) => table.words(i)).map(readWord);
	if (new Set(words.map((word) => word.classIndex)).size < words.length) throw damaged("two words share a class");
	return { model, ...(constants.length > 0 && { frontEnd }), words };
}

function requireDistinct(sets: readonly LearnedSet[]): void {
	const twice = sets.some((set, i) => sets.findIndex((other) => sameBytes(other.model, set.model)) < i);
	if (twice) throw damaged("a model appears twice");
}
