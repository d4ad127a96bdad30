import { StorageError } from "./error.js";

/** What comes of the work; undefined if the store has something to say against it, which is added to `failures`. */
export function unlessFailed<T>(failures: StorageError[], work: () => T): T | undefined {
	try {
		return work();
	} catch (error) {
		if (!(error instanceof StorageError)) throw error;
		failures.push(error);
		return undefined;
	}
}
