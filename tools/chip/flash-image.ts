import { Memory } from "../../src/akida/registers.js";
import { ToolError } from "../errors.js";
import { writeWhole } from "../files/write.js";

const ERASED = 0xff;
/** The smallest part that there is to be had. */
const LEAST = 1 << 16;

/** Contents of the flash behind the chip, kept in a file. */
export class FlashImage {
	/** A part large enough for the file: a power of two, erased behind the file's end. Changes in place. */
	readonly bytes: Uint8Array;
	readonly path: string;
	readonly #before: Uint8Array;

	/** `file` is what the file at `path` holds. Throws ToolError `bad-file` when it is larger than any part the chip can see. */
	constructor(path: string, file: Uint8Array) {
		if (file.length > Memory.FLASH_SIZE) {
			throw new ToolError("bad-file", `${path} is larger than the chip's window on its flash`, `${Memory.FLASH_SIZE} bytes at most`);
		}
		this.path = path;
		this.#before = file;
		this.bytes = new Uint8Array(Math.max(LEAST, 2 ** Math.ceil(Math.log2(file.length)))).fill(ERASED);
		this.bytes.set(file);
	}

	/** Writes the file anew if anything has changed, as long as it was or as it has become. Throws ToolError `cannot-write`. */
	save(): boolean {
		const length = this.#usedLength();
		const changed = length !== this.#before.length || this.#before.some((byte, i) => byte !== this.bytes[i]);
		if (changed) writeWhole(this.path, this.bytes.subarray(0, length));
		return changed;
	}

	#usedLength(): number {
		let end = this.bytes.length;
		while (end > this.#before.length && this.bytes[end - 1] === ERASED) end--;
		return end;
	}
}
