import { learnedWords, type LearningRule } from "../learning.js";
import { MeshLimits } from "../mesh-limits.js";
import { LayerKind, type UnitRegisters } from "./registers.js";
import { THRESHOLD_PAIR } from "./thresholds.js";
import { weightWords } from "./weights.js";

/** Values of a register block's input tensor. */
export const inputValues = (r: UnitRegisters): number => r.inputX * r.inputY * r.inputC;

/** Depthwise or plain filter weights of a unit, and the pointwise ones behind them. */
export function weightCounts(r: UnitRegisters): { filters: number; pointwise: number } {
	const taps = r.kernelX * r.kernelY * r.inputC;
	if (r.kind === LayerKind.FULLY_CONNECTED) return { filters: inputValues(r) * r.outputC, pointwise: 0 };
	return r.kind === LayerKind.SEPARABLE_CONVOLUTIONAL
		? { filters: taps, pointwise: r.inputC * r.outputC }
		: { filters: taps * r.outputC, pointwise: 0 };
}

/** The learning rule that a register block describes. */
export function ruleOf(r: UnitRegisters): LearningRule {
	const { neuronsPerClass, numWeights, initialPlasticity, minPlasticity, plasticityStep, competition } = r;
	return {
		inputs: inputValues(r),
		units: r.outputC,
		neuronsPerClass,
		numWeights,
		initialPlasticity,
		minPlasticity,
		plasticityStep,
		competition,
	};
}

const outside = (value: number, low: number, high: number): boolean => !(Number.isInteger(value) && value >= low && value <= high);

/** A named quantity and the range the emulated mesh allows it. */
type Bound = readonly [what: string, value: number, low: number, high: number];

function tensorBounds(r: UnitRegisters): Bound[] {
	return [
		["stage", r.stage, 0, 255],
		["input x", r.inputX, 1, MeshLimits.COORDINATE],
		["input y", r.inputY, 1, MeshLimits.COORDINATE],
		["input channels", r.inputC, 1, MeshLimits.CHANNELS],
		["input values", inputValues(r), 1, MeshLimits.VALUES],
		["output values", r.outputX * r.outputY * r.outputC, 1, MeshLimits.VALUES],
		["activation bits", r.actBits, 0, 8],
	];
}

function convolutionBounds(r: UnitRegisters): Bound[] {
	const { filters, pointwise } = weightCounts(r);
	const pooled = r.globalPooling === 1;
	const extent = (input: number, stride: number): number => (pooled ? 1 : Math.ceil(input / stride));
	const separable = r.kind === LayerKind.SEPARABLE_CONVOLUTIONAL;
	const stride = separable ? 1 : MeshLimits.STRIDE;
	return [
		["filters", r.outputC, 1, MeshLimits.CHANNELS],
		["kernel x", r.kernelX, 1, MeshLimits.KERNEL],
		["kernel y", r.kernelY, 1, MeshLimits.KERNEL],
		["stride x", r.strideX, 1, stride],
		["stride y", r.strideY, 1, stride],
		["global pooling", r.globalPooling, 0, separable ? 1 : 0],
		["output x", r.outputX, extent(r.inputX, r.strideX), extent(r.inputX, r.strideX)],
		["output y", r.outputY, extent(r.inputY, r.strideY), extent(r.inputY, r.strideY)],
		["weight bits", r.weightBits, 2, 8],
		["filter words", weightWords(filters, r.weightBits) + weightWords(pointwise, r.weightBits), 1, MeshLimits.FILTER_WORDS],
		["threshold words", THRESHOLD_PAIR * r.outputC, 1, MeshLimits.THRESHOLD_WORDS],
	];
}

function denseBounds(r: UnitRegisters): Bound[] {
	return [
		["output x", r.outputX, 1, 1],
		["output y", r.outputY, 1, 1],
		["weight bits", r.weightBits, 2, 8],
		["weight words", weightWords(weightCounts(r).filters, r.weightBits), 1, MeshLimits.FNP_WORDS],
		["threshold words", THRESHOLD_PAIR * r.outputC, 1, MeshLimits.THRESHOLD_WORDS],
	];
}

function learningBounds(r: UnitRegisters): Bound[] {
	const units = r.classes * r.neuronsPerClass;
	return [
		["output x", r.outputX, 1, 1],
		["output y", r.outputY, 1, 1],
		["inputs", inputValues(r), 1, MeshLimits.LEARN_INPUTS],
		["classes", r.classes, 1, MeshLimits.CLASSES],
		["neurons per class", r.neuronsPerClass, 1, MeshLimits.LEARN_WORDS],
		["units", r.outputC, units, units],
		["weights per unit", r.numWeights, 1, inputValues(r)],
		["activation bits", r.actBits, 0, 0],
		["learned words", learnedWords(ruleOf(r)), 1, MeshLimits.LEARN_WORDS],
	];
}

function boundsOf(r: UnitRegisters): Bound[] {
	switch (r.kind) {
		case LayerKind.INPUT_CONVOLUTIONAL:
		case LayerKind.SEPARABLE_CONVOLUTIONAL:
			return convolutionBounds(r);
		case LayerKind.FULLY_CONNECTED:
			return denseBounds(r);
		case LayerKind.LEARNING:
			return learningBounds(r);
		default:
			return [["layer kind", r.kind, 1, LayerKind.LEARNING]];
	}
}

/** What keeps a unit with these registers from working on the emulated mesh, or undefined. One place for the encoder and the chip. */
export function misfit(r: UnitRegisters): string | undefined {
	const broken = [...tensorBounds(r), ...boundsOf(r)].find(([, value, low, high]) => outside(value, low, high));
	if (!broken) return undefined;
	const [what, value, low, high] = broken;
	return `${what} ${value} is not ${low === high ? `${low}` : `within ${low}..${high}`}`;
}
