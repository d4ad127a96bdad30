import type { FlashStore } from "../../src/ports.js";

/** Thrown when the power goes in the middle of a flash operation. */
export class PowerCut extends Error {
	override readonly name = "PowerCut";
}

/** NOR flash in memory: erased is 0xFF, writing clears bits, erasing takes a sector; the power may go after any byte. */
export class SimFlash implements FlashStore {
	readonly sectorSize: number;
	/** The raw contents; what survives a power cycle. */
	readonly bytes: Uint8Array;
	/** Bytes that can still be written or erased before the power goes; infinite normally. */
	powerBudget = Infinity;

	constructor(size: number, sectorSize = 4096) {
		this.sectorSize = sectorSize;
		this.bytes = new Uint8Array(size).fill(0xff);
	}

	get size(): number {
		return this.bytes.length;
	}

	read(offset: number, into: Uint8Array): void {
		this.#check(offset, into.length);
		into.set(this.bytes.subarray(offset, offset + into.length));
	}

	write(offset: number, bytes: Uint8Array): void {
		this.#check(offset, bytes.length);
		for (let i = 0; i < bytes.length; i++) {
			this.#spend();
			this.bytes[offset + i] = (this.bytes[offset + i] as number) & (bytes[i] as number);
		}
	}

	erase(sector: number): void {
		const offset = sector * this.sectorSize;
		this.#check(offset, this.sectorSize);
		for (let i = 0; i < this.sectorSize; i++) {
			this.#spend();
			this.bytes[offset + i] = 0xff;
		}
	}

	#spend(): void {
		if (this.powerBudget <= 0) throw new PowerCut("the power went during a flash operation");
		this.powerBudget--;
	}

	#check(offset: number, length: number): void {
		if (offset < 0 || offset + length > this.bytes.length) {
			throw new RangeError(`flash access at ${offset}, ${length} bytes, outside of ${this.bytes.length}`);
		}
	}
}
