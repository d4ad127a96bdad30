import { ToolError } from "../errors.js";
import { JsonValue, parseJson } from "../files/json.js";
import { type Hdf5, type Tensor, withHdf5 } from "./hdf5.js";
import { type KerasRow, kerasRows } from "./keras-summary.js";
import { type KerasLayer, readKerasLayer, type TensorSource } from "./keras-layers.js";

/** A quantized Keras model: the shape of its input (axis 0, axis 1, channel) and its layers in order. */
export interface KerasModel {
	readonly input: readonly [number, number, number];
	readonly layers: readonly KerasLayer[];
	/** All layers, those without effect on the chip included, as Keras' own summary lists them. */
	readonly rows: readonly KerasRow[];
}

/** Reads a model saved by Keras as legacy HDF5 (layer specification, section 1). Throws ToolError. */
export function readKerasFile(bytes: Uint8Array, name: string): Promise<KerasModel> {
	return withHdf5(bytes, name, (file) => {
		const entries = architecture(file, name);
		const tensors = tensorsOf(file, name);
		const layers = entries.map((entry) => readKerasLayer(entry, tensors)).filter((layer) => layer !== undefined);
		return { input: inputShape(entries, name), layers, rows: kerasRows(entries) };
	});
}

function architecture(file: Hdf5, name: string): JsonValue[] {
	const text = file.attribute("model_config");
	if (text === undefined) {
		throw new ToolError(
			"bad-model",
			`${name} holds no network architecture`,
			"save the whole model from Keras (model.save), not its weights alone",
		);
	}
	const model = parseJson(new TextEncoder().encode(text), `${name}: model_config`);
	const className = model.get("class_name").text();
	if (className !== "Sequential") model.refuse(`is a ${className} model`, "build it as keras.Sequential: one layer behind the other");
	return model.get("config").get("layers").items();
}

function tensorsOf(file: Hdf5, name: string): TensorSource {
	return (layer, tensor, shape) => {
		const found = file.tensor(`model_weights/${layer}/${layer}/${tensor}:0`);
		const where = `${name}: ${tensor} of layer ${layer}`;
		if (!found) throw new ToolError("bad-model", `${where} is missing or not float32`, "save the whole model from Keras (model.save)");
		requireTensor(found, shape, where);
		return found;
	};
}

function requireTensor(found: Tensor, shape: readonly (number | undefined)[], where: string): void {
	const fits = found.shape.length === shape.length && shape.every((extent, i) => extent === undefined || extent === found.shape[i]);
	const expected = shape.map((extent) => extent ?? "?").join(", ");
	if (!fits)
		throw new ToolError("bad-model", `${where} has shape (${found.shape.join(", ")}) instead of (${expected})`, "save the model again");
	if (!found.data.every(Number.isFinite)) throw new ToolError("bad-model", `${where} holds values that are not numbers`, "train it again");
}

/** Sequential models state their input in an InputLayer, or in their first layer. */
function inputShape(entries: readonly JsonValue[], name: string): readonly [number, number, number] {
	const config = (entries[0] ?? new JsonValue({}, `${name}: layers`)).get("config");
	const shape = config.find("batch_input_shape") ?? config.get("batch_shape");
	const [x, y, c] = new JsonValue(
		shape
			.items()
			.slice(1)
			.map((extent) => extent.raw),
		shape.where,
	).extents(3);
	return [x as number, y as number, c as number];
}
