import { SimFlash } from "host-sim/board/flash";
import config from "mc/config";
import { world } from "sim/world";

/** A partition in RAM: opened again it holds what it held, until the simulator ends. */
class Partition {
	#flash: SimFlash;

	constructor(flash: SimFlash) {
		this.#flash = flash;
	}

	eraseBlock(start: number, end = start + 1): void {
		for (let block = start; block < end; block++) this.#flash.erase(block);
	}

	read(into: Uint8Array, byteOffset: number): number {
		this.#flash.read(byteOffset, into);
		return into.length;
	}

	write(bytes: Uint8Array, byteOffset: number): void {
		this.#flash.write(byteOffset, bytes);
	}

	status(): { readonly size: number; readonly blockLength: number; readonly blocks: number } {
		const { size, sectorSize } = this.#flash;
		return { size, blockLength: sectorSize, blocks: size / sectorSize };
	}

	close(): void {}
}

function partitionAt(label: string): SimFlash {
	const { partitions } = world();
	const size = config.partitionBytes[label];
	if (size === undefined) throw new Error("can't find partition");
	const flash = partitions.get(label) ?? new SimFlash(size);
	partitions.set(label, flash);
	return flash;
}

/** `embedded:storage/flash` without a flash. */
export default Object.freeze({
	open: ({ path }: { readonly path: string; readonly mode?: "r" | "r+" }): Partition => new Partition(partitionAt(path)),
});
