import type { FlashStore } from "../ports.js";

/** What is used of an open partition of `embedded:storage/flash`. */
export interface Partition {
	eraseBlock(block: number, end?: number): void;
	read(into: Uint8Array, byteOffset: number): number;
	write(bytes: Uint8Array, byteOffset: number): void;
	status(): { readonly size: number; readonly blockLength: number };
}

/** A data partition of the board's flash. */
export class BoardFlash implements FlashStore {
	readonly size: number;
	readonly sectorSize: number;
	#partition: Partition;

	constructor(partition: Partition) {
		const { size, blockLength } = partition.status();
		this.#partition = partition;
		this.size = size;
		this.sectorSize = blockLength;
	}

	read(offset: number, into: Uint8Array): void {
		this.#partition.read(into, offset);
	}

	write(offset: number, bytes: Uint8Array): void {
		this.#partition.write(bytes, offset);
	}

	erase(sector: number): void {
		this.#partition.eraseBlock(sector, sector + 1);
	}
}
