import { parseProgram } from "../../src/akida/program.js";
import { isBundle, readBundle } from "../../src/bundle/bundle.js";
import type { Layer, LearningLayer } from "../../host-sim/nsoc/payload/layers.js";
import { mapLayers } from "../convert/mapping.js";
import { isHdf5 } from "../model/hdf5.js";
import { fromKeras } from "../model/from-keras.js";
import { readKerasFile } from "../model/keras.js";
import type { KerasRow } from "../model/keras-summary.js";
import { type AkidaModel, endsOf, outputDims, valuesIn } from "../model/model.js";
import { isModelFile, readModel } from "../model/read-model.js";
import { networkOf } from "../vendor/network.js";
import type { Dims } from "../../host-sim/nsoc/payload/layers.js";

/** One layer on the chip; shapes are (x, y, channel). */
export interface LayerRow {
	readonly name: string;
	readonly type: Layer["type"];
	readonly output: readonly number[];
	/** Shapes of its kernels: a separable convolution has a depthwise and a pointwise one. */
	readonly kernels: readonly (readonly number[])[];
	/** What computes it: the input convolution's unit, or neural processors. */
	readonly component: "HRC" | "NP";
}

/** The tutorial's Learning Summary, and what else its optimizer was given. */
export interface LearningRow {
	readonly name: string;
	/** Inputs of every neuron. */
	readonly inputs: number;
	/** Ones among every neuron's weights. */
	readonly weights: number;
	readonly classes: number;
	readonly neuronsPerClass: number;
	readonly learningCompetition: number;
}

/** What a model file holds. */
export interface ModelSummary {
	readonly kind: "keras" | "akida" | "bundle" | "program";
	readonly input: readonly number[];
	readonly output: readonly number[];
	/** Runs of layers that stay on the chip: this project's programs have one. */
	readonly sequences: number;
	readonly layers: readonly LayerRow[];
	readonly learning: LearningRow | undefined;
	/** What Keras would say, for a Keras file. */
	readonly keras: readonly KerasRow[] | undefined;
	/** For a bundle or program. */
	readonly programBytes: number | undefined;
}

/**
 * Describes a quantized Keras .h5, an Akida .json, a model bundle or a bare program, told apart by their bytes. Of a program for
 * silicon without a twin only the shapes are known. Throws ToolError, BundleError, AkidaError.
 */
export async function summarize(bytes: Uint8Array, name: string): Promise<ModelSummary> {
	if (isBundle(bytes)) {
		const bundle = readBundle(bytes);
		const rest = { kind: "bundle", programBytes: bundle.program.length } as const;
		return bundle.kind === "silicon" && !bundle.twin ? shapesOf(bundle.program, rest) : describeNetwork(networkOf(bundle), rest);
	}
	if (!isModelFile(bytes)) return summarizeProgram(bytes);
	if (!isHdf5(bytes)) return describeNetwork(await readModel(bytes, name), { kind: "akida", programBytes: undefined });
	const keras = await readKerasFile(bytes, name);
	return { ...describeNetwork(fromKeras(keras), { kind: "keras", programBytes: undefined }), keras: keras.rows };
}

/** Describes a network in memory. */
export function describeNetwork(network: AkidaModel, rest: Pick<ModelSummary, "kind" | "programBytes">): ModelSummary {
	const { first, last } = endsOf(network);
	mapLayers(network);
	const learner = network.layers.find((layer) => layer.type === "Learning");
	return {
		...rest,
		input: shapeOf(first.input),
		output: shapeOf(outputDims(last)),
		sequences: 1,
		layers: network.layers.map(layerRow),
		learning: learner && learningRow(learner),
		keras: undefined,
	};
}

function summarizeProgram(bytes: Uint8Array): ModelSummary {
	const rest = { kind: "program", programBytes: bytes.length } as const;
	const shapes = shapesOf(bytes, rest);
	try {
		const bare = { kind: "simulator", program: bytes, twin: undefined, layers: [], learning: undefined } as const;
		return describeNetwork(networkOf(bare), rest);
	} catch {
		// Another convention: what the registers mean is the vendor's secret, the container still tells the shapes.
		return shapes;
	}
}

function shapesOf(program: Uint8Array, rest: Pick<ModelSummary, "kind" | "programBytes">): ModelSummary {
	const { inputDims, outputDims: output, passes } = parseProgram(program);
	const shapes = { input: shapeOf(inputDims), output: shapeOf(output), sequences: passes.length };
	return { ...rest, ...shapes, layers: [], learning: undefined, keras: undefined };
}

const shapeOf = ({ x, y, c }: Dims): number[] => [x, y, c];

function layerRow(layer: Layer): LayerRow {
	const component = layer.type === "InputConvolutional" ? "HRC" : "NP";
	return { name: layer.name, type: layer.type, output: shapeOf(outputDims(layer)), kernels: kernelsOf(layer), component };
}

function kernelsOf(layer: Layer): number[][] {
	const inputs = layer.input.c;
	const outputs = outputDims(layer).c;
	switch (layer.type) {
		case "InputConvolutional":
			return [[...layer.kernel, inputs, outputs]];
		case "SeparableConvolutional":
			return [
				[...layer.kernel, inputs, 1],
				[1, 1, inputs, outputs],
			];
		default:
			return [[1, 1, valuesIn(layer.input), outputs]];
	}
}

function learningRow(layer: LearningLayer): LearningRow {
	const { name, classes, neuronsPerClass, learningCompetition, numWeights } = layer;
	return { name, inputs: valuesIn(layer.input), weights: numWeights, classes, neuronsPerClass, learningCompetition };
}
