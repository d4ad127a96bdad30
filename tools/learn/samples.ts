import type { Dims } from "../../src/akida/program.js";
import { ToolError } from "../errors.js";
import { type FeatureRows, featureRows } from "../files/features.js";
import type { NpyArray } from "../files/npy.js";

/** Feature tensors whose classes are known. */
export interface LabelledSamples {
	readonly rows: FeatureRows;
	/** Class indices, one per row. */
	readonly labels: ArrayLike<number>;
}

/**
 * Checks that `x` holds inputs of a program, uint8 N x (x, y, c), and `y` one of `classes` class indices for each, of whatever
 * numeric type. Throws ToolError that names expected and found shape, or the first label that is none; `name` is the file's.
 */
export function labelledSamples(x: NpyArray, y: NpyArray, input: Dims, classes: number, name: string): LabelledSamples {
	const rows = featureRows(x, input, `x in ${name}`);
	const labels = y.data;
	if (labels.length !== rows.count)
		throw new ToolError("bad-file", `${name} has ${rows.count} inputs but ${labels.length} labels`, "x and y belong together");
	const stray = labels.findIndex((label) => !Number.isInteger(label) || label < 0 || label >= classes);
	if (stray < 0) return { rows, labels };
	const problem = `label ${labels[stray]} of input ${stray} in ${name} is no class of the model`;
	throw new ToolError("bad-file", problem, `classes are 0 to ${classes - 1}`);
}
