import { AkidaError } from "../../src/akida/errors.js";
import { BundleError } from "../../src/bundle/bundle.js";
import { ToolError } from "../errors.js";
import { isHdf5 } from "../model/hdf5.js";
import { isModelFile } from "../model/read-model.js";

/** Files that are taken for a model by mistake, and the bytes that they begin with. */
const OTHERS: readonly (readonly [kind: string, begins: readonly number[]])[] = [
	["an array (.npy)", [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]],
	["an archive of arrays (.npz)", [0x50, 0x4b, 0x03, 0x04]],
	["a pickle", [0x80, 0x02]],
	["a pickle", [0x80, 0x03]],
	["a pickle", [0x80, 0x04]],
	["a pickle", [0x80, 0x05]],
	["a recording (WAV)", [0x52, 0x49, 0x46, 0x46]],
];

/** What a file is, by its bytes; undefined for bundles, programs and whatever else. */
export function kindOf(bytes: Uint8Array): string | undefined {
	if (isHdf5(bytes)) return "a Keras model (.h5)";
	if (isModelFile(bytes)) return "an Akida model (.json)";
	return OTHERS.find(([, begins]) => begins.every((byte, i) => bytes[i] === byte))?.[0];
}

/** Why a file could not be described as what was `wanted`, with the file's name and a way out; other errors as they are. */
export function describedAs(wanted: string, bytes: Uint8Array, name: string, error: unknown): unknown {
	if (!(error instanceof BundleError || error instanceof AkidaError)) return error;
	const kind = kindOf(bytes);
	if (!kind) return new ToolError("bad-file", `${name}: ${error.message}`, "copy it again, or make it with akida-kws convert");
	const hint = isModelFile(bytes) ? "convert it first: akida-kws convert" : "give the model or bundle that it belongs to";
	return new ToolError("bad-file", `${name} is ${kind}, not a ${wanted}`, hint);
}
