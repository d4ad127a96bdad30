import { FlashError, type FlashStore } from "../ports.js";

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
		try {
			this.#partition.read(into, offset);
		} catch (error) {
			throw asFlashError(error);
		}
	}

	write(offset: number, bytes: Uint8Array): void {
		try {
			this.#partition.write(bytes, offset);
		} catch (error) {
			throw asFlashError(error);
		}
	}

	erase(sector: number): void {
		try {
			this.#partition.eraseBlock(sector, sector + 1);
		} catch (error) {
			throw asFlashError(error);
		}
	}
}

/** The SDK throws a plain Error for what the flash does; its RangeError or TypeError is a mistake of the caller. */
const asFlashError = (error: unknown): unknown =>
	error instanceof Error && Object.getPrototypeOf(error) === Error.prototype ? new FlashError(error.message) : error;
