import { Builder as PackageBuilder } from "flatbuffers/mjs/builder.js";
import { ByteBuffer as PackageBuffer } from "flatbuffers/mjs/byte-buffer.js";

export * from "flatbuffers/mjs/flatbuffers.js";

/**
 * The package turns bytes into floats through scratch arrays that belong to a module. Preloaded, these lie in ROM and cannot
 * be written; here every conversion has its own view.
 */
export class ByteBuffer extends PackageBuffer {
	override readFloat32(offset: number): number {
		return this.#view.getFloat32(offset, true);
	}

	override readFloat64(offset: number): number {
		return this.#view.getFloat64(offset, true);
	}

	override writeFloat32(offset: number, value: number): void {
		this.#view.setFloat32(offset, value, true);
	}

	override writeFloat64(offset: number, value: number): void {
		this.#view.setFloat64(offset, value, true);
	}

	get #view(): DataView {
		const { buffer, byteOffset, byteLength } = this.bytes();
		return new DataView(buffer, byteOffset, byteLength);
	}
}

/** The package's `Builder` has buffers of the package's own kind; here floats go into them as integers. */
export class Builder extends PackageBuilder {
	override writeFloat32(value: number): void {
		const view = new DataView(new ArrayBuffer(4));
		view.setFloat32(0, value, true);
		this.writeInt32(view.getInt32(0, true));
	}

	/** What is written later lies in front. */
	override writeFloat64(value: number): void {
		const view = new DataView(new ArrayBuffer(8));
		view.setFloat64(0, value, true);
		this.writeInt32(view.getInt32(4, true));
		this.writeInt32(view.getInt32(0, true));
	}
}
