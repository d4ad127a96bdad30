import { StorageError } from "./error.js";

/** What the store has to say against the work, if anything. */
export function storageFailures(work: () => void): StorageError[] {
	try {
		work();
		return [];
	} catch (error) {
		if (error instanceof StorageError) return [error];
		throw error;
	}
}
