import { ToolError } from "../errors.js";
import { readAkidaJson } from "./akida-json.js";
import { readKeras } from "./from-keras.js";
import { isHdf5 } from "./hdf5.js";
import type { AkidaModel } from "./model.js";

const SPACE = [0x09, 0x0a, 0x0d, 0x20];
const BRACE = 0x7b;

const isJson = (bytes: Uint8Array): boolean => bytes.find((byte) => !SPACE.includes(byte)) === BRACE;

/** True for bytes that {@link readModel} would try to read. */
export const isModelFile = (bytes: Uint8Array): boolean => isHdf5(bytes) || isJson(bytes);

/** Reads a model by what the bytes are, not by what the file is called: a Keras .h5 or an Akida .json. Throws ToolError. */
export async function readModel(bytes: Uint8Array, name: string): Promise<AkidaModel> {
	if (isHdf5(bytes)) return readKeras(bytes, name);
	if (isJson(bytes)) return readAkidaJson(bytes, name);
	const hint = "give a quantized Keras model (.h5) or an Akida model exported with Model.to_json() (.json) or saved (.fbz)";
	throw new ToolError("bad-file", `${name} is not a model that can be read`, hint);
}
