import { unzipSync, zipSync } from "fflate";
import { dump, parse } from "npyjs";
import { ToolError } from "../errors.js";

export type Numbers = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** A tensor as numpy stores it, row-major. */
export interface NpyArray {
	readonly data: Numbers;
	readonly shape: readonly number[];
}

/** The arrays of an .npz file; each is decoded when it is asked for, so that odd ones beside it do no harm. */
export interface Npz {
	readonly names: readonly string[];
	/** Throws ToolError, also when there is no such array. */
	get(array: string): NpyArray;
}

const MAGIC = "\x93NUMPY";
/** The first day that a zip file can tell. */
const EPOCH = new Date(1980, 0, 1);
const HINT = "save it with numpy.save as a plain row-major array of numbers";

/** Reads an .npy file: row-major, little-endian numbers. int64 is narrowed to int32 when every value fits. Throws ToolError. */
export function readNpy(bytes: Uint8Array, name: string): NpyArray {
	if (String.fromCharCode(...bytes.subarray(0, MAGIC.length)) !== MAGIC) throw refused(name, "is not an .npy file");
	const { data, shape, fortranOrder } = parsed(bytes, name);
	if (fortranOrder && shape.length > 1) throw refused(name, "is in Fortran order");
	const count = shape.reduce((product, extent) => product * extent, 1);
	if (!shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0)) throw refused(name, "has an impossible shape");
	const numbers = data instanceof BigInt64Array || data instanceof BigUint64Array ? narrowed(data, name) : data;
	if (!isNumbers(numbers)) throw refused(name, "does not hold numbers");
	if (numbers.length !== count) throw refused(name, `is damaged or cut off: ${numbers.length} values where its shape needs ${count}`);
	return { data: numbers, shape };
}

/** An .npy file (format 1.0). */
export function writeNpy({ data, shape }: NpyArray): Uint8Array {
	return new Uint8Array(dump(data, [...shape]));
}

/** An .npz file, compressed. The same arrays give the same bytes. */
export function writeNpz(arrays: Readonly<Record<string, NpyArray>>): Uint8Array {
	const files = Object.entries(arrays).map(([name, array]) => [`${name}.npy`, writeNpy(array)]);
	return zipSync(Object.fromEntries(files) as Record<string, Uint8Array>, { mtime: EPOCH });
}

/** Reads the directory of an .npz file. Throws ToolError. */
export function readNpz(bytes: Uint8Array, name: string): Npz {
	const files = unzipped(bytes, name);
	const names = Object.keys(files).map((file) => file.slice(0, -4));
	return {
		names,
		get(array) {
			const file = files[`${array}.npy`];
			if (file) return readNpy(file, `${array} in ${name}`);
			throw new ToolError("bad-file", `${name} has no array "${array}"`, `it has: ${names.join(", ") || "nothing"}`);
		},
	};
}

function parsed(bytes: Uint8Array, name: string): ReturnType<typeof parse> {
	const copy = new Uint8Array(bytes);
	try {
		return parse(copy.buffer);
	} catch (error) {
		const message = (error as Error).message;
		const dtype = /^Unsupported dtype: (.*)$/.exec(message)?.[1];
		throw refused(name, dtype ? `holds ${dtype === "|O" ? "Python objects" : `values of type ${dtype}`}` : "is damaged or cut off");
	}
}

function unzipped(bytes: Uint8Array, name: string): Record<string, Uint8Array> {
	try {
		return unzipSync(bytes, { filter: (file) => file.name.endsWith(".npy") });
	} catch {
		throw new ToolError("bad-file", `${name} is not an .npz file, or is cut off`, "save it with numpy.savez or numpy.savez_compressed");
	}
}

/** 64-bit integers as 32-bit ones; throws ToolError when one does not fit. */
export function narrowed(data: BigInt64Array | BigUint64Array, name: string): Int32Array {
	const narrow = Int32Array.from(data, Number);
	data.forEach((value, i) => {
		if (BigInt(narrow[i] as number) !== value) throw refused(name, `holds ${value}, which does not fit 32 bits`);
	});
	return narrow;
}

function isNumbers(data: unknown): data is Numbers {
	return ArrayBuffer.isView(data) && !(data instanceof DataView) && !(data instanceof BigInt64Array) && !(data instanceof BigUint64Array);
}

const refused = (name: string, what: string): ToolError => new ToolError("bad-file", `${name} ${what}`, HINT);
