import type { LayerSummary, LearningArguments, Note, SelfTest } from "../../src/bundle/bundle.js";
import { checkFrontEnd, DEFAULT_FRONT_END, type FrontEnd } from "../../src/features/front-end.js";
import type { Layer } from "../../host-sim/nsoc/payload/layers.js";
import { ToolError } from "../errors.js";
import { type AkidaModel, endsOf, outputBits, outputDims, showDims, valuesIn } from "../model/model.js";
import { readModel } from "../model/read-model.js";
import { writeBundle } from "./bundle-writer.js";
import { defaultLabels, type Labels, readLabels, requireLabels } from "./labels.js";
import { buildProgram } from "./program.js";
import { type HeadOptions, replaceHead } from "./replace-head.js";

/** A file's bytes, and its name for messages. */
export interface NamedBytes {
	readonly bytes: Uint8Array;
	readonly name: string;
}

export interface ConvertOptions {
	/** A labels file; without one classes are called "class 0" and so on. */
	readonly labels?: NamedBytes;
	/** Puts a learning layer in place of the dense head. */
	readonly learn?: HeadOptions;
	readonly frontEnd?: FrontEnd;
	readonly selfTests?: readonly SelfTest[];
	/** Typical inputs of every preset class. */
	readonly calibration?: readonly SelfTest[];
	/** How the bundle was made, beside what the converter notes itself. */
	readonly notes?: readonly Note[];
}

/** What became of a model, for people. */
export interface ConversionSummary {
	readonly layers: readonly LayerSummary[];
	readonly remarks: readonly string[];
	readonly labels: readonly string[];
	readonly spareClasses: number;
	readonly neuronsPerClass: number;
	readonly learning: LearningArguments | undefined;
	readonly programBytes: number;
	readonly bundleBytes: number;
}

export interface Conversion {
	readonly bundle: Uint8Array;
	/** What the bundle's program computes. */
	readonly network: AkidaModel;
	readonly summary: ConversionSummary;
}

/**
 * A quantized Keras .h5 or an Akida .json as a model bundle with a simulator program. Throws ToolError, FrontEndError for a front
 * end that cannot be computed, BundleError for self-tests that do not suit the model.
 */
export async function convert(model: NamedBytes, options: ConvertOptions = {}): Promise<Conversion> {
	const read = await readModel(model.bytes, model.name);
	const network = options.learn ? replaceHead(read, options.learn) : read;
	const classes = classesOf(network, options);
	const frontEnd = options.frontEnd ?? DEFAULT_FRONT_END;
	requireFeatures(network, frontEnd);
	const program = buildProgram(network);
	const learning = learningArguments(network);
	const layers = network.layers.map(summaryOf);
	const notes = [{ key: "model", value: model.name }, ...read.remarks.map((value) => ({ key: "remark", value })), ...(options.notes ?? [])];
	const samples = { selfTests: options.selfTests ?? [], calibration: options.calibration ?? [], offsets: [] };
	const bundle = writeBundle({ kind: "simulator", program, twin: undefined, ...classes, frontEnd, learning, layers, ...samples, notes });
	const sizes = { programBytes: program.length, bundleBytes: bundle.length };
	return { bundle, network, summary: { layers, remarks: read.remarks, ...classes, learning, ...sizes } };
}

interface Classes extends Labels {
	readonly spareClasses: number;
	readonly neuronsPerClass: number;
}

/** A network that ends in activations has no classes: it extracts features. */
function classesOf(network: AkidaModel, { labels, learn }: ConvertOptions): Classes {
	const { last } = endsOf(network);
	const spareClasses = learn?.spareClasses ?? 0;
	const outputs = outputBits(last) > 0 ? 0 : valuesIn(outputDims(last));
	const presets = learn ? learn.classes : outputs;
	const named = labels ? readLabels(labels.bytes, labels.name) : defaultLabels(presets);
	requireLabels(named, presets);
	return { ...named, spareClasses, neuronsPerClass: learn ? learn.neuronsPerClass : 1 };
}

function requireFeatures(network: AkidaModel, frontEnd: FrontEnd): void {
	checkFrontEnd(frontEnd);
	const { frames, coefficients } = frontEnd;
	const { input } = endsOf(network).first;
	if (input.x === frames && input.y === coefficients && input.c === 1) return;
	const problem = `the model takes ${showDims(input)} values, the front end makes ${frames} x ${coefficients} x 1`;
	throw new ToolError("bad-option", problem, "give the front-end constants that the model was trained with");
}

function learningArguments(network: AkidaModel): LearningArguments | undefined {
	const { last } = endsOf(network);
	if (last.type !== "Learning") return undefined;
	const { numWeights, initialPlasticity, minPlasticity, plasticityDecay, learningCompetition, seed } = last;
	return { numWeights, initialPlasticity, minPlasticity, plasticityDecay, learningCompetition, seed };
}

function summaryOf(layer: Layer): LayerSummary {
	const output = outputDims(layer);
	return {
		name: layer.name,
		type: layer.type,
		input: [layer.input.x, layer.input.y, layer.input.c],
		output: [output.x, output.y, output.c],
		kernel: "kernel" in layer ? layer.kernel : [],
		weightBits: layer.type === "Learning" ? 1 : layer.weightBits,
		actBits: outputBits(layer),
	};
}
