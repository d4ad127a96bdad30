import { FlashError, type FlashStore } from "../ports.js";
import { crc32 } from "./crc32.js";
import { StorageError, type StorageErrorCode } from "./error.js";
import { unlessFailed } from "./failures.js";

/** Bytes that a NOR flash programs at once. */
const PAGE_BYTES = 256;
const ERASED = 0xff;

/** A flash that is not believed: what it erased or wrote is read back. Its failures are {@link StorageError}s that name the sector. */
export class VerifiedFlash {
	#flash: FlashStore;
	#name: string;
	#page = new Uint8Array(PAGE_BYTES);

	/** `name` says in messages what is kept there. */
	constructor(flash: FlashStore, name: string) {
		this.#flash = flash;
		this.#name = name;
	}

	/** Erases the sectors under `length` bytes from `offset`, the start of a sector. May throw `worn`, `write-failed`. */
	erase(offset: number, length: number): void {
		const { sectorSize } = this.#flash;
		for (let at = offset; at < offset + length; at += sectorSize) {
			this.#attempt("write-failed", at, () => this.#flash.erase(at / sectorSize));
			this.#eachPage(at, Math.min(sectorSize, offset + length - at), (pageAt, page) => {
				const bad = page.findIndex((byte) => byte !== ERASED);
				if (bad >= 0) throw this.#error("worn", pageAt + bad, "it keeps bits that were erased");
			});
		}
	}

	/** Erases the sectors that are not blank, all that can be. Throws what the first of the others did. */
	wipe(offset: number, length: number): void {
		const { sectorSize } = this.#flash;
		const failures: StorageError[] = [];
		for (let at = offset; at < offset + length; at += sectorSize) {
			unlessFailed(failures, () => {
				if (!this.#isBlank(at, sectorSize)) this.erase(at, sectorSize);
			});
		}
		if (failures[0]) throw failures[0];
	}

	/** Writes to erased bytes, a page at a time. May throw `write-failed`. */
	write(offset: number, bytes: Uint8Array): void {
		let done = 0;
		this.#eachPiece(offset, bytes.length, (at, length) => {
			const piece = bytes.subarray(done, done + length);
			this.#attempt("write-failed", at, () => this.#flash.write(at, piece));
			const bad = this.#readPage(at, length).findIndex((byte, i) => byte !== piece[i]);
			if (bad >= 0) throw this.#error("write-failed", at + bad, "it does not hold what was written");
			done += length;
		});
	}

	/** May throw `read-failed`. */
	read(offset: number, into: Uint8Array): void {
		this.#attempt("read-failed", offset, () => this.#flash.read(offset, into));
	}

	/** CRC-32 of what is stored. May throw `read-failed`. */
	crc(offset: number, length: number): number {
		let crc = 0;
		this.#eachPage(offset, length, (_, page) => (crc = crc32(page, crc)));
		return crc;
	}

	#isBlank(offset: number, length: number): boolean {
		let blank = true;
		this.#eachPage(offset, length, (_, page) => (blank &&= page.every((byte) => byte === ERASED)));
		return blank;
	}

	#eachPage(offset: number, length: number, visit: (at: number, page: Uint8Array) => void): void {
		this.#eachPiece(offset, length, (at, bytes) => visit(at, this.#readPage(at, bytes)));
	}

	/** Pieces end where pages end. */
	#eachPiece(offset: number, length: number, visit: (at: number, length: number) => void): void {
		for (let at = offset; at < offset + length;) {
			const bytes = Math.min(PAGE_BYTES - (at % PAGE_BYTES), offset + length - at);
			visit(at, bytes);
			at += bytes;
		}
	}

	#readPage(offset: number, length: number): Uint8Array {
		const page = this.#page.subarray(0, length);
		this.read(offset, page);
		return page;
	}

	/** Only what the flash reports becomes an error of the storage; anything else is not for this floor. */
	#attempt(code: StorageErrorCode, offset: number, work: () => void): void {
		try {
			work();
		} catch (error) {
			if (!(error instanceof FlashError)) throw error;
			throw this.#error(code, offset, error.message);
		}
	}

	#error(code: StorageErrorCode, offset: number, why: string): StorageError {
		return new StorageError(code, `sector ${Math.floor(offset / this.#flash.sectorSize)} of the ${this.#name} store failed: ${why}`);
	}
}
