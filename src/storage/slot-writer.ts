import { crc32 } from "./crc32.js";
import { StorageError } from "./error.js";
import { finishRecord } from "./finish-record.js";
import { HEADER_BYTES, type RecordHeader, type RecordKind } from "./record-header.js";
import { RecordWriter } from "./record-writer.js";
import type { VerifiedFlash } from "./verified-flash.js";

/** What is known of a record before its bytes are. */
export interface RecordPlan extends Omit<RecordHeader, "crc"> {
	readonly kind: RecordKind;
	/** CRC-32 that the payload is to have, if that is known. */
	readonly crc: number | undefined;
}

/** A record that is being written; until `commit` has returned the record before it is the valid one. */
export class SlotWriter extends RecordWriter {
	#flash: VerifiedFlash;
	#base: number;
	#plan: RecordPlan;
	#position = 0;
	#crc = 0;

	/** Erases what the record needs of the slot that begins at `base`. May throw StorageError `worn`, `write-failed`. */
	constructor(flash: VerifiedFlash, base: number, plan: RecordPlan) {
		super();
		this.#flash = flash;
		this.#base = base;
		this.#plan = plan;
		flash.erase(base, HEADER_BYTES + plan.length);
	}

	/** Bytes that are stored; the next ones go here. */
	get position(): number {
		return this.#position;
	}

	/**
	 * The next bytes of the payload. Throws StorageError: `out-of-order` when they do not begin at `position`, `too-large`
	 * beyond the length announced, both without harm; `write-failed` ends the writer.
	 */
	write(offset: number, bytes: Uint8Array): void {
		this.requireOpen();
		const { length } = this.#plan;
		if (offset !== this.#position)
			throw new StorageError("out-of-order", `bytes for ${offset} came when those for ${this.#position} were due`);
		if (offset + bytes.length > length) throw new StorageError("too-large", `more came than the ${length} bytes that were announced`);
		this.orEnd(() => this.#flash.write(this.#base + HEADER_BYTES + offset, bytes));
		this.#crc = crc32(bytes, this.#crc);
		this.#position += bytes.length;
	}

	/** Makes the record the valid one. Throws StorageError: `incomplete`; `damaged`, `write-failed` or `read-failed` end the writer. */
	commit(): void {
		this.requireOpen();
		const { length } = this.#plan;
		if (this.#position < length) throw new StorageError("incomplete", `${length - this.#position} of ${length} bytes are missing`);
		this.orEnd(() => this.#finish());
		this.close();
	}

	#finish(): void {
		const { kind, crc = this.#crc } = this.#plan;
		if (crc !== this.#crc) throw new StorageError("damaged", "the record was damaged on its way: its CRC is not the one announced");
		finishRecord(this.#flash, this.#base, kind, { ...this.#plan, crc });
	}
}
