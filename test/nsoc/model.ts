import { readFileSync } from "node:fs";
import { npAt, type NpIdent } from "../../host-sim/nsoc/mesh-limits.js";
import { encodeFullyConnected, encodeInputConvolutional, encodeSeparableConvolutional } from "../../host-sim/nsoc/payload/encode.js";
import type {
	Dims,
	FullyConnectedLayer,
	InputConvolutionalLayer,
	LearningLayer,
	SeparableConvolutionalLayer,
} from "../../host-sim/nsoc/payload/layers.js";
import { project } from "../shared.js";

interface JsonLayer {
	name: string;
	parameters: Record<string, number | string>;
	variables: Record<string, { data: unknown }>;
	input_shape: [number, number, number];
	output_shape: [number, number, number];
}

const dims = ([x, y, c]: [number, number, number]): Dims => ({ x, y, c });

const flat = (layer: JsonLayer, name: string): number[] => [layer.variables[name]?.data].flat(Infinity) as number[];

function common(layer: JsonLayer) {
	const parameter = (name: string): number => Number(layer.parameters[name]);
	return {
		parameter,
		base: {
			name: layer.name,
			input: dims(layer.input_shape),
			weightBits: parameter("weights_bits"),
			actBits: parameter("activation") ? parameter("act_bits") : 0,
			threshold: Int32Array.from(flat(layer, "threshold")),
			actStep: Float32Array.from(flat(layer, "act_step")),
			weights: Int8Array.from(flat(layer, "weights")),
		},
	};
}

function inputConvolutional(layer: JsonLayer): InputConvolutionalLayer {
	const { parameter, base } = common(layer);
	const kernel = [parameter("kernel_width"), parameter("kernel_height")] as const;
	const stride = [parameter("stride_x"), parameter("stride_y")] as const;
	return { ...base, type: "InputConvolutional", output: dims(layer.output_shape), kernel, stride };
}

function separable(layer: JsonLayer): SeparableConvolutionalLayer {
	const { parameter, base } = common(layer);
	const kernel = [parameter("kernel_width"), parameter("kernel_height")] as const;
	const pooling = parameter("pool_type") === 2 ? "global" : "none";
	const pointwise = Int8Array.from(flat(layer, "weights_pw"));
	return { ...base, type: "SeparableConvolutional", output: dims(layer.output_shape), kernel, pooling, pointwise };
}

/** The shipped keyword model's layers. */
export interface KeywordModel {
	readonly first: InputConvolutionalLayer;
	readonly separable: readonly SeparableConvolutionalLayer[];
	readonly head: FullyConnectedLayer;
}

export function keywordModel(): KeywordModel {
	const { layers } = JSON.parse(readFileSync(project("models", "ds_cnn_kws_ar.akida.json"), "utf8")) as { layers: JsonLayer[] };
	const head = layers[layers.length - 1] as JsonLayer;
	return {
		first: inputConvolutional(layers[0] as JsonLayer),
		separable: layers.slice(1, -1).map(separable),
		head: { ...common(head).base, type: "FullyConnected", units: head.output_shape[2] },
	};
}

export const np = (index: number): NpIdent => npAt(index) as NpIdent;

/** Tracks of the feature extractor: stages 0 to 4. */
export function featureTracks({ first, separable: layers }: KeywordModel): Uint32Array[] {
	return [encodeInputConvolutional(first), ...layers.map((layer, i) => encodeSeparableConvolutional(layer, np(i), i + 1))];
}

/** Tracks of the whole 33-class network. */
export const classifierTracks = (model: KeywordModel): Uint32Array[] => [
	...featureTracks(model),
	encodeFullyConnected(model.head, np(4), 5),
];

/** A learning layer with the optimizer's defaults. */
export function learningLayer(
	values: Partial<LearningLayer> & Pick<LearningLayer, "input" | "classes" | "neuronsPerClass" | "numWeights">,
): LearningLayer {
	return {
		type: "Learning",
		name: "learned",
		initialPlasticity: 1,
		minPlasticity: 0.1,
		plasticityDecay: 0.25,
		learningCompetition: 0,
		seed: 1,
		...values,
	};
}
