import { Unit } from "../../../src/akida/registers.js";
import { LearnedUnits, learnedWords, learningRule } from "../learning.js";
import type { NpIdent } from "../mesh-limits.js";
import { PayloadError } from "./error.js";
import type { Dims, FullyConnectedLayer, InputConvolutionalLayer, LearningLayer, SeparableConvolutionalLayer } from "./layers.js";
import { weightCounts } from "./misfit.js";
import { block, hrcHeader, npHeader, track } from "./packet.js";
import { LayerKind, packRegisters, type UnitRegisters } from "./registers.js";
import { packThresholds } from "./thresholds.js";
import { checkActivation, checkedRegisters, checkedTrack, checkNp, checkWeights } from "./verify.js";
import { packWeights, weightWords } from "./weights.js";

/** How the last layer's output leaves the chip: every value, or events for the non-zero ones (section 17.4). */
export type OutputForm = "dense" | "sparse";

/** Tracks of a learning layer; the two register tracks differ in the learn-enable bit alone. */
export interface LearningTracks {
	readonly learning: Uint32Array;
	readonly inference: Uint32Array;
	/** One block to the FNP weights at start 0: two header words and everything that learning changes. */
	readonly ram: Uint32Array;
}

/** The HRC's track. Throws {@link PayloadError} for a layer the emulated mesh cannot hold. */
export function encodeInputConvolutional(layer: InputConvolutionalLayer, output: OutputForm = "dense"): Uint32Array {
	const [kernelX, kernelY] = layer.kernel;
	const [strideX, strideY] = layer.stride;
	const shape = { kernelX, kernelY, strideX, strideY, weightBits: layer.weightBits, actBits: layer.actBits };
	const registers = checkedRegisters(layer, common(LayerKind.INPUT_CONVOLUTIONAL, layer.input, layer.output, 0, output), shape);
	checkWeights(layer, layer.weights, weightCounts(registers).filters, layer.weightBits);
	checkActivation(layer, registers.outputC);
	return checkedTrack(
		layer,
		track(
			block(hrcHeader(Unit.REGISTERS), 0, packRegisters(registers)),
			block(hrcHeader(Unit.HRC_SRAM), 0, packWeights(layer.weights, layer.weightBits)),
			block(hrcHeader(Unit.CNP_FIRE_THRESHOLDS), 0, packThresholds(layer)),
		),
	);
}

/** One CNP's track: registers, filters, thresholds. Throws {@link PayloadError}. */
export function encodeSeparableConvolutional(
	layer: SeparableConvolutionalLayer,
	np: NpIdent,
	stage: number,
	output: OutputForm = "dense",
): Uint32Array {
	checkNp(layer, np);
	const [kernelX, kernelY] = layer.kernel;
	const globalPooling = layer.pooling === "global" ? 1 : 0;
	const shape = { kernelX, kernelY, strideX: 1, strideY: 1, globalPooling, weightBits: layer.weightBits, actBits: layer.actBits };
	const registers = checkedRegisters(layer, common(LayerKind.SEPARABLE_CONVOLUTIONAL, layer.input, layer.output, stage, output), shape);
	const counts = weightCounts(registers);
	checkWeights(layer, layer.weights, counts.filters, layer.weightBits);
	checkWeights(layer, layer.pointwise, counts.pointwise, layer.weightBits);
	checkActivation(layer, registers.outputC);
	const filters = npHeader(np, Unit.CNP_FILTERS);
	return checkedTrack(
		layer,
		track(
			block(npHeader(np, Unit.REGISTERS), 0, packRegisters(registers)),
			block(filters, 0, packWeights(layer.weights, layer.weightBits)),
			block(filters, weightWords(counts.filters, layer.weightBits), packWeights(layer.pointwise, layer.weightBits)),
			block(npHeader(np, Unit.CNP_FIRE_THRESHOLDS), 0, packThresholds(layer)),
		),
	);
}

/** One FNP's track: registers, weights, thresholds. Throws {@link PayloadError}. */
export function encodeFullyConnected(layer: FullyConnectedLayer, np: NpIdent, stage: number, output: OutputForm = "dense"): Uint32Array {
	checkNp(layer, np);
	const shape = { weightBits: layer.weightBits, actBits: layer.actBits };
	const registers = checkedRegisters(
		layer,
		common(LayerKind.FULLY_CONNECTED, layer.input, { x: 1, y: 1, c: layer.units }, stage, output),
		shape,
	);
	checkWeights(layer, layer.weights, weightCounts(registers).filters, layer.weightBits);
	checkActivation(layer, layer.units);
	return checkedTrack(
		layer,
		track(
			block(npHeader(np, Unit.REGISTERS), 0, packRegisters(registers)),
			block(npHeader(np, Unit.FNP_WEIGHTS), 0, packWeights(layer.weights, layer.weightBits)),
			block(npHeader(np, Unit.CNP_FIRE_THRESHOLDS), 0, packThresholds(layer)),
		),
	);
}

/** The three tracks of a learning layer in its initial state. Throws {@link PayloadError}. */
export function encodeLearning(layer: LearningLayer, np: NpIdent, stage: number, output: OutputForm = "dense"): LearningTracks {
	checkNp(layer, np);
	const registers = learningRegisters(layer, stage, output);
	const enabled = (learnEnable: number): Uint32Array =>
		block(npHeader(np, Unit.REGISTERS), 0, packRegisters({ ...registers, learnEnable }));
	const rule = learningRule(layer);
	const memory = new Uint32Array(learnedWords(rule));
	memory[0] = layer.seed;
	new LearnedUnits(rule, memory).draw(0);
	return { learning: enabled(1), inference: enabled(0), ram: block(npHeader(np, Unit.FNP_WEIGHTS), 0, memory) };
}

/**
 * A longer `ram` track with `count` classes appended in the initial state, drawn from where the generator stands; existing units stay.
 * `layer` is the one that `ram` was made for; the registers must then be encoded for `layer.classes + count` classes.
 * Throws {@link PayloadError}.
 */
export function addClasses(ram: Uint32Array, layer: LearningLayer, count: number): Uint32Array {
	const before = learningRule(layer);
	if (ram.length !== 2 + learnedWords(before))
		throw new PayloadError("bad-layer", layer.name, `its memory has ${ram.length} words for ${layer.classes} classes`);
	const grown = { ...layer, classes: layer.classes + count };
	learningRegisters(grown, 0, "dense");
	const rule = learningRule(grown);
	const memory = new Uint32Array(learnedWords(rule));
	memory.set(ram.subarray(2));
	new LearnedUnits(rule, memory).draw(before.units);
	return block(ram[0] ?? 0, 0, memory);
}

function learningRegisters(layer: LearningLayer, stage: number, output: OutputForm): UnitRegisters {
	const { units, neuronsPerClass, numWeights, initialPlasticity, minPlasticity, plasticityStep, competition } = learningRule(layer);
	const rule = { classes: layer.classes, neuronsPerClass, numWeights, initialPlasticity, minPlasticity, plasticityStep, competition };
	return checkedRegisters(layer, common(LayerKind.LEARNING, layer.input, { x: 1, y: 1, c: units }, stage, output), {
		weightBits: 1,
		...rule,
	});
}

function common(kind: number, input: Dims, output: Dims, stage: number, form: OutputForm): Partial<UnitRegisters> {
	const dims = { inputX: input.x, inputY: input.y, inputC: input.c, outputX: output.x, outputY: output.y, outputC: output.c };
	return { kind, stage, sparseOutput: form === "sparse" ? 1 : 0, ...dims };
}
