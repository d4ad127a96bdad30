import { crc32 } from "../../src/storage/crc32.js";

/** First words of a learned memory in which a twin has put what it learned: "KWST", "WIN1". */
const SIGNATURE = Uint32Array.of(0x4b575354, 0x57494e31);
const CRC = SIGNATURE.length;
const STATE = CRC + 1;

/**
 * The learned memory of a silicon program as its twin uses it. Its words are opaque, so the twin understands two kinds only: those
 * that the program came with, which stand for the twin's own first state, and those that it wrote itself (docs/silicon.md).
 */
export class TwinMemory {
	/** False when the memory is too small to hold what the twin learns. */
	readonly fits: boolean;
	readonly #opaque: Uint32Array;
	readonly #first: Uint32Array;
	/** Goes into the checksum, so that the words of one twin are none to another. */
	readonly #identity: number;
	readonly #payload: Uint32Array;
	readonly #bytes: Uint8Array;

	/** `opaque`: the memory that the silicon program came with, without header; `first`: the twin's; `identity`: CRC of the twin. */
	constructor(opaque: Uint32Array, first: Uint32Array, identity: number) {
		this.fits = STATE + first.length <= opaque.length;
		this.#opaque = opaque;
		this.#first = first;
		this.#identity = identity;
		this.#payload = new Uint32Array(Math.max(opaque.length, STATE + first.length));
		this.#bytes = new Uint8Array(this.#payload.buffer, 4 * STATE, first.byteLength);
		this.#payload.set(SIGNATURE);
	}

	/** What the host is to find once the twin has learned; holds until the next call. Only for a memory that `fits`. */
	payloadOf(state: Uint32Array): Uint32Array {
		this.#payload.set(state, STATE);
		this.#payload[CRC] = crc32(this.#bytes, this.#identity);
		return this.#payload;
	}

	/** The twin's state behind words that the host has put into the memory, or undefined for words that mean nothing to a twin. */
	stateOf(payload: Uint32Array): Uint32Array | undefined {
		if (same(payload, this.#opaque)) return this.#first;
		if (!this.fits || payload.length !== this.#opaque.length) return undefined;
		const state = payload.subarray(STATE, STATE + this.#first.length);
		return same(payload, this.payloadOf(state)) ? state : undefined;
	}
}

const same = (a: Uint32Array, b: Uint32Array): boolean => a.length === b.length && a.every((word, i) => word === b[i]);
