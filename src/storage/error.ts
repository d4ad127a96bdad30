/** Why a record could not be stored, found or read. */
export type StorageErrorCode =
	/** The flash is too small, or its sectors are, for what is to be kept on it. */
	| "not-flash"
	| "no-record"
	| "too-large"
	/** A sector keeps bits that an erase should have set. */
	| "worn"
	/** The flash refused a command, or does not hold what was written. */
	| "write-failed"
	| "read-failed"
	/** Bytes of a record that do not follow those that came before. */
	| "out-of-order"
	/** A record is to be committed of which bytes are missing. */
	| "incomplete"
	/** A writer that has committed, failed or been replaced by another. */
	| "aborted"
	/** A value that a record cannot hold. */
	| "bad-value"
	/** The bytes are a record or file of another kind. */
	| "wrong-kind"
	| "newer-version"
	| "truncated"
	| "damaged";

/** Every failure of the storage; the message is one line that says what is wrong. What was stored before still is. */
export class StorageError extends Error {
	override readonly name = "StorageError";
	readonly code: StorageErrorCode;

	constructor(code: StorageErrorCode, message: string) {
		super(message);
		this.code = code;
	}
}
