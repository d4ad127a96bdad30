import { basename } from "node:path";
import { ToolError } from "../errors.js";
import { readNpy, type Npz, readNpz } from "../files/npy.js";
import { PickledArray, readPickle } from "../files/pickle.js";
import { readInput } from "../files/read.js";

/** Which half of a tutorial's pickle is meant. */
export type DataSet = "train" | "validation";

/** Where x stands in a tutorial's pickle; y comes next. */
const PLACES: Readonly<Record<DataSet, number>> = { train: 0, validation: 2 };

/** Pickles are told by their names. */
export const isPickle = (path: string): boolean => path.endsWith(".pkl");

/** Arrays of a data file: an .npz has what it has, an .npy is x, a pickle of the tutorial gives x and y of one half. Throws ToolError. */
export function readData(path: string, set: DataSet): Npz & { readonly bytes: Uint8Array } {
	const bytes = readInput(path);
	const name = basename(path);
	if (path.endsWith(".npy")) return { bytes, ...only(name, ["x"], () => readNpy(bytes, name)) };
	if (isPickle(path)) return { bytes, ...pickled(bytes, name, set) };
	return { bytes, ...readNpz(bytes, name) };
}

function pickled(bytes: Uint8Array, name: string, set: DataSet): Npz {
	const entries = readPickle(bytes, name);
	const at = PLACES[set];
	return only(name, ["x", "y"], (array) => {
		const entry: unknown = Array.isArray(entries) ? entries[array === "x" ? at : at + 1] : undefined;
		if (entry instanceof PickledArray) return entry.numbers(`${array} in ${name}`);
		const hint = "give a list [x_train, y_train, x_val, y_val, ...] of numpy arrays";
		throw new ToolError("bad-file", `${name} has no ${array} for ${set} where the tutorial has it`, hint);
	});
}

function only(name: string, names: readonly string[], get: Npz["get"]): Npz {
	return {
		names,
		get(array) {
			if (names.includes(array)) return get(array);
			throw new ToolError("bad-file", `${name} has no array "${array}"`, `it has: ${names.join(", ")}`);
		},
	};
}
