import { PickledArray } from "./array.js";
import type { PickleData } from "./machine.js";
import { PickleProblem } from "./stream.js";

/** A function or class that a pickle names. Only those of {@link CALLS} can be named, and each is code of this file. */
export class PickleGlobal {
	constructor(readonly name: string) {}
}

/** A numpy dtype: its kind and width, and, once built, its byte order. */
export class PickledType {
	order = "<";
	constructor(readonly kind: string) {}

	/** As numpy spells it; single bytes have no order. */
	get descr(): string {
		return `${/^[biu]1$|^O/.test(this.kind) ? "|" : this.order}${this.kind}`;
	}

	/** State: (version, byte order, subarray, names, fields, ...). */
	build(state: readonly unknown[]): void {
		const [, order, subarray, names] = state;
		if (subarray !== null || names !== null) throw new PickleProblem("holds an array of records, which is not plain data");
		if (order !== "<" && order !== ">" && order !== "|" && order !== "=") throw new PickleProblem("is damaged: a type has no byte order");
		this.order = order === ">" ? ">" : "<";
	}
}

/** An array that has been announced and gets its contents later. */
export class PendingArray {
	array: PickledArray | undefined;

	/** State: (version, shape, type, Fortran order, bytes or list of objects). */
	build(state: readonly unknown[]): void {
		const [, shape, type, fortran, contents] = state;
		if (!(type instanceof PickledType)) throw new PickleProblem("is damaged: an array has no type");
		this.array = new PickledArray(shapeOf(shape), type.descr, Array.isArray(contents) ? undefined : bytesOf(contents), fortran === true);
	}
}

type Call = (args: readonly unknown[]) => PickleData | PickledType | PendingArray;

const EXTENTS = 32;

function shapeOf(shape: unknown): number[] {
	const fits = (extent: unknown): extent is number => Number.isSafeInteger(extent) && (extent as number) >= 0;
	if (Array.isArray(shape) && shape.length <= EXTENTS && shape.every(fits)) return shape;
	throw new PickleProblem("is damaged: an array has an impossible shape");
}

/** Python 2 has no bytes but text of one byte per character. */
function bytesOf(contents: unknown): Uint8Array {
	if (contents instanceof Uint8Array) return contents;
	if (typeof contents === "string") return latin1(contents);
	throw new PickleProblem("is damaged: an array has no contents");
}

function latin1(text: string): Uint8Array {
	const bytes = new Uint8Array(text.length);
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (code > 0xff) throw new PickleProblem("is damaged: a text that should be bytes is none");
		bytes[i] = code;
	}
	return bytes;
}

const encode: Call = ([text, encoding]) => {
	if (typeof text === "string" && encoding === "latin1") return latin1(text);
	throw new PickleProblem(`holds text to be encoded as ${String(encoding)}, only latin1 is bytes`);
};

const bytes: Call = ([contents]) => (contents === undefined ? new Uint8Array(0) : bytesOf(contents));

const set: Call = ([items]) => new Set(Array.isArray(items) ? (items as PickleData[]) : []);

const dtype: Call = ([kind]) => {
	if (typeof kind === "string" && /^[a-zA-Z]\d{0,9}$/.test(kind)) return new PickledType(kind);
	throw new PickleProblem("is damaged: an array has no type");
};

const reconstruct: Call = ([type]) => {
	if (type instanceof PickleGlobal && type.name === "numpy.ndarray") return new PendingArray();
	throw new PickleProblem("holds an array of an unknown class, which is not plain data");
};

const fromBuffer: Call = ([contents, type, shape, order]) => {
	if (!(type instanceof PickledType)) throw new PickleProblem("is damaged: an array has no type");
	return new PickledArray(shapeOf(shape), type.descr, bytesOf(contents), order === "F");
};

/** A single number of numpy's. */
const scalar: Call = ([type, contents]) => {
	if (!(type instanceof PickledType)) throw new PickleProblem("is damaged: a number has no type");
	return new PickledArray([], type.descr, bytesOf(contents), false).numbers("a number in it").data[0] as number;
};

const notCallable: Call = () => {
	throw new PickleProblem("calls numpy.ndarray, which no array does");
};

/** Everything that may be named; the module names are those of numpy 1 and 2, of Python 2 and 3. */
const CALLS: ReadonlyMap<string, Call> = new Map([
	["numpy.core.multiarray._reconstruct", reconstruct],
	["numpy._core.multiarray._reconstruct", reconstruct],
	["numpy.core.multiarray.scalar", scalar],
	["numpy._core.multiarray.scalar", scalar],
	["numpy.core.numeric._frombuffer", fromBuffer],
	["numpy._core.numeric._frombuffer", fromBuffer],
	["numpy.ndarray", notCallable],
	["numpy.dtype", dtype],
	["_codecs.encode", encode],
	...["builtins", "__builtin__"].flatMap((module): [string, Call][] => [
		[`${module}.set`, set],
		[`${module}.frozenset`, set],
		[`${module}.bytes`, bytes],
		[`${module}.bytearray`, bytes],
	]),
]);

/** Throws PickleProblem, which names what is no plain data. */
export function globalOf(module: string, name: string): PickleGlobal {
	const full = `${module}.${name}`;
	if (CALLS.has(full)) return new PickleGlobal(full);
	throw new PickleProblem(`holds a ${full.slice(0, 100)}, which is not plain data`);
}

/** What a named function makes of its arguments. */
export function call(global: PickleGlobal, args: readonly unknown[]): PickleData | PickledType | PendingArray {
	const work = CALLS.get(global.name) ?? notCallable;
	return work(args);
}
