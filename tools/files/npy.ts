import { zipSync } from "fflate";
import { dump, parse } from "npyjs";
import { ToolError } from "../errors.js";
import { readZip, type ZipEntry, ZipProblem } from "./zip.js";

export type Numbers = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** A tensor as numpy stores it, row-major. */
export interface NpyArray {
	readonly data: Numbers;
	readonly shape: readonly number[];
}

/** The arrays of an .npz file; each is unpacked and decoded when it is asked for, so that odd ones beside it do no harm. */
export interface Npz {
	readonly names: readonly string[];
	/** Throws ToolError, also when there is no such array. */
	get(array: string): NpyArray;
}

const MAGIC = "\x93NUMPY";
const EXTENSION = ".npy";
/** Bytes of an array in an archive: a million inputs fit, what a few megabytes of zeros can be blown up to does not. */
const LARGEST = 2 ** 29;
/** The first day that a zip file can tell. */
const EPOCH = new Date(1980, 0, 1);
const HINT = "save it with numpy.save as a plain row-major array of numbers";

/** Reads an .npy file: row-major, little-endian numbers. int64 is narrowed to int32 when every value fits. Throws ToolError. */
export function readNpy(bytes: Uint8Array, name: string): NpyArray {
	if (String.fromCharCode(...bytes.subarray(0, MAGIC.length)) !== MAGIC) throw refused(name, "is not an .npy file");
	requireNumbers(bytes, name);
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
	const files = filesIn(bytes, name);
	const names = files.map((file) => file.name.slice(0, -EXTENSION.length));
	return {
		names,
		get(array) {
			const file = files[names.indexOf(array)];
			if (file) return readNpy(unpacked(file, `${array} in ${name}`), `${array} in ${name}`);
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

function filesIn(bytes: Uint8Array, name: string): ZipEntry[] {
	try {
		return readZip(bytes).filter((file) => file.name.endsWith(EXTENSION));
	} catch (error) {
		if (!(error instanceof ZipProblem)) throw error;
		throw new ToolError("bad-file", `${name} is not an .npz file, or is cut off`, "save it with numpy.savez or numpy.savez_compressed");
	}
}

function unpacked(file: ZipEntry, name: string): Uint8Array {
	try {
		return file.read(LARGEST);
	} catch (error) {
		if (!(error instanceof ZipProblem)) throw error;
		throw new ToolError("bad-file", `${name} ${error.message}`, "copy it again, or save it with numpy.savez or numpy.savez_compressed");
	}
}

/** Longer headers than this are those of records. */
const HEADER = 512;

/** Records and complex numbers would be taken for a damaged file. */
function requireNumbers(bytes: Uint8Array, name: string): void {
	const header = new TextDecoder("latin1").decode(bytes.subarray(0, HEADER));
	const descr = /'descr'\s*:\s*(\[|'[^']*')/.exec(header)?.[1];
	if (descr === "[") throw refused(name, "holds records");
	if (descr && /^'.?c/.test(descr)) throw refused(name, `holds values of type ${descr.slice(1, -1)}, complex numbers`);
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
