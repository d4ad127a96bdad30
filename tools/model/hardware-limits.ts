import type { Activation, Layer } from "../../host-sim/nsoc/payload/layers.js";
import { roundHalfEven } from "./quantize.js";

/** A layer as it comes from training: everything but the one that learns on the chip. */
export type TrainedLayer = Exclude<Layer, { type: "Learning" }>;

/** Layers within the limits, and one line about every change. */
export interface FittedLayers {
	readonly layers: readonly TrainedLayer[];
	readonly remarks: readonly string[];
}

/** Largest act_step and threshold that the hardware can hold; the first layer has more room. */
const FIRST_LIMITS = Object.freeze({ actStep: 2 ** 20 - 1, threshold: 2 ** 23 - 1 });
const LIMITS = Object.freeze({ actStep: 2 ** 16 - 1, threshold: 2 ** 19 - 1 });

const limitsOf = (layer: TrainedLayer) => (layer.type === "InputConvolutional" ? FIRST_LIMITS : LIMITS);

/**
 * The two corrections at the end of section 3 of the layer specification, for all layers but the last: act_steps above their
 * limit are lowered to it, together with their thresholds and the weights that read the channel; then thresholds above theirs.
 */
export function fitHardware(layers: readonly TrainedLayer[]): FittedLayers {
	const fitted = [...layers];
	const remarks: string[] = [];
	layers.slice(0, -1).forEach((_, i) => {
		const layer = fitted[i] as TrainedLayer;
		const next = fitted[i + 1] as TrainedLayer;
		const lowered = withLowerSteps(layer, remarks);
		if (lowered !== layer) fitted[i + 1] = { ...next, weights: dividedWeights(next, ratiosOf(layer)) };
		fitted[i] = withLowerThresholds(lowered, remarks);
	});
	return { layers: fitted, remarks };
}

/** Float32, as everything here that the vendor's converter computes from float32 variables. */
const ratiosOf = (layer: TrainedLayer): Float32Array => layer.actStep.map((step) => Math.max(step / limitsOf(layer).actStep, 1));

function withLowerSteps(layer: TrainedLayer, remarks: string[]): TrainedLayer {
	const limit = limitsOf(layer).actStep;
	const high = layer.actStep.filter((step) => step > limit).length;
	if (high === 0) return layer;
	remarks.push(`${layer.name}: ${high} act steps lowered to ${limit}, the next layer's weights with them`);
	return { ...layer, ...lowerSteps(layer, limit) };
}

/** Half a step is part of the threshold, so it goes down with the step. */
function lowerSteps({ actBits, actStep, threshold }: Activation, limit: number): Activation {
	const lower = actStep.map((step) => Math.min(step, limit));
	const change = lower.map((step, f) => roundHalfEven(Math.fround(0.5 * Math.fround(step - (actStep[f] as number)))) / 2 ** (actBits - 4));
	return { actBits, actStep: lower, threshold: threshold.map((value, f) => value + Math.trunc(change[f] as number)) };
}

/** The weights that read each channel, divided by the channel's ratio and rounded down. */
function dividedWeights(layer: TrainedLayer, ratios: Float32Array): Int8Array {
	const outputs = layer.type === "SeparableConvolutional" ? 1 : outputsOf(layer);
	return layer.weights.map((weight, i) => Math.floor(weight / (ratios[Math.floor(i / outputs) % ratios.length] as number)));
}

const outputsOf = (layer: Exclude<TrainedLayer, { type: "SeparableConvolutional" }>): number =>
	layer.type === "FullyConnected" ? layer.units : layer.output.c;

function withLowerThresholds(layer: TrainedLayer, remarks: string[]): TrainedLayer {
	const limit = limitsOf(layer).threshold;
	const high = layer.threshold.filter((value) => value > limit).length;
	if (high === 0) return layer;
	remarks.push(`${layer.name}: ${high} thresholds lowered to ${limit}`);
	return { ...layer, threshold: layer.threshold.map((value) => Math.min(value, limit)) };
}
