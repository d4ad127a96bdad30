import { sameBytes } from "./bytes.js";
import { type LearnedSet, readLearnedRecord, writeLearnedRecord } from "./learned-record.js";
import type { LearnedWord } from "./learned-word.js";
import type { Slots } from "./slots.js";

/** What the device has learned, in its store: one record with the words of every model that was taught. */
export class LearnedWords {
	#slots: Slots;
	#foreign: readonly LearnedSet[] = [];

	constructor(slots: Slots) {
		this.#slots = slots;
	}

	/**
	 * The words stored for this model (SHA-256 digest); those of others are `foreign` from then on. Throws StorageError when the
	 * record cannot be read; it stays stored until the next `save` or `clear`, and until then there are no words.
	 */
	load(model: Uint8Array): readonly LearnedWord[] {
		this.#foreign = [];
		const bytes = this.#slots.read();
		const sets = bytes ? readLearnedRecord(bytes) : [];
		this.#foreign = sets.filter((set) => !sameBytes(set.model, model));
		return sets.find((set) => sameBytes(set.model, model))?.words ?? [];
	}

	/** Words of other models: kept by `save` as they are, and of no use until their model is back. */
	get foreign(): readonly LearnedSet[] {
		return this.#foreign;
	}

	/** Stores the words of this model; returns the bytes written. Throws StorageError, then the old record is still there. */
	save(model: Uint8Array, words: readonly LearnedWord[]): number {
		const own: LearnedSet[] = words.length > 0 ? [{ model, words }] : [];
		const bytes = writeLearnedRecord([...this.#foreign, ...own]);
		this.#slots.write(bytes, model);
		return bytes.length;
	}

	/** Forgets everything, words of other models too. */
	clear(): void {
		this.#slots.clear();
		this.#foreign = [];
	}
}
