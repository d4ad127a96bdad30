import { AkidaError, hex } from "./errors.js";

/**
 * Bump allocator over the chip's scratch memory, rule for rule that of section 9.1, because the addresses it hands out
 * are part of what the recorded traces fix. A block freed below the top is not used again until all above it are free.
 */
export class ScratchAllocator {
	readonly #base: number;
	readonly #limit: number;
	/** End of each live block by its address. */
	readonly #ends = new Map<number, number>();
	#top: number;

	constructor(base: number, size: number) {
		this.#base = base;
		this.#limit = base + size;
		this.#top = base;
	}

	/** Bytes below the top, whether still held or not. */
	get used(): number {
		return this.#top - this.#base;
	}

	/** Bytes above the top. */
	get available(): number {
		return this.#limit - this.#top;
	}

	/** Address of a new block of `size` (at least 1) bytes at a multiple of `align`. Throws {@link AkidaError} `out-of-memory`. */
	alloc(size: number, align = 4): number {
		const address = Math.ceil(this.#top / align) * align;
		const end = address + size;
		if (end > this.#limit) this.#refuse(size);
		this.#ends.set(address, end);
		this.#top = end;
		return address;
	}

	/** Gives a block back; the top falls to the highest end that is left. Throws {@link AkidaError} `bad-address` if none starts there. */
	free(address: number): void {
		if (!this.#ends.delete(address)) throw new AkidaError("bad-address", `no scratch block starts at ${hex(address)}`, { address });
		this.#top = Math.max(this.#base, ...this.#ends.values());
	}

	/** Forgets every block. */
	reset(): void {
		this.#ends.clear();
		this.#top = this.#base;
	}

	#refuse(requested: number): never {
		const { used, available } = this;
		const message = `out of scratch memory: requested ${requested} bytes, currently using ${used}, available ${available}`;
		throw new AkidaError("out-of-memory", message, { requested, used, available });
	}
}

/** A block that is given back before it is allocated anew. */
export class ScratchBlock {
	readonly #scratch: ScratchAllocator;
	#address: number | undefined;

	constructor(scratch: ScratchAllocator) {
		this.#scratch = scratch;
	}

	get held(): boolean {
		return this.#address !== undefined;
	}

	/** 0 while nothing is held. */
	get address(): number {
		return this.#address ?? 0;
	}

	/** Throws {@link AkidaError} `out-of-memory`, and then holds nothing. */
	allocate(bytes: number): void {
		this.free();
		this.#address = this.#scratch.alloc(bytes);
	}

	free(): void {
		if (this.#address === undefined) return;
		this.#scratch.free(this.#address);
		this.#address = undefined;
	}
}
