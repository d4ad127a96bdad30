import { crc32 } from "./crc32.js";
import { StorageError } from "./error.js";
import { finishRecord } from "./finish-record.js";
import { HEADER_BYTES, type RecordHeader, type RecordKind } from "./record-header.js";
import { StoredRecord } from "./stored-record.js";
import type { VerifiedFlash } from "./verified-flash.js";

/** All that is known of a record before its bytes are. */
export interface SectorPlan extends RecordHeader {
	readonly kind: RecordKind;
	/** CRC-32 of each piece. */
	readonly pieces: ArrayLike<number>;
}

const ERASED = 0xff;

/** How many pieces a payload has: each fills a sector to its end, and the first shares its sector with the header. */
export const pieceCount = (length: number, sectorSize: number): number => Math.ceil((HEADER_BYTES + length) / sectorSize);

/** Where a piece begins in the payload. */
export const pieceStart = (piece: number, sectorSize: number): number => (piece === 0 ? 0 : piece * sectorSize - HEADER_BYTES);

/**
 * A record that comes sector by sector, each erased just before it is written, so that nobody else waits for long. It keeps no
 * notes: a piece is there when the flash holds bytes with its CRC. After an interruption of any kind it goes on from there.
 * Until `commit` has returned, the record before it is the valid one. It ends with that, with its first failure, or when another
 * record takes its place; then everything throws StorageError `aborted`.
 */
export class SectorWriter {
	#flash: VerifiedFlash;
	#base: number;
	#plan: SectorPlan;
	#sectorSize: number;
	/** Pieces that are there, from the first on. */
	#done = 0;
	/** The next piece has been looked at and is not there. */
	#missing = false;
	#open = true;

	/** Reads and writes nothing yet. `base` is where the slot begins. */
	constructor(flash: VerifiedFlash, base: number, plan: SectorPlan, sectorSize: number) {
		this.#flash = flash;
		this.#base = base;
		this.#plan = plan;
		this.#sectorSize = sectorSize;
	}

	/** Bytes that are there, from the beginning on. */
	get position(): number {
		return Math.min(pieceStart(this.#done, this.#sectorSize), this.#plan.length);
	}

	/** Bytes of the piece that begins at `position`; 0 when everything is there. */
	get next(): number {
		return Math.min(pieceStart(this.#done + 1, this.#sectorSize), this.#plan.length) - this.position;
	}

	/** Looks whether the next piece is there already; true when it was, and there may be more. May throw StorageError `read-failed`. */
	look(): boolean {
		this.#requireOpen();
		if (this.#missing || this.#done === this.#plan.pieces.length) return false;
		this.#missing = !this.#holds(this.#done);
		if (!this.#missing) this.#done++;
		return !this.#missing;
	}

	/**
	 * Writes the next piece. Throws StorageError: `out-of-order` for another offset, `damaged` for bytes with another length or
	 * CRC than was announced, both without harm; `worn`, `write-failed` end the writer.
	 */
	write(offset: number, bytes: Uint8Array): void {
		this.#requireOpen();
		const { position, next } = this;
		if (offset !== position) throw new StorageError("out-of-order", `bytes for ${offset} came when those for ${position} were due`);
		if (bytes.length !== next || next === 0 || crc32(bytes) !== this.#plan.pieces[this.#done]) {
			throw new StorageError("damaged", `the bytes for ${offset} were damaged on their way`);
		}
		this.#orEnd(() => this.#replace(offset, bytes));
		this.#done++;
		this.#missing = false;
	}

	/** The record as it will be, to be looked at before it counts. Throws StorageError `incomplete`. */
	record(): StoredRecord {
		const missing = this.#plan.length - this.position;
		if (missing > 0) throw new StorageError("incomplete", `${missing} of ${this.#plan.length} bytes are missing`);
		return new StoredRecord(this.#flash, this.#base, this.#plan);
	}

	/** Makes the record the valid one. Throws StorageError: `incomplete`; `write-failed` or `read-failed` end the writer. */
	commit(): void {
		this.#requireOpen();
		this.record();
		this.#orEnd(() => finishRecord(this.#flash, this.#base, this.#plan.kind, this.#plan));
		this.close();
	}

	/** Ends; the record is not committed any more, if it was not before. */
	close(): void {
		this.#open = false;
	}

	#requireOpen(): void {
		if (!this.#open) throw new StorageError("aborted", "the record is not being written any more; begin again");
	}

	/** Whatever is thrown ends the writer. */
	#orEnd(work: () => void): void {
		try {
			work();
		} catch (error) {
			this.close();
			throw error;
		}
	}

	/** The last write before the commit is that of the header, so it has to be blank in front of the first piece. */
	#holds(piece: number): boolean {
		if (piece === 0 && !this.#isBlank()) return false;
		const { position, next } = this;
		return this.#flash.crc(this.#base + HEADER_BYTES + position, next) === this.#plan.pieces[piece];
	}

	#isBlank(): boolean {
		const header = new Uint8Array(HEADER_BYTES);
		this.#flash.read(this.#base, header);
		return header.every((byte) => byte === ERASED);
	}

	#replace(offset: number, bytes: Uint8Array): void {
		this.#flash.erase(this.#base + this.#done * this.#sectorSize, this.#sectorSize);
		this.#flash.write(this.#base + HEADER_BYTES + offset, bytes);
	}
}
