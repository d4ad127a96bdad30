import { sameBytes } from "./bytes.js";
import { StorageError } from "./error.js";
import { type LearnedSet, readLearnedRecord, writeLearnedRecord } from "./learned-record.js";
import type { LearnedWord } from "./learned-word.js";
import type { Slots } from "./slots.js";

/** What the device has learned, in its store: one record with the words of every model that was taught. */
export class LearnedWords {
	/** Bytes that all words together may have. */
	readonly capacity: number;
	#slots: Slots | undefined;
	#foreign: readonly LearnedSet[] = [];

	/** A device without a store, or with one that is too small, remembers nothing. */
	constructor(slots: Slots | undefined) {
		this.#slots = slots;
		this.capacity = slots?.capacity ?? 0;
	}

	/**
	 * The words stored for this model (SHA-256 digest); those of others are `foreign` from then on. Throws StorageError when the
	 * record cannot be read; it stays stored until the next `save`, and until then there are no words.
	 */
	load(model: Uint8Array): readonly LearnedWord[] {
		this.#foreign = [];
		const bytes = this.#slots?.read();
		const sets = bytes ? readLearnedRecord(bytes) : [];
		this.#foreign = sets.filter((set) => !sameBytes(set.model, model));
		return sets.find((set) => sameBytes(set.model, model))?.words ?? [];
	}

	/** Words of other models: kept by `save` as they are, and of no use until their model is back. */
	get foreign(): readonly LearnedSet[] {
		return this.#foreign;
	}

	/**
	 * Stores the words of the model in use, and those of others, which are as they were unless told otherwise; returns the bytes
	 * written. Throws StorageError, then the old record is still there.
	 */
	save(own: LearnedSet, foreign = this.#foreign): number {
		if (!this.#slots) throw new StorageError("not-flash", "there is no store that could keep the words");
		const bytes = recordOf(own, foreign);
		this.#slots.write(bytes, own.model);
		this.#foreign = foreign;
		return bytes.length;
	}

	/** Bytes that would be written. Throws StorageError `bad-value`. */
	measure(own: LearnedSet): number {
		return recordOf(own, this.#foreign).length;
	}
}

/** A model without words leaves nothing. */
const recordOf = (own: LearnedSet, foreign: readonly LearnedSet[]): Uint8Array =>
	writeLearnedRecord([...foreign, own].filter(({ words }) => words.length > 0));
