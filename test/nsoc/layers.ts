import type { FullyConnectedLayer, InputConvolutionalLayer, SeparableConvolutionalLayer } from "../../host-sim/nsoc/payload/layers.js";
import { Random } from "../../src/random.js";

/** Small layers with random weights, for tests that need a network but not the shipped one. */

const random = (seed: number) => new Random(seed);

function weights(seed: number, count: number, bits: number): Int8Array {
	const source = random(seed);
	const limit = 2 ** (bits - 1) - 1;
	return Int8Array.from({ length: count }, () => source.below(2 * limit + 1) - limit);
}

const thresholds = (seed: number, count: number, spread: number): Int32Array => {
	const source = random(seed);
	return Int32Array.from({ length: count }, () => source.below(2 * spread) - spread);
};

export function smallConvolution(values: Partial<InputConvolutionalLayer> = {}): InputConvolutionalLayer {
	const base = {
		input: { x: 7, y: 6, c: 2 },
		output: { x: 4, y: 3, c: 5 },
		kernel: [3, 4],
		stride: [2, 2],
		weightBits: 8,
		...values,
	} as const;
	const { kernel, input, output } = base;
	return {
		type: "InputConvolutional",
		name: "first",
		actBits: 4,
		weights: weights(1, kernel[0] * kernel[1] * input.c * output.c, base.weightBits),
		threshold: thresholds(2, output.c, 2000),
		actStep: new Float32Array(output.c).fill(6000.3),
		...base,
	};
}

export function smallSeparable(values: Partial<SeparableConvolutionalLayer> = {}): SeparableConvolutionalLayer {
	const base = { input: { x: 4, y: 3, c: 5 }, output: { x: 4, y: 3, c: 6 }, kernel: [3, 2], weightBits: 4, ...values } as const;
	const { kernel, input, output } = base;
	return {
		type: "SeparableConvolutional",
		name: "second",
		actBits: 4,
		pooling: "none",
		weights: weights(3, kernel[0] * kernel[1] * input.c, base.weightBits),
		pointwise: weights(4, input.c * output.c, base.weightBits),
		threshold: thresholds(5, output.c, 300),
		actStep: new Float32Array(output.c).fill(400.9),
		...base,
	};
}

export function smallDense(values: Partial<FullyConnectedLayer> = {}): FullyConnectedLayer {
	const base = { input: { x: 4, y: 3, c: 6 }, units: 7, weightBits: 4, ...values };
	const count = base.input.x * base.input.y * base.input.c;
	return {
		type: "FullyConnected",
		name: "third",
		actBits: 0,
		weights: weights(6, count * base.units, base.weightBits),
		threshold: thresholds(7, base.units, 100),
		actStep: new Float32Array(base.units).fill(9.7),
		...base,
	};
}

export function randomBytes(seed: number, count: number, below = 256): Uint8Array {
	const source = random(seed);
	return Uint8Array.from({ length: count }, () => source.below(below));
}
