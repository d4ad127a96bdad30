/**
 * Integer layers in Akida v1 form, as the converter makes them and as the simulator payload encodes them.
 * Dimensions follow the vendor's JSON: x = axis 0 (time), y = axis 1 (coefficient), c = channel; data is row-major (x, y, c).
 * The arithmetic is section 5 of the layer specification.
 */

/** Extent of an activation tensor. */
export interface Dims {
	readonly x: number;
	readonly y: number;
	readonly c: number;
}

/** Threshold, step and width of a layer's output; `actBits` 0 means that the potentials themselves are the output. */
export interface Activation {
	readonly actBits: number;
	/** One per filter, subtracted from the potential. */
	readonly threshold: Int32Array;
	/** One per filter; the hardware uses floor(16 * actStep). */
	readonly actStep: Float32Array;
}

/** First layer: plain cross-correlation of 8-bit pixels, "same" padding with zeros. */
export interface InputConvolutionalLayer extends Activation {
	readonly type: "InputConvolutional";
	readonly name: string;
	readonly input: Dims;
	readonly output: Dims;
	readonly kernel: readonly [number, number];
	readonly stride: readonly [number, number];
	readonly weightBits: number;
	/** (kernel x, kernel y, input channel, filter) */
	readonly weights: Int8Array;
}

/** Depthwise 3x3-like convolution (stored flipped, as in the JSON) and pointwise 1x1, stride 1, "same" padding. */
export interface SeparableConvolutionalLayer extends Activation {
	readonly type: "SeparableConvolutional";
	readonly name: string;
	readonly input: Dims;
	readonly output: Dims;
	readonly kernel: readonly [number, number];
	readonly weightBits: number;
	/** "global" sums the potentials over all positions before the activation. */
	readonly pooling: "none" | "global";
	/** (kernel x, kernel y, channel, 1), flipped on both spatial axes */
	readonly weights: Int8Array;
	/** (1, 1, channel, filter) */
	readonly pointwise: Int8Array;
}

/** Dot products of the flattened input; `actBits` 0 leaves potentials. */
export interface FullyConnectedLayer extends Activation {
	readonly type: "FullyConnected";
	readonly name: string;
	readonly input: Dims;
	readonly units: number;
	readonly weightBits: number;
	/** (1, 1, input, unit) */
	readonly weights: Int8Array;
}

/** Binary spikes against binary weights, learned from labelled samples; the rule is the learning specification. */
export interface LearningLayer {
	readonly type: "Learning";
	readonly name: string;
	readonly input: Dims;
	readonly classes: number;
	readonly neuronsPerClass: number;
	readonly numWeights: number;
	readonly initialPlasticity: number;
	readonly minPlasticity: number;
	readonly plasticityDecay: number;
	readonly learningCompetition: number;
	/** Seeds the initial weights and every later draw. */
	readonly seed: number;
}

export type Layer = InputConvolutionalLayer | SeparableConvolutionalLayer | FullyConnectedLayer | LearningLayer;
