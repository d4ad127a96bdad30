import { HEADER_BYTES, type RecordHeader } from "./record-header.js";
import type { VerifiedFlash } from "./verified-flash.js";

/** A record where it is stored. It is whole until its slots are written twice more, or cleared. */
export class StoredRecord {
	readonly header: RecordHeader;
	#flash: VerifiedFlash;
	#base: number;

	/** `base` is where the slot begins. */
	constructor(flash: VerifiedFlash, base: number, header: RecordHeader) {
		this.#flash = flash;
		this.#base = base;
		this.header = header;
	}

	/** Bytes of the payload. */
	get length(): number {
		return this.header.length;
	}

	/** SHA-256 digest of the model that the record is, or belongs to. */
	get identity(): Uint8Array {
		return this.header.identity;
	}

	/** Whether the payload is as it was written. May throw StorageError `read-failed`. */
	isWhole(): boolean {
		return this.#flash.crc(this.#base + HEADER_BYTES, this.length) === this.header.crc;
	}

	/** A part of the payload. May throw StorageError `read-failed`; RangeError outside of the record. */
	read(offset: number, into: Uint8Array): void {
		if (offset < 0 || offset + into.length > this.length) throw new RangeError(`a record of ${this.length} bytes has none at ${offset}`);
		this.#flash.read(this.#base + HEADER_BYTES + offset, into);
	}

	/** The whole payload, in memory. */
	bytes(): Uint8Array {
		const bytes = new Uint8Array(this.length);
		this.read(0, bytes);
		return bytes;
	}
}
