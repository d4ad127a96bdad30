import type { RegisterBlock } from "./register-block.js";

/** The chip's registers by address. What lies outside every block is stored too (section 21), but reported. */
export class RegisterMap {
	readonly #blocks: readonly RegisterBlock[];
	readonly #unknown: (address: number, access: "read" | "write") => void;
	readonly #strays = new Map<number, number>();

	constructor(blocks: readonly RegisterBlock[], unknown: (address: number, access: "read" | "write") => void) {
		this.#blocks = blocks;
		this.#unknown = unknown;
	}

	/** `address` is a multiple of 4. */
	readWord(address: number): number {
		const block = this.#find(address);
		if (block) return block.readWord(address - block.address);
		this.#unknown(address, "read");
		return this.#strays.get(address) ?? 0;
	}

	writeWord(address: number, value: number): void {
		const block = this.#find(address);
		if (block) return block.writeWord(address - block.address, value);
		this.#unknown(address, "write");
		this.#strays.set(address, value);
	}

	reset(): void {
		this.#strays.clear();
		for (const block of this.#blocks) block.reset();
	}

	#find(address: number): RegisterBlock | undefined {
		for (const block of this.#blocks) if (address >= block.address && address < block.address + block.size) return block;
		return undefined;
	}
}
