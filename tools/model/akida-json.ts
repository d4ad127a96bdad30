import type { Activation, Dims } from "../../host-sim/nsoc/payload/layers.js";
import { type JsonValue, parseJson } from "../files/json.js";
import { FLOAT32, integerRange, numbersOf, REEXPORT } from "./akida-variables.js";
import { fromChannelsFirst } from "./dense-order.js";
import type { TrainedLayer } from "./hardware-limits.js";
import { type AkidaModel, requireChain, valuesIn } from "./model.js";

/** What all layer types have in common. */
interface Common extends Activation {
	readonly name: string;
	readonly input: Dims;
	readonly output: Dims;
	readonly weightBits: number;
}

const INPUT_BITS = 8;
const SAME = 1;
const GLOBAL_AVERAGE = 2;

/** Reads the JSON that `Model.to_json()` of the vendor's Python API gives (layer specification, section 4). Throws ToolError. */
export function readAkidaJson(bytes: Uint8Array, name: string): AkidaModel {
	const model = parseJson(bytes, name);
	const version = model.get("IP version");
	if (version.text() !== "v1") version.refuse(`is ${version.text()}, the AKD1500 is v1`, REEXPORT);
	const learning = model.find("learning");
	if (learning) learning.refuse("is not empty: the model was compiled for learning", "export it before compile(), and give --learn here");
	const entries = model.get("layers").items();
	const layers = entries.map(readLayer);
	entries.forEach((entry, i) => requireInbound(entry, layers[i - 1]));
	requireChain(layers);
	return { layers, inputBits: INPUT_BITS, remarks: [] };
}

function requireInbound(entry: JsonValue, before: TrainedLayer | undefined): void {
	const inbounds = entry.get("inbounds");
	const [name, ...others] = inbounds.items().map((item) => item.text());
	if (name === before?.name && others.length === 0) return;
	inbounds.refuse("does not name the layer before", "only networks without branches can be converted");
}

function readLayer(entry: JsonValue): TrainedLayer {
	const parameters = entry.get("parameters");
	const type = parameters.get("layer_type");
	switch (type.text()) {
		case "InputConvolutional":
			return readConvolution(entry, parameters);
		case "SeparableConvolutional":
			return readSeparable(entry, parameters);
		case "FullyConnected":
			return readDense(entry, parameters);
		default:
			return type.refuse(`is ${type.text()}`, "convertible: InputConvolutional, SeparableConvolutional, FullyConnected");
	}
}

function readCommon(entry: JsonValue, parameters: JsonValue): Common {
	const variables = entry.get("variables");
	const output = dims(entry.get("output_shape"));
	const actBits = parameters.get("activation").flag() ? parameters.get("act_bits").whole(1, 8) : 0;
	return {
		name: entry.get("name").text(),
		input: dims(entry.get("input_shape")),
		output,
		weightBits: parameters.get("weights_bits").whole(2, 8),
		actBits,
		threshold: Int32Array.from(numbersOf(variables.get("threshold"), "int32", [output.c], integerRange(32))),
		actStep: Float32Array.from(numbersOf(variables.get("act_step"), "float32", [output.c], FLOAT32)),
	};
}

function readConvolution(entry: JsonValue, parameters: JsonValue): TrainedLayer {
	const common = readCommon(entry, parameters);
	demand(parameters, "padding", SAME);
	demand(parameters, "pool_type", 0);
	demand(parameters, "padding_value", 0);
	const kernel = pair(parameters, "kernel_width", "kernel_height");
	const stride = pair(parameters, "stride_x", "stride_y");
	const { input, output } = common;
	requireOutput(entry, output, { x: Math.ceil(input.x / stride[0]), y: Math.ceil(input.y / stride[1]), c: filtersOf(parameters) });
	const weights = weightsOf(entry, "weights", common.weightBits, [...kernel, input.c, output.c]);
	return { type: "InputConvolutional", ...common, kernel, stride, weights };
}

function readSeparable(entry: JsonValue, parameters: JsonValue): TrainedLayer {
	const common = readCommon(entry, parameters);
	demand(parameters, "padding", SAME);
	demand(parameters, "stride_x", 1);
	demand(parameters, "stride_y", 1);
	const pooling = poolingOf(parameters);
	const kernel = pair(parameters, "kernel_width", "kernel_height");
	const { input, output } = common;
	requireOutput(entry, output, { ...(pooling === "global" ? { x: 1, y: 1 } : input), c: filtersOf(parameters) });
	const weights = weightsOf(entry, "weights", common.weightBits, [...kernel, input.c, 1]);
	const pointwise = weightsOf(entry, "weights_pw", common.weightBits, [1, 1, input.c, output.c]);
	return { type: "SeparableConvolutional", ...common, kernel, pooling, weights, pointwise };
}

function readDense(entry: JsonValue, parameters: JsonValue): TrainedLayer {
	const { output, ...common } = readCommon(entry, parameters);
	const units = parameters.get("units").whole(1, 2 ** 16);
	requireOutput(entry, output, { x: 1, y: 1, c: units });
	const weights = weightsOf(entry, "weights", common.weightBits, [1, 1, valuesIn(common.input), units]);
	return { type: "FullyConnected", ...common, units, weights: fromChannelsFirst(weights, common.input) };
}

const filtersOf = (parameters: JsonValue): number => parameters.get("filters").whole(1, 2 ** 16);

/** Whether the layer sums over all positions; any other pooling is refused. */
function poolingOf(parameters: JsonValue): "none" | "global" {
	const type = parameters.get("pool_type");
	if (type.number() === 0) return "none";
	const sizes = ["pooling_width", "pooling_height"].map((key) => parameters.get(key).number());
	if (type.number() === GLOBAL_AVERAGE && sizes.every((size) => size === -1)) return "global";
	return type.refuse("is not a global average", "only global average pooling can be converted");
}

function demand(parameters: JsonValue, key: string, expected: number): void {
	const value = parameters.get(key);
	if (value.number() !== expected) value.refuse(`is ${value.number()}, only ${expected} can be converted`, REEXPORT);
}

function requireOutput(entry: JsonValue, found: Dims, expected: Dims): void {
	const fits = found.x === expected.x && found.y === expected.y && found.c === expected.c;
	if (!fits) entry.get("output_shape").refuse(`is not ${expected.x} x ${expected.y} x ${expected.c}, as its parameters say`, REEXPORT);
}

function dims(shape: JsonValue): Dims {
	const [x = 0, y = 0, c = 0] = shape.extents(3);
	return { x, y, c };
}

/** The x axis of the vendor's API is axis 0 of the tensors; widths belong to it. */
function pair(parameters: JsonValue, x: string, y: string): readonly [number, number] {
	return [parameters.get(x).whole(1, 255), parameters.get(y).whole(1, 255)];
}

function weightsOf(entry: JsonValue, name: string, bits: number, shape: readonly number[]): Int8Array {
	return Int8Array.from(numbersOf(entry.get("variables").get(name), "int8", shape, integerRange(bits)));
}
