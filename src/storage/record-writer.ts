import { StorageError } from "./error.js";

/** What writers of records have in common: each ends with its commit, its first failure, or when another takes its place. */
export abstract class RecordWriter {
	#open = true;

	/** Ends; the record is not committed any more, if it was not before. */
	close(): void {
		this.#open = false;
	}

	/** Throws StorageError `aborted` when the writer has ended. */
	protected requireOpen(): void {
		if (!this.#open) throw new StorageError("aborted", "the record is not being written any more; begin again");
	}

	/** Whatever is thrown ends the writer. */
	protected orEnd(work: () => void): void {
		try {
			work();
		} catch (error) {
			this.close();
			throw error;
		}
	}
}
