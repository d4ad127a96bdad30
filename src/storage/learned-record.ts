import { Builder, ByteBuffer } from "flatbuffers";
import { Learned } from "./fb/learned.js";
import { Word } from "./fb/word.js";

const SCHEMA_VERSION = 1;

/** A word that somebody taught the device. */
export interface LearnedWord {
	readonly classIndex: number;
	readonly label: string;
}

/** What a device has learned on one model. */
export interface LearnedRecord {
	/** SHA-256 digest of the model bundle that the memory belongs to, 32 bytes. */
	readonly model: Uint8Array;
	readonly words: readonly LearnedWord[];
	/** The learned memory as the driver reads it. */
	readonly memory: Uint32Array;
}

/** Serialises a record (FlatBuffers, schema learned.fbs). */
export function writeLearnedRecord(record: LearnedRecord): Uint8Array {
	const builder = new Builder(1024 + record.memory.byteLength);
	const words = record.words.map((word) => {
		const label = builder.createString(word.label);
		return Word.createWord(builder, word.classIndex, label);
	});
	const wordsAt = Learned.createWordsVector(builder, words);
	const modelAt = Learned.createModelVector(builder, record.model);
	const memoryAt = Learned.createMemoryVector(builder, record.memory);
	Learned.finishLearnedBuffer(builder, Learned.createLearned(builder, SCHEMA_VERSION, modelAt, wordsAt, memoryAt));
	return builder.asUint8Array();
}

/**
 * Reads a record whose bytes are known to be whole (the store checks their CRC).
 * Another schema version or no record at all gives undefined.
 */
export function readLearnedRecord(bytes: Uint8Array): LearnedRecord | undefined {
	const buffer = new ByteBuffer(bytes);
	if (bytes.length < 16 || !Learned.bufferHasIdentifier(buffer)) return undefined;
	const learned = Learned.getRootAsLearned(buffer);
	if (learned.schemaVersion() !== SCHEMA_VERSION) return undefined;
	const words: LearnedWord[] = [];
	for (let i = 0; i < learned.wordsLength(); i++) {
		const word = learned.words(i);
		if (word) words.push({ classIndex: word.classIndex(), label: word.label() ?? "" });
	}
	const memory = new Uint32Array(learned.memoryLength());
	for (let i = 0; i < memory.length; i++) memory[i] = learned.memory(i) ?? 0;
	return { model: learned.modelArray() ?? new Uint8Array(0), words, memory };
}
