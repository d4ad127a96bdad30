import type { FlashStore } from "../ports.js";
import { crc32 } from "./crc32.js";
import { StorageError } from "./error.js";
import { unlessFailed } from "./failures.js";
import { finishRecord } from "./finish-record.js";
import { decodeHeader, HEADER_BYTES, IDENTITY_BYTES, isLater, type RecordKind } from "./record-header.js";
import { pieceCount, type SectorPlan, SectorWriter } from "./sector-writer.js";
import { StoredRecord } from "./stored-record.js";
import { VerifiedFlash } from "./verified-flash.js";

export { StorageError, type StorageErrorCode } from "./error.js";
export type { RecordKind } from "./record-header.js";

const NO_IDENTITY = new Uint8Array(IDENTITY_BYTES);

/** What is known of a record before it comes sector by sector. */
export type ResumePlan = Pick<SectorPlan, "length" | "identity" | "crc" | "pieces">;

interface Found {
	readonly slot: number;
	readonly record: StoredRecord;
}

/**
 * One record in two slots, each half of a flash: a write goes to the slot that is not in use and becomes valid with its last
 * bytes, the commit mark. Whatever interrupts it, the record before is still there. Two `Slots` on one flash must not write at
 * the same time.
 */
export class Slots {
	readonly kind: RecordKind;
	/** Bytes of the largest payload. */
	readonly capacity: number;
	#flash: VerifiedFlash;
	#slotBytes: number;
	#sectorSize: number;
	/** Sequence number up to which records do not count, 0 if all do. */
	#forgotten: number;
	#writer: SectorWriter | undefined;

	/** `forgotten`: number up to which the records do not count any more. Throws StorageError `not-flash`. */
	constructor(flash: FlashStore, kind: RecordKind, forgotten = 0) {
		this.#slotBytes = Math.floor(flash.size / flash.sectorSize / 2) * flash.sectorSize;
		this.#sectorSize = flash.sectorSize;
		this.#forgotten = forgotten;
		this.kind = kind;
		this.capacity = this.#slotBytes - HEADER_BYTES;
		this.#flash = new VerifiedFlash(flash, kind);
		if (this.capacity < 1) throw new StorageError("not-flash", `a flash of ${flash.size} bytes is too small for two slots`);
	}

	/** The newest record that is whole, where it is stored; undefined if there is none. May throw StorageError `read-failed`. */
	open(): StoredRecord | undefined {
		return this.#newest()?.record;
	}

	/** The payload of the newest record that is whole, in memory. May throw StorageError `read-failed`. */
	read(): Uint8Array | undefined {
		return this.open()?.bytes();
	}

	/** The number that the next record will have. May throw StorageError `read-failed`. */
	get nextNumber(): number {
		return this.#after(this.#newest());
	}

	/** Stores a record. Throws StorageError; then the old record is still the one that `read` gives. */
	write(payload: Uint8Array, identity: Uint8Array = NO_IDENTITY): void {
		const { length } = payload;
		this.#requireFit(length, identity);
		const { base, sequence } = this.#free();
		this.#flash.erase(base, HEADER_BYTES + length);
		this.#flash.write(base + HEADER_BYTES, payload);
		finishRecord(this.#flash, base, this.kind, { sequence, length, crc: crc32(payload), identity });
	}

	/**
	 * Begins, or goes on with, a record that comes sector by sector and may be interrupted at any time: what is there of it is
	 * found by the CRCs of its pieces. Throws StorageError `too-large`, `bad-value`, or what the flash does.
	 */
	resume({ length, identity, crc, pieces }: ResumePlan): SectorWriter {
		this.#requireFit(length, identity);
		const expected = pieceCount(length, this.#sectorSize);
		if (pieces.length !== expected) throw new StorageError("bad-value", `${pieces.length} CRCs came for ${expected} pieces`);
		const { base, sequence } = this.#free();
		const writer = new SectorWriter(this.#flash, base, { kind: this.kind, sequence, length, identity, crc, pieces }, this.#sectorSize);
		this.#writer = writer;
		return writer;
	}

	/** Forgets everything, the record in use last. Throws StorageError; where no record is, all is erased that can be. */
	clear(): void {
		this.#writer?.close();
		const newest = this.#newest();
		if (!newest) return this.#flash.wipe(0, 2 * this.#slotBytes);
		for (const slot of [1 - newest.slot, newest.slot]) this.#flash.erase(slot * this.#slotBytes, this.#slotBytes);
	}

	#requireFit(length: number, identity: Uint8Array): void {
		if (length > this.capacity) throw new StorageError("too-large", `the record has ${length} bytes, a slot holds ${this.capacity}`);
		if (!Number.isInteger(length) || length < 0) throw new StorageError("bad-value", `a record cannot have ${length} bytes`);
		if (identity.length !== IDENTITY_BYTES) throw new StorageError("bad-value", `an identity of ${identity.length} bytes instead of 32`);
	}

	/** Where the next record goes, and its number; whoever was writing there is not any more. */
	#free(): { base: number; sequence: number } {
		this.#writer?.close();
		const newest = this.#newest();
		return { base: newest?.slot === 0 ? this.#slotBytes : 0, sequence: this.#after(newest) };
	}

	#after(newest: Found | undefined): number {
		return ((newest?.record.header.sequence ?? this.#forgotten) + 1) >>> 0;
	}

	#newest(): Found | undefined {
		const failures: StorageError[] = [];
		const found = [0, 1].flatMap((slot) => unlessFailed(failures, () => this.#committed(slot)) ?? []);
		const [first, second] = found;
		if (first && second && isLater(second.record.header.sequence, first.record.header.sequence)) found.reverse();
		const whole = found.find(({ record }) => unlessFailed(failures, () => record.isWhole()));
		// Where nothing can be read there may be a record all the same, which nobody may take for absent and write over.
		if (!whole && failures[0]) throw failures[0];
		return whole;
	}

	#committed(slot: number): Found | undefined {
		const base = slot * this.#slotBytes;
		const bytes = new Uint8Array(HEADER_BYTES);
		this.#flash.read(base, bytes);
		const header = decodeHeader(this.kind, bytes);
		if (!header || header.length > this.capacity || this.#isForgotten(header.sequence)) return undefined;
		return { slot, record: new StoredRecord(this.#flash, base, header) };
	}

	#isForgotten(sequence: number): boolean {
		return this.#forgotten !== 0 && !isLater(sequence, this.#forgotten);
	}
}
