import { ask } from "../inside/channel.js";
import { Request } from "../messages.js";
import { bytesIn, NativeIO } from "./native-io.js";

class Partition extends NativeIO {
	#index: number;
	#size: number;
	#blockLength: number;
	#writable: boolean;

	constructor(index: number, size: number, blockLength: number, writable: boolean) {
		super();
		this.#index = index;
		this.#size = size;
		this.#blockLength = blockLength;
		this.#writable = writable;
	}

	/** `end` is exclusive. */
	eraseBlock(block: number, end = block + 1): void {
		this.#requireWritable();
		for (let sector = block; sector < end; sector++) ask(Request.FLASH_ERASE, { index: this.#index, argument: sector });
	}

	read(buffer: unknown, byteOffset: number): number {
		this.requireOpen();
		const bytes = bytesIn(buffer);
		bytes.set(ask(Request.FLASH_READ, { index: this.#index, argument: byteOffset, value: bytes.length }));
		return bytes.length;
	}

	write(buffer: unknown, byteOffset: number): void {
		this.#requireWritable();
		ask(Request.FLASH_WRITE, { index: this.#index, argument: byteOffset }, bytesIn(buffer));
	}

	status(): { size: number; blockLength: number; blocks: number } {
		this.requireOpen();
		return { size: this.#size, blockLength: this.#blockLength, blocks: this.#size / this.#blockLength };
	}

	protected release(): void {}

	#requireWritable(): void {
		this.requireOpen();
		if (!this.#writable) throw new Error("read-only");
	}
}

/** `embedded:storage/flash`. */
export default {
	open({ path, mode = "r" }: { readonly path: string; readonly mode?: string }): Partition {
		if (!path) throw new Error("no path");
		if (mode !== "r" && mode !== "r+") throw new Error("invalid mode");
		const answer = ask(Request.FLASH_OPEN, undefined, new TextEncoder().encode(path));
		if (answer.length === 0) throw new Error("can't find partition");
		const view = new DataView(answer.buffer, answer.byteOffset);
		return new Partition(view.getUint32(0, true), view.getUint32(4, true), view.getUint32(8, true), mode === "r+");
	},
};
