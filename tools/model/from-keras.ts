import type { Dims } from "../../host-sim/nsoc/payload/layers.js";
import { ToolError } from "../errors.js";
import { fitHardware, type TrainedLayer } from "./hardware-limits.js";
import type { Tensor } from "./hdf5.js";
import { type Block, blocksOf, inputScaling, unsupported } from "./keras-blocks.js";
import type { KerasWeights } from "./keras-layers.js";
import { type KerasModel, readKerasFile } from "./keras.js";
import { type AkidaModel, outputDims, requireChain, valuesIn } from "./model.js";
import { activationVariables, type Gain, quantizeWeights, scaleAfter, scaleFactors } from "./quantize.js";

/** What reaches a block. */
interface Inflow {
	readonly dims: Dims;
	readonly scale: number;
}

/** Bits of the first layer's input: bytes. */
const INPUT_BITS = 8;

/** Converts a quantized Keras .h5 model to integer layers (layer specification, sections 1 to 3). Throws ToolError. */
export async function readKeras(bytes: Uint8Array, name: string): Promise<AkidaModel> {
	return fromKeras(await readKerasFile(bytes, name));
}

/** The integer layers of a Keras model that has been read. Throws ToolError. */
export function fromKeras(keras: KerasModel): AkidaModel {
	const { layers, remarks } = fitHardware(convertBlocks(keras));
	requireChain(layers);
	return { layers, inputBits: INPUT_BITS, remarks };
}

function convertBlocks({ input: [x, y, c], layers }: KerasModel): TrainedLayer[] {
	let inflow: Inflow = { dims: { x, y, c }, scale: 1 / inputScaling(layers) };
	return blocksOf(layers).map((block) => {
		const layer = convertBlock(block, inflow);
		inflow = { dims: outputDims(layer), scale: block.relu ? scaleAfter(block.relu) : 1 };
		return layer;
	});
}

function convertBlock(block: Block, inflow: Inflow): TrainedLayer {
	switch (block.weights.kind) {
		case "convolution":
			return convertConvolution(block, block.weights, inflow);
		case "separable":
			return convertSeparable(block, block.weights, inflow);
		case "dense":
			return convertDense(block, block.weights, inflow);
	}
}

function convertConvolution(block: Block, of: KerasWeights & { kind: "convolution" }, { dims, scale }: Inflow): TrainedLayer {
	const [kernelX = 0, kernelY = 0, inputs = 0, filters = 0] = of.kernel.shape;
	requireInputs(of.name, inputs, dims.c);
	const [strideX, strideY] = of.strides;
	const gain = scaleFactors(of.kernel.data, filters, of.quantizer);
	return {
		type: "InputConvolutional",
		name: of.name,
		input: dims,
		output: { x: Math.ceil(dims.x / strideX), y: Math.ceil(dims.y / strideY), c: filters },
		kernel: [kernelX, kernelY],
		stride: of.strides,
		weightBits: of.quantizer.bits,
		weights: quantizeWeights(of.kernel.data, gain, of.quantizer.bits),
		...activationVariables(gainOf(block, gain, scale, 1)),
	};
}

function convertSeparable(block: Block, of: KerasWeights & { kind: "separable" }, { dims, scale }: Inflow): TrainedLayer {
	const [kernelX = 0, kernelY = 0, inputs = 0] = of.depthwise.shape;
	requireInputs(of.name, inputs, dims.c);
	if (of.depthwiseQuantizer.bits !== of.quantizer.bits) throw unsupported(of.name, "both kernels must have the same number of bits");
	const filters = of.bias.length;
	const depthwiseFactor = scaleFactors(of.depthwise.data, 1, of.depthwiseQuantizer);
	const factors = scaleFactors(of.pointwise.data, filters, of.quantizer);
	const gain = factors.map((factor) => factor * (depthwiseFactor[0] as number));
	const positions = block.average ? dims.x * dims.y : 1;
	return {
		type: "SeparableConvolutional",
		name: of.name,
		input: dims,
		output: block.average ? { x: 1, y: 1, c: filters } : { ...dims, c: filters },
		kernel: [kernelX, kernelY],
		weightBits: of.quantizer.bits,
		pooling: block.average ? "global" : "none",
		weights: flipped(quantizeWeights(of.depthwise.data, depthwiseFactor, of.quantizer.bits), of.depthwise),
		pointwise: quantizeWeights(of.pointwise.data, factors, of.quantizer.bits),
		...activationVariables(gainOf(block, gain, scale, positions)),
	};
}

function convertDense(block: Block, of: KerasWeights & { kind: "dense" }, { dims, scale }: Inflow): TrainedLayer {
	const [inputs = 0, units = 0] = of.kernel.shape;
	requireInputs(of.name, inputs, valuesIn(dims));
	const gain = scaleFactors(of.kernel.data, units, of.quantizer);
	return {
		type: "FullyConnected",
		name: of.name,
		input: dims,
		units,
		weightBits: of.quantizer.bits,
		weights: quantizeWeights(of.kernel.data, gain, of.quantizer.bits),
		...activationVariables(gainOf(block, gain, scale, 1)),
	};
}

const gainOf = ({ weights, relu }: Block, gain: Float32Array, inputScale: number, positions: number): Gain => ({
	layer: weights.name,
	bias: weights.bias,
	gain,
	inputScale,
	positions,
	relu,
});

function requireInputs(layer: string, found: number, expected: number): void {
	if (found === expected) return;
	throw new ToolError("bad-model", `layer ${layer}: its kernel takes ${found} inputs, it gets ${expected}`, "a Flatten may be missing");
}

/** Both spatial axes reversed: Akida's depthwise step is a true convolution, Keras' a cross-correlation. */
function flipped(weights: Int8Array, { shape }: Tensor): Int8Array {
	const [kernelX = 0, kernelY = 0, channels = 0] = shape;
	const positions = kernelX * kernelY;
	return weights.map((_, i) => weights[(positions - 1 - Math.floor(i / channels)) * channels + (i % channels)] as number);
}
