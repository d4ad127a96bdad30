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
		for (let sector = block; sector < end; sector++) succeed(ask(Request.FLASH_ERASE, { index: this.#index, argument: sector }), 0);
	}

	read(buffer: unknown, byteOffset: number): number {
		this.requireOpen();
		const bytes = bytesIn(buffer);
		const answer = ask(Request.FLASH_READ, { index: this.#index, argument: byteOffset, value: bytes.length });
		succeed(answer, bytes.length);
		bytes.set(answer);
		return bytes.length;
	}

	write(buffer: unknown, byteOffset: number): void {
		this.#requireWritable();
		succeed(ask(Request.FLASH_WRITE, { index: this.#index, argument: byteOffset }, bytesIn(buffer)), 0);
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

/** An answer of another length is what the flash has to say for itself; the SDK throws a plain Error then. */
function succeed(answer: Uint8Array, length: number): void {
	if (answer.length !== length) throw new Error("flash error");
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
