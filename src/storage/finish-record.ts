import { StorageError } from "./error.js";
import { commitMark, encodeHeader, HEADER_BYTES, MARK_OFFSET, type RecordHeader, type RecordKind } from "./record-header.js";
import type { VerifiedFlash } from "./verified-flash.js";

/**
 * Makes the record whose payload lies behind `base` the valid one: looks whether the flash holds the payload, then writes the
 * header and, last of all, the mark. Throws StorageError; then the record before it is still the valid one.
 */
export function finishRecord(flash: VerifiedFlash, base: number, kind: RecordKind, header: RecordHeader): void {
	if (flash.crc(base + HEADER_BYTES, header.length) !== header.crc) {
		throw new StorageError("write-failed", "the flash does not hold the record as it was written");
	}
	flash.write(base, encodeHeader(kind, header));
	mark(flash, base);
}

/** A mark that failed may yet be readable, so it is spoilt: who gets an error keeps the old record. */
function mark(flash: VerifiedFlash, base: number): void {
	try {
		flash.write(base + MARK_OFFSET, commitMark());
	} catch (error) {
		if (error instanceof StorageError) spoil(flash, base);
		throw error;
	}
}

function spoil(flash: VerifiedFlash, base: number): void {
	try {
		flash.write(base + MARK_OFFSET, new Uint8Array(HEADER_BYTES - MARK_OFFSET));
	} catch (error) {
		if (!(error instanceof StorageError)) throw error;
	}
}
