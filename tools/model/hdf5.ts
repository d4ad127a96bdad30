import type { File } from "h5wasm";
import { ToolError } from "../errors.js";
import { heapsAreSound } from "./hdf5-heaps.js";

/** A float32 tensor, row-major. */
export interface Tensor {
	readonly data: Float32Array;
	readonly shape: readonly number[];
}

/** What a converter asks an HDF5 file; undefined where there is nothing of the kind. */
export interface Hdf5 {
	attribute(name: string): string | undefined;
	tensor(path: string): Tensor | undefined;
}

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

export const isHdf5 = (bytes: Uint8Array): boolean => SIGNATURE.every((byte, i) => bytes[i] === byte);

let opened = 0;

/**
 * Opens an HDF5 file in the library's memory, lets `read` ask it, and closes it again. Whatever the library makes of a damaged
 * file becomes one ToolError.
 */
export async function withHdf5<T>(bytes: Uint8Array, name: string, read: (file: Hdf5) => T): Promise<T> {
	if (!isHdf5(bytes)) throw new ToolError("bad-file", `${name} is not an HDF5 file`, "give the .h5 file that Keras saved");
	if (!heapsAreSound(bytes)) throw damaged(name);
	const { File, files } = await library();
	const path = `/${opened++}.h5`;
	const guarded = guardFor(name);
	files.writeFile(path, bytes);
	try {
		const file = guarded(() => new File(path, "r"));
		try {
			return read(questionsTo(file, guarded));
		} finally {
			guarded(() => file.close());
		}
	} finally {
		files.unlink(path);
	}
}

/** The library with its file system in memory, told to throw its errors instead of printing them. */
async function library() {
	const h5wasm = await import("h5wasm");
	(await h5wasm.ready).activate_throwing_error_handler();
	const { File, FS } = h5wasm;
	if (!FS) throw new Error("h5wasm has no file system");
	return { File, files: FS };
}

type Guard = <T>(ask: () => T) => T;

/** Turns everything that the library throws, texts of many lines among them, into one error. */
const guardFor =
	(name: string): Guard =>
	(ask) => {
		try {
			return ask();
		} catch {
			throw damaged(name);
		}
	};

function damaged(name: string): ToolError {
	return new ToolError("bad-file", `${name} is damaged or cut off`, "copy it again, or save it again from Keras");
}

function questionsTo(file: File, guarded: Guard): Hdf5 {
	return {
		attribute(name) {
			const value = guarded(() => file.attrs[name]?.value);
			return typeof value === "string" ? value : undefined;
		},
		tensor(path) {
			const found = guarded(() => file.get(path));
			if (found === null || !("shape" in found)) return undefined;
			const data = guarded(() => found.value);
			return data instanceof Float32Array ? { data, shape: guarded(() => found.shape) ?? [] } : undefined;
		},
	};
}
