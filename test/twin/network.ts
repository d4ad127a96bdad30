import { buildProgram } from "../../tools/convert/program.js";
import type { AkidaModel } from "../../tools/model/model.js";
import { randomBytes, smallConvolution, smallSeparable } from "../nsoc/layers.js";
import { learningLayer } from "../nsoc/model.js";

/** Extent of the network's input. */
export const INPUT = [7, 6, 2] as const;
export const CLASSES = 2;
const NEURONS = 3;
export const OUTPUTS = CLASSES * NEURONS;
/** Words of what the network learns: the generator, and per unit one word of weights and a count. */
export const STATE_WORDS = 1 + 2 * OUTPUTS;

export const sample = (seed: number): Uint8Array => randomBytes(seed, INPUT[0] * INPUT[1] * INPUT[2]);

/** Two convolutions that give 32 spikes, and a layer that learns. */
export function smallNetwork(seed = 1): AkidaModel {
	const spikes = { x: 1, y: 1, c: 32 };
	const activation = { actBits: 1, threshold: new Int32Array(32).fill(-500), actStep: new Float32Array(32).fill(9) };
	const layers = [
		smallConvolution(),
		smallSeparable({ output: spikes, pooling: "global", ...activation }),
		learningLayer({ input: spikes, classes: CLASSES, neuronsPerClass: NEURONS, numWeights: 12, seed }),
	];
	return { layers, inputBits: 8, remarks: [] };
}

/** The network as a simulator program. */
export const standIn = (seed?: number): Uint8Array => buildProgram(smallNetwork(seed));
