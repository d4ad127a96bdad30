import { Builder } from "flatbuffers";
import { CheckedBuffer } from "../akida/checked-buffer.js";
import type { FrontEnd } from "../features/front-end.js";
import { crc32 } from "./crc32.js";
import { StorageError } from "./error.js";
import { WordFile as WordFileTable } from "./fb/word-file.js";
import { constantsOf, frontEndOf, isWholeFrontEnd } from "./front-end-constants.js";
import { LEARNED_VERSION, requireVersion } from "./learned-record.js";
import type { LearnedWord } from "./learned-word.js";
import { damaged, guardedRead, readVector, readWord, writeWord } from "./learned-tables.js";
import { IDENTITY_BYTES } from "./record-header.js";

const IDENTIFIER = "AKWW";
/** The first eight bytes are the size of what follows them up to the CRC, and the place of the root table; then the identifier. */
const IDENTIFIER_AT = 8;
const SIZE_BYTES = 4;
const CRC_BYTES = 4;

/** One learned word on its own, to be kept or carried to another device. */
export interface WordFile {
	readonly word: LearnedWord;
	/** SHA-256 digest of the model that the cells belong to, 32 bytes; on another model the takes have to be learned anew. */
	readonly model: Uint8Array;
	/** What made the features of the takes; a device with another front end cannot use them. */
	readonly frontEnd: FrontEnd;
}

/** A learned word as a file (FlatBuffers, schema learned.fbs). Throws StorageError `bad-value`. */
export function writeWordFile(word: LearnedWord, model: Uint8Array, frontEnd: FrontEnd): Uint8Array {
	const flaw = flawOf({ word, model, frontEnd });
	if (flaw) throw new StorageError("bad-value", `the word cannot be written to a file: ${flaw}`);
	const builder = new Builder(1024);
	const modelAt = WordFileTable.createModelVector(builder, model);
	const frontEndAt = WordFileTable.createFrontEndVector(builder, constantsOf(frontEnd));
	const wordAt = writeWord(builder, word);
	WordFileTable.startWordFile(builder);
	WordFileTable.addSchemaVersion(builder, LEARNED_VERSION);
	WordFileTable.addModel(builder, modelAt);
	WordFileTable.addFrontEnd(builder, frontEndAt);
	WordFileTable.addWord(builder, wordAt);
	builder.finish(WordFileTable.endWordFile(builder), IDENTIFIER, true);
	return withCrc(builder.asUint8Array());
}

/**
 * Reads a word file; the takes are views of `bytes`. Whatever the bytes are, the only error is StorageError: `wrong-kind`,
 * `truncated`, `damaged`, `newer-version`.
 */
export function readWordFile(bytes: Uint8Array): WordFile {
	return guardedRead(() => {
		requireWhole(bytes);
		const table = WordFileTable.getSizePrefixedRootAsWordFile(new CheckedBuffer(bytes));
		requireVersion(table.schemaVersion());
		const wordTable = table.word();
		if (!wordTable) throw damaged("the file has no word");
		const model = table.modelArray() ?? new Uint8Array(0);
		const numbers = readVector(table.frontEndLength(), (i) => table.frontEnd(i));
		const file = { word: readWord(wordTable), model, frontEnd: frontEndOf(numbers) };
		const flaw = flawOf(file);
		if (flaw) throw damaged(flaw);
		return file;
	});
}

/** Size, kind and CRC are where they are in every version of the schema. */
function requireWhole(bytes: Uint8Array): void {
	const kind = String.fromCharCode(...bytes.subarray(IDENTIFIER_AT, IDENTIFIER_AT + IDENTIFIER.length));
	if (kind !== IDENTIFIER) throw new StorageError("wrong-kind", "this is not a word file");
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const length = SIZE_BYTES + view.getUint32(0, true) + CRC_BYTES;
	if (bytes.length < length) throw new StorageError("truncated", `the word file ends after ${bytes.length} of ${length} bytes`);
	const end = length - CRC_BYTES;
	const whole = bytes.length === length && view.getUint32(end, true) === crc32(bytes.subarray(0, end));
	if (!whole) throw damaged("the CRC of the file does not match");
}

function withCrc(content: Uint8Array): Uint8Array {
	const bytes = new Uint8Array(content.length + CRC_BYTES);
	bytes.set(content);
	new DataView(bytes.buffer).setUint32(content.length, crc32(content), true);
	return bytes;
}

/** What is wrong with a file's content, if anything is; the word itself is looked at elsewhere. */
function flawOf({ word, model, frontEnd }: WordFile): string | undefined {
	if (model.length !== IDENTITY_BYTES) return "the model's digest has another length";
	if (!isWholeFrontEnd(frontEnd)) return "a constant of the front end is missing";
	if (word.takes.length === 0) return "it has no utterances";
	const features = frontEnd.frames * frontEnd.coefficients;
	return word.takes.every((take) => take.length === features) ? undefined : `an utterance does not have ${features} features`;
}
