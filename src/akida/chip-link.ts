/**
 * The chip's address space, however it is reached (SPI frames, a recording, an emulator). Bytes travel in memory order:
 * every word little-endian. Addresses are multiples of 4; lengths need not be [2].
 */
export interface ChipLink {
	/** Fills the first `bytes` bytes of `into`, by default all, from `address` on. */
	read(address: number, into: Uint8Array, bytes?: number): void;
	/** Writes the first `length` bytes, by default all. May clear up to 3 bytes behind them when that is no multiple of 4 [2]. */
	write(address: number, bytes: Uint8Array, length?: number): void;
}

/** Single words over a link. Owns the four bytes it moves, so that register accesses allocate nothing. */
export class Registers {
	readonly #link: ChipLink;
	readonly #bytes = new Uint8Array(4);
	readonly #view = new DataView(this.#bytes.buffer);

	constructor(link: ChipLink) {
		this.#link = link;
	}

	readWord(address: number): number {
		this.#link.read(address, this.#bytes);
		return this.#view.getUint32(0, true);
	}

	writeWord(address: number, word: number): void {
		this.#view.setUint32(0, word, true);
		this.#link.write(address, this.#bytes);
	}

	/** Read-modify-write: replaces the bits of `mask` by those of `bits`. Returns the word written. */
	modify(address: number, mask: number, bits: number): number {
		const word = ((this.readWord(address) & ~mask) | bits) >>> 0;
		this.writeWord(address, word);
		return word;
	}
}
