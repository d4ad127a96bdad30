import type { FlashStore } from "../ports.js";

/** Some neighbouring sectors of a flash as a flash of their own, so that one partition holds several records. */
export class FlashRegion implements FlashStore {
	readonly size: number;
	readonly sectorSize: number;
	#flash: FlashStore;
	#first: number;

	/** Sectors `first` to `first + count - 1`. */
	constructor(flash: FlashStore, first: number, count: number) {
		this.sectorSize = flash.sectorSize;
		this.size = count * flash.sectorSize;
		this.#flash = flash;
		this.#first = first;
		if (first < 0 || count < 0 || (first + count) * this.sectorSize > flash.size) throw new RangeError("a region outside of its flash");
	}

	read(offset: number, into: Uint8Array): void {
		this.#flash.read(this.#at(offset, into.length), into);
	}

	write(offset: number, bytes: Uint8Array): void {
		this.#flash.write(this.#at(offset, bytes.length), bytes);
	}

	erase(sector: number): void {
		this.#at(sector * this.sectorSize, this.sectorSize);
		this.#flash.erase(this.#first + sector);
	}

	/** Neighbours are not to be touched, whatever goes wrong above. */
	#at(offset: number, length: number): number {
		if (offset < 0 || offset + length > this.size)
			throw new RangeError(`access at ${offset}, ${length} bytes, outside of a region of ${this.size}`);
		return this.#first * this.sectorSize + offset;
	}
}
