import { ByteBuffer } from "flatbuffers";
import { AkidaError } from "./errors.js";

/** Why a buffer is refused; one place, so that every damage reads alike. */
export function notAProgram(why: string): AkidaError {
	return new AkidaError("not-a-program", `corrupted, or not a program: ${why}`);
}

/**
 * A FlatBuffers buffer that cannot be left: the package has no verifier, so every read that the generated accessors
 * make is checked here instead, and throws {@link AkidaError} `not-a-program`; a string that runs out is cut short. The
 * elements of all vectors together may not outnumber the bytes, which no honest buffer does, so that vectors shared by
 * many tables cannot multiply the work.
 */
export class CheckedBuffer extends ByteBuffer {
	readonly #view: DataView;
	#elementsLeft: number;

	constructor(bytes: Uint8Array) {
		super(bytes);
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
		this.#elementsLeft = bytes.length;
	}

	override readUint8(offset: number): number {
		return this.#view.getUint8(this.#within(offset, 1));
	}

	override readUint16(offset: number): number {
		return this.#view.getUint16(this.#within(offset, 2), true);
	}

	override readInt32(offset: number): number {
		return this.#view.getInt32(this.#within(offset, 4), true);
	}

	override readFloat32(offset: number): number {
		return this.#view.getFloat32(this.#within(offset, 4), true);
	}

	override readFloat64(offset: number): number {
		return this.#view.getFloat64(this.#within(offset, 8), true);
	}

	override __vector_len(offset: number): number {
		const length = super.__vector_len(offset);
		this.#within(this.__vector(offset), length);
		this.#elementsLeft -= length;
		if (this.#elementsLeft < 0) throw notAProgram("its vectors overlap");
		return length;
	}

	#within(offset: number, size: number): number {
		if (offset >= 0 && size >= 0 && offset + size <= this.#view.byteLength) return offset;
		throw notAProgram(`it points outside itself, to ${offset}`);
	}
}
