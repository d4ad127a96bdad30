import { Refusal } from "./refusal.js";

/** Bytes of the largest file: two seconds of sound. */
export const LONGEST_FILE = 65536;

/** The one large buffer of the console: a file on its way to the device or from it. */
export class FileBuffer {
	#bytes: Uint8Array = new Uint8Array(0);
	#filled = 0;

	/** Takes the next bytes of a file of `length`; those for offset 0 begin another. Returns how many are there. Throws Refusal. */
	put(offset: number, length: number, bytes: Uint8Array): number {
		if (offset === 0) this.#begin(length);
		if (length !== this.#bytes.length) throw new Refusal("out-of-order", "these bytes are of another file");
		// The answer to bytes that are there already may have been lost.
		if (offset > this.#filled || offset + bytes.length > length) {
			throw new Refusal("out-of-order", `bytes for ${offset} came when those for ${this.#filled} were due`);
		}
		this.#bytes.set(bytes, offset);
		this.#filled = Math.max(this.#filled, offset + bytes.length);
		return this.#filled;
	}

	/** Puts a whole file in; returns its length. */
	fill(bytes: Uint8Array): number {
		this.#bytes = bytes;
		this.#filled = bytes.length;
		return bytes.length;
	}

	/** A part of the file. Throws Refusal. */
	get(offset: number, length: number): Uint8Array {
		if (!(offset >= 0 && length >= 0 && offset + length <= this.#filled)) {
			throw new Refusal("out-of-range", `the file has ${this.#filled} bytes`);
		}
		return this.#bytes.subarray(offset, offset + length);
	}

	/** The whole file, which is not kept. Throws Refusal when there is none. */
	take(): Uint8Array {
		const bytes = this.#bytes;
		if (bytes.length === 0 || this.#filled < bytes.length) {
			throw new Refusal("no-file", `${this.#filled} of ${bytes.length} bytes of the file are there; put it first`);
		}
		this.clear();
		return bytes;
	}

	clear(): void {
		this.#bytes = new Uint8Array(0);
		this.#filled = 0;
	}

	#begin(length: number): void {
		if (!Number.isInteger(length) || length < 1 || length > LONGEST_FILE) {
			throw new Refusal("too-long", `a file of ${length} bytes; 1 to ${LONGEST_FILE} can be taken`);
		}
		this.#bytes = new Uint8Array(length);
		this.#filled = 0;
	}
}
