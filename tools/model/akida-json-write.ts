import type { Dims } from "../../host-sim/nsoc/payload/layers.js";
import { ToolError } from "../errors.js";
import { nested } from "./akida-variables.js";
import { toChannelsFirst } from "./dense-order.js";
import type { TrainedLayer } from "./hardware-limits.js";
import { type AkidaModel, endsOf, outputDims, valuesIn } from "./model.js";

/** Release of the vendor's tools whose structure this is. */
const AKIDA_VERSION = "2.19.3";

const NO_POOLING = { pooling_height: -1, pooling_stride_x: -1, pooling_stride_y: -1, pooling_width: -1 };

/** Writes trained layers in the structure of `Model.to_json()` (layer specification, section 4). Refuses a learning layer. */
export function writeAkidaJson(model: AkidaModel): Uint8Array {
	const { first, last } = endsOf(model);
	const layers = model.layers.map((layer, i) => {
		if (layer.type === "Learning")
			throw new ToolError("bad-model", `layer ${layer.name} learns on the chip`, "export the model before it gets one");
		return entryOf(layer, model.layers[i - 1]?.name);
	});
	const shapes = { input_shape: shapeOf(first.input), output_shape: shapeOf(outputDims(last)) };
	const document = { "Akida version": AKIDA_VERSION, "IP version": "v1", layers, learning: null, ...shapes };
	return new TextEncoder().encode(JSON.stringify(document));
}

const shapeOf = ({ x, y, c }: Dims): number[] => [x, y, c];

function entryOf(layer: TrainedLayer, before: string | undefined) {
	return {
		name: layer.name,
		parameters: { ...parametersOf(layer), layer_type: layer.type },
		variables: variablesOf(layer),
		inbounds: before === undefined ? [] : [before],
		input_shape: shapeOf(layer.input),
		output_shape: shapeOf(outputDims(layer)),
	};
}

function parametersOf(layer: TrainedLayer) {
	const activation = { act_bits: layer.actBits || 1, activation: layer.actBits > 0 ? 1 : 0, weights_bits: layer.weightBits };
	if (layer.type === "FullyConnected") return { ...activation, units: layer.units };
	const [kernel_width, kernel_height] = layer.kernel;
	const [stride_x, stride_y] = layer.type === "InputConvolutional" ? layer.stride : [1, 1];
	const pool_type = layer.type === "SeparableConvolutional" && layer.pooling === "global" ? 2 : 0;
	const spatial = { filters: layer.output.c, kernel_height, kernel_width, padding: 1, pool_type, ...NO_POOLING, stride_x, stride_y };
	if (layer.type === "SeparableConvolutional") return { ...activation, ...spatial };
	const { x, y, c } = layer.input;
	return { ...activation, ...spatial, input_channels: c, input_height: y, input_width: x, padding_value: 0 };
}

function variablesOf(layer: TrainedLayer) {
	const filters = outputDims(layer).c;
	return {
		act_step: variable("float32", 0, [filters], layer.actStep),
		threshold: variable("int32", signedBits(layer.threshold), [filters], layer.threshold),
		...weightVariables(layer),
	};
}

function weightVariables(layer: TrainedLayer) {
	const { input, weightBits } = layer;
	const int8 = (shape: number[], data: Int8Array) => variable("int8", weightBits, shape, data);
	if (layer.type === "FullyConnected")
		return { weights: int8([1, 1, valuesIn(input), layer.units], toChannelsFirst(layer.weights, input)) };
	const { kernel, output, weights } = layer;
	if (layer.type === "InputConvolutional") return { weights: int8([...kernel, input.c, output.c], weights) };
	return { weights: int8([...kernel, input.c, 1], weights), weights_pw: int8([1, 1, input.c, output.c], layer.pointwise) };
}

function variable(dtype: string, bitwidth: number, shape: number[], data: ArrayLike<number>) {
	return { shape, dtype, bitwidth, data: nested(data, shape) };
}

/** Bits that the largest magnitude takes, and one for the sign. */
function signedBits(values: Int32Array): number {
	const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
	return 1 + Math.floor(Math.log2(Math.max(largest, 1))) + 1;
}
