import type { Dims } from "../../src/akida/program.js";
import { ToolError } from "../errors.js";
import type { NpyArray } from "./npy.js";

/** Feature tensors for a program: `count` rows of `size` bytes, one after the other. */
export interface FeatureRows {
	readonly count: number;
	readonly size: number;
	readonly data: Uint8Array;
	/** Row `i`, not copied. */
	row(i: number): Uint8Array;
}

/** At most the first `count` rows. */
export function firstRows(rows: FeatureRows, count: number): FeatureRows {
	const taken = Math.min(count, rows.count);
	return { ...rows, count: taken, data: rows.data.subarray(0, taken * rows.size) };
}

/** Checks that an array holds inputs of the program: uint8, N x (input dims), a last dimension of 1 may be left out. */
export function featureRows(array: NpyArray, { x, y, c }: Dims, name: string): FeatureRows {
	const { data, shape } = array;
	const dims = [x, y, c];
	const wanted = `N x ${dims.join(" x ")}`;
	if (!(data instanceof Uint8Array)) {
		throw new ToolError(
			"bad-file",
			`${name} holds ${data.constructor.name.replace("Array", "").toLowerCase()}, not uint8`,
			"make features with akida-kws mfcc",
		);
	}
	const trailing = [...shape];
	while (trailing.length < dims.length + 1) trailing.push(1);
	const fits = trailing.length === dims.length + 1 && dims.every((extent, i) => trailing[i + 1] === extent);
	if (!fits)
		throw new ToolError(
			"bad-file",
			`${name} has shape ${shape.join(" x ")}, the model takes ${wanted}`,
			"make features with akida-kws mfcc",
		);
	const size = dims.reduce((product, extent) => product * extent, 1);
	return { count: data.length / size, size, data, row: (i) => data.subarray(i * size, (i + 1) * size) };
}
