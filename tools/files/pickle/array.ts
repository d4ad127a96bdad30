import type { NpyArray, Numbers } from "../npy.js";
import { narrowed } from "../npy.js";
import { ToolError } from "../../errors.js";

/** A numpy array out of a pickle. It is decoded when it is asked for, so that an odd one beside the others does no harm. */
export class PickledArray {
	constructor(
		readonly shape: readonly number[],
		/** As numpy spells it, with the byte order: "|u1", "<f8". */
		readonly dtype: string,
		/** Undefined for an array of Python objects. */
		readonly bytes: Uint8Array | undefined,
		readonly fortranOrder: boolean,
	) {}

	/** The numbers, row-major; int64 is narrowed to int32 when every value fits. Throws ToolError that begins with `name`. */
	numbers(name: string): NpyArray {
		const refuse = (what: string): ToolError =>
			new ToolError("bad-file", `${name} ${what}`, "pickle a plain row-major array of numbers in little-endian order");
		const make = MAKERS[this.dtype];
		if (this.dtype.includes("O") || !this.bytes) throw refuse("holds Python objects");
		if (!make) throw refuse(`holds values of type ${this.dtype}`);
		if (this.fortranOrder && this.shape.length > 1) throw refuse("is in Fortran order");
		const count = this.shape.reduce((product, extent) => product * extent, 1);
		const width = Number(this.dtype.slice(2));
		if (this.bytes.length !== count * width)
			throw refuse(`is damaged: ${this.bytes.length} bytes where its shape (${this.shape.join(", ")}) needs ${count * width}`);
		const data = make(this.bytes.slice().buffer);
		return { data: data instanceof BigInt64Array || data instanceof BigUint64Array ? narrowed(data, name) : data, shape: this.shape };
	}
}

const MAKERS: Readonly<Record<string, (buffer: ArrayBuffer) => Numbers | BigInt64Array | BigUint64Array>> = {
	"|b1": (buffer) => new Uint8Array(buffer),
	"|u1": (buffer) => new Uint8Array(buffer),
	"|i1": (buffer) => new Int8Array(buffer),
	"<u2": (buffer) => new Uint16Array(buffer),
	"<i2": (buffer) => new Int16Array(buffer),
	"<u4": (buffer) => new Uint32Array(buffer),
	"<i4": (buffer) => new Int32Array(buffer),
	"<u8": (buffer) => new BigUint64Array(buffer),
	"<i8": (buffer) => new BigInt64Array(buffer),
	"<f4": (buffer) => new Float32Array(buffer),
	"<f8": (buffer) => new Float64Array(buffer),
};
