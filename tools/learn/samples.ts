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
 * Checks that `x` holds at least one input of a program, uint8 N x (x, y, c), and `y` one label for each, of whatever numeric
 * type: the label 0 is class `firstClass` of the `classes` that there are. Throws ToolError that names expected and found shape,
 * or the first label that is none; `name` is the file's.
 */
export function labelledSamples(x: NpyArray, y: NpyArray, input: Dims, classes: number, name: string, firstClass = 0): LabelledSamples {
	const rows = featureRows(x, input, `x in ${name}`);
	const labels = y.data;
	if (rows.count === 0) throw new ToolError("bad-file", `${name} holds no samples`, "give at least one feature tensor and its label");
	if (labels.length !== rows.count)
		throw new ToolError("bad-file", `${name} has ${rows.count} inputs but ${labels.length} labels`, "x and y belong together");
	const stray = labels.findIndex((label) => !Number.isInteger(label) || label < 0 || label + firstClass >= classes);
	if (stray < 0) return { rows, labels: firstClass === 0 ? labels : Array.from(labels, (label) => label + firstClass) };
	const problem = `label ${labels[stray]} of input ${stray} in ${name} is no class of the model`;
	throw new ToolError("bad-file", problem, strayHint(classes, firstClass));
}

function strayHint(classes: number, firstClass: number): string {
	if (firstClass === 0) return `classes are 0 to ${classes - 1}`;
	if (firstClass >= classes) return `the model has ${classes} classes, so none can be class ${firstClass}`;
	return `label 0 is class ${firstClass}, the last class is ${classes - 1}: labels are 0 to ${classes - 1 - firstClass}`;
}
