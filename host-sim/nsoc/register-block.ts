/**
 * A range of 32-bit registers. What a block does not override is plain storage, as the host's read-modify-writes need for
 * registers whose meaning is not public (section 21).
 */
export class RegisterBlock {
	protected readonly words: Uint32Array;

	/** `address` is the block's base as the host sees it, `size` its extent in bytes. */
	constructor(
		readonly address: number,
		readonly size: number,
	) {
		this.words = new Uint32Array(size >>> 2);
	}

	/** `offset` is a multiple of 4 within the block. */
	readWord(offset: number): number {
		return this.words[offset >>> 2] as number;
	}

	writeWord(offset: number, value: number): void {
		this.words[offset >>> 2] = value;
	}

	/** Back to the state after power-on. */
	reset(): void {
		this.words.fill(0);
	}
}
