import type { JsonValue } from "../files/json.js";
import type { Tensor } from "./hdf5.js";
import type { QuantizedRelu, Quantizer } from "./quantize.js";

/** A layer with weights; kernels in Keras' axis order, (axis 0, axis 1, input, filter). */
export type KerasWeights = { readonly name: string; readonly bias: Float32Array; readonly quantizer: Quantizer } & (
	| { readonly kind: "convolution"; readonly kernel: Tensor; readonly strides: readonly [number, number] }
	| { readonly kind: "separable"; readonly depthwise: Tensor; readonly pointwise: Tensor; readonly depthwiseQuantizer: Quantizer }
	| { readonly kind: "dense"; readonly kernel: Tensor }
);

/** What the converter has to know of a Keras layer; those that change nothing are left out. */
export type KerasLayer =
	| KerasWeights
	| { readonly kind: "rescaling"; readonly name: string; readonly scale: number }
	| { readonly kind: "average"; readonly name: string }
	| { readonly kind: "relu"; readonly name: string; readonly relu: QuantizedRelu }
	| { readonly kind: "reshape"; readonly name: string };

/** Finds a float32 tensor of a layer; undefined extents may have any size. Refuses what is missing, shaped otherwise or not finite. */
export type TensorSource = (layer: string, tensor: string, shape: readonly (number | undefined)[]) => Tensor;

type LayerReader = (config: JsonValue, tensors: TensorSource) => KerasLayer | undefined;

const readers: Readonly<Record<string, LayerReader>> = {
	InputLayer: () => undefined,
	Dropout: () => undefined,
	Rescaling: rescaling,
	QuantizedConv2D: convolution,
	QuantizedSeparableConv2D: separable,
	QuantizedDense: dense,
	QuantizedReLU: (config) => ({ kind: "relu", name: nameOf(config), relu: relu(config) }),
	GlobalAveragePooling2D: (config) => ({ kind: "average", name: nameOf(config) }),
	Reshape: (config) => ({ kind: "reshape", name: nameOf(config) }),
	Flatten: (config) => ({ kind: "reshape", name: nameOf(config) }),
	Activation: softmax,
	Softmax: () => undefined,
};

/** Reads one entry of the architecture (layer specification, section 1); undefined for a layer without effect on the class. */
export function readKerasLayer(entry: JsonValue, tensors: TensorSource): KerasLayer | undefined {
	const className = entry.get("class_name").text();
	const config = entry.get("config");
	const reader = Object.hasOwn(readers, className) ? readers[className] : undefined;
	if (reader) return reader(config, tensors);
	const hint = `the converter knows ${Object.keys(readers).join(", ")}; float models must be quantized with cnn2snn first`;
	return config.refuse(`describes layer "${nameOf(config)}", a ${className}, which is not in the family`, hint);
}

const nameOf = (config: JsonValue): string => config.get("name").text();

/** A setting that exists in Keras, but not in this family of networks. */
function demand(config: JsonValue, key: string, expected: string): void {
	const value = config.find(key);
	if (value && value.shown !== expected) value.refuse(`is ${value.shown}, only ${expected} can be converted`);
}

function rescaling(config: JsonValue): KerasLayer {
	demand(config, "offset", "0");
	const scale = config.get("scale");
	if (!(scale.number() > 0)) scale.refuse("is not above 0");
	return { kind: "rescaling", name: nameOf(config), scale: scale.number() };
}

function convolution(config: JsonValue, tensors: TensorSource): KerasLayer {
	const name = nameOf(config);
	const [kernel0, kernel1] = spatial(config);
	const [stride0 = 1, stride1 = 1] = config.get("strides").extents(2);
	const filters = config.get("filters").whole(1, 2 ** 16);
	return {
		kind: "convolution",
		name,
		strides: [stride0, stride1],
		kernel: tensors(name, "kernel", [kernel0, kernel1, undefined, filters]),
		bias: biasOf(config, tensors, filters),
		quantizer: quantizer(config.get("quantizer")),
	};
}

function separable(config: JsonValue, tensors: TensorSource): KerasLayer {
	const name = nameOf(config);
	const kernel = spatial(config);
	demand(config, "strides", "[1,1]");
	const filters = config.get("filters").whole(1, 2 ** 16);
	const depthwise = tensors(name, "depthwise_kernel", [...kernel, undefined, 1]);
	return {
		kind: "separable",
		name,
		depthwise,
		pointwise: tensors(name, "pointwise_kernel", [1, 1, depthwise.shape[2], filters]),
		bias: biasOf(config, tensors, filters),
		depthwiseQuantizer: quantizer(config.get("quantizer_dw")),
		quantizer: quantizer(config.get("quantizer")),
	};
}

function dense(config: JsonValue, tensors: TensorSource): KerasLayer {
	const name = nameOf(config);
	const units = config.get("units").whole(1, 2 ** 16);
	const kernel = tensors(name, "kernel", [undefined, units]);
	return { kind: "dense", name, kernel, bias: biasOf(config, tensors, units), quantizer: quantizer(config.get("quantizer")) };
}

/** Kernel size of a convolution, once its other settings are those of the family. */
function spatial(config: JsonValue): number[] {
	demand(config, "padding", '"same"');
	demand(config, "dilation_rate", "[1,1]");
	demand(config, "groups", "1");
	demand(config, "data_format", '"channels_last"');
	return config.get("kernel_size").extents(2);
}

function biasOf(config: JsonValue, tensors: TensorSource, filters: number): Float32Array {
	return config.find("use_bias")?.flag() === false ? new Float32Array(filters) : tensors(nameOf(config), "bias", [filters]).data;
}

function quantizer(entry: JsonValue): Quantizer {
	const className = entry.get("class_name").text();
	if (className !== "MaxPerAxisQuantizer" && className !== "MaxQuantizer") {
		entry.refuse(`is a ${className}`, "quantize the weights with MaxPerAxisQuantizer or MaxQuantizer");
	}
	return { perAxis: className === "MaxPerAxisQuantizer", bits: entry.get("config").get("bitwidth").whole(2, 8) };
}

function relu(config: JsonValue): QuantizedRelu {
	const maxValue = config.get("max_value");
	if (!(maxValue.number() > 0)) maxValue.refuse("is not above 0");
	return { bits: config.get("bitwidth").whole(1, 8), maxValue: maxValue.number() };
}

/** Softmax keeps the order of the classes; any other activation function does something that the chip cannot. */
function softmax(config: JsonValue): undefined {
	demand(config, "activation", '"softmax"');
}
