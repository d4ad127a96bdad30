import type { Activation } from "../../host-sim/nsoc/payload/layers.js";
import { ToolError } from "../errors.js";

/** Weight quantizer: "MaxPerAxis" scales every output filter (last axis) by its own maximum, "Max" the whole tensor. */
export interface Quantizer {
	readonly bits: number;
	readonly perAxis: boolean;
}

/** A QuantizedReLU. */
export interface QuantizedRelu {
	readonly bits: number;
	readonly maxValue: number;
}

/** What decides a layer's threshold and act_step (layer specification, section 3). */
export interface Gain {
	readonly layer: string;
	/** One per filter, float32: the product of the scale factors of all weights on the way. */
	readonly gain: Float32Array;
	/** One per filter. */
	readonly bias: Float32Array;
	/** Float64 `1 / scale` for the first layer, {@link scaleAfter} the activation before for the others. */
	readonly inputScale: number;
	/** Positions that a global average adds up; 1 without one. */
	readonly positions: number;
	/** Undefined leaves potentials. */
	readonly relu: QuantizedRelu | undefined;
}

const LARGEST_FACTOR = 1000;
const LEAST_MAXIMUM = Math.fround(1e-10);

const largestInteger = (bits: number): number => 2 ** (bits - 1) - 1;

/** Rounds halves to the even neighbour, as numpy and TensorFlow do. */
export function roundHalfEven(value: number): number {
	const below = Math.floor(value);
	const excess = value - below;
	if (excess !== 0.5) return excess < 0.5 ? below : below + 1;
	return below % 2 === 0 ? below : below + 1;
}

/** Section 2: the float32 factors that turn weights into integers, one per output filter; "Max" repeats its only one. */
export function scaleFactors(weights: Float32Array, filters: number, quantizer: Quantizer): Float32Array {
	const maxima = new Float32Array(filters).fill(quantizer.perAxis ? LEAST_MAXIMUM : 0);
	weights.forEach((weight, i) => {
		const axis = i % filters;
		maxima[axis] = Math.max(maxima[axis] as number, Math.abs(weight));
	});
	if (!quantizer.perAxis) maxima.fill(Math.max(...maxima));
	const largest = largestInteger(quantizer.bits);
	return maxima.map((maximum) => Math.min(Math.fround(largest / maximum), LARGEST_FACTOR));
}

/** Section 2: integer weights; the factors belong to the last axis. */
export function quantizeWeights(weights: Float32Array, factors: Float32Array, bits: number): Int8Array {
	const largest = largestInteger(bits);
	return Int8Array.from(weights, (weight, i) => {
		const scaled = Math.fround(weight * (factors[i % factors.length] as number));
		return Math.min(Math.max(roundHalfEven(scaled), -largest), largest);
	});
}

/** Float32 distance of two levels of the activation. */
const stepOf = (relu: QuantizedRelu): number => Math.fround(Math.fround(relu.maxValue) / (2 ** relu.bits - 1));

/** Section 3: the input scale of the layer behind an activation. */
export const scaleAfter = (relu: QuantizedRelu): number => Math.fround(1 / stepOf(relu));

/** Section 3: threshold and act_step with numpy's roundings. Throws ToolError for a threshold that no integer of 32 bits can hold. */
export function activationVariables(of: Gain): Activation {
	const { relu, positions } = of;
	const step = relu ? stepOf(relu) : 1;
	const halfStep = relu ? Math.fround(step * 0.5) : 0;
	const unit = relu ? Math.fround((step * 2 ** relu.bits) / 16) : 1;
	const scaled = of.gain.map((gain) => of.inputScale * gain);
	const threshold = Float64Array.from(scaled, (scale, f) => Math.floor(scale * (halfStep - (of.bias[f] as number)) * positions));
	if (!threshold.every(fitsInt32)) throw new ToolError("bad-model", `layer ${of.layer}: a threshold exceeds 32 bits`, "look at its biases");
	const actStep = scaled.map((scale) => Math.fround(scale * unit) * positions);
	return { actBits: relu?.bits ?? 0, threshold: Int32Array.from(threshold), actStep };
}

const fitsInt32 = (value: number): boolean => value >= -(2 ** 31) && value < 2 ** 31;
