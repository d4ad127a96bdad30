import { type LearnedRecord, type LearnedWord, readLearnedRecord, writeLearnedRecord } from "./learned-record.js";
import type { Slots } from "./slots.js";

/** What the device has learned, in its store: one record, tied to the model it was learned on. */
export class LearnedWords {
	#slots: Slots;
	#record: LearnedRecord | undefined;

	constructor(slots: Slots) {
		this.#slots = slots;
	}

	/** The stored record if it belongs to this model (SHA-256 digest), else undefined; it stays stored either way. */
	load(model: Uint8Array): LearnedRecord | undefined {
		const bytes = this.#slots.read();
		const record = bytes && readLearnedRecord(bytes);
		this.#record = record && sameBytes(record.model, model) ? record : undefined;
		return this.#record;
	}

	/** Stores words and memory; returns the bytes written. Throws StorageError, then the old record is still there. */
	save(model: Uint8Array, words: readonly LearnedWord[], memory: Uint32Array): number {
		const record = { model, words, memory };
		const bytes = writeLearnedRecord(record);
		this.#slots.write(bytes);
		this.#record = record;
		return bytes.length;
	}

	/** Stores the words under new names, with the memory as it is. Nothing learned yet: nothing is stored. */
	relabel(words: readonly LearnedWord[]): number {
		return this.#record ? this.save(this.#record.model, words, this.#record.memory) : 0;
	}
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
	if (a.length !== b.length) return false;
	for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
	return true;
}
