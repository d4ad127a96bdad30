import type { Dims, Layer } from "../../host-sim/nsoc/payload/layers.js";
import { ToolError } from "../errors.js";

/** An Akida v1 network: integer layers in order, each fed by the one before. */
export interface AkidaModel {
	readonly layers: readonly Layer[];
	/** Width of one input value. */
	readonly inputBits: number;
	/** What the conversion had to change to satisfy the hardware, one line each. */
	readonly remarks: readonly string[];
}

/** Extent of a layer's output. */
export function outputDims(layer: Layer): Dims {
	switch (layer.type) {
		case "FullyConnected":
			return { x: 1, y: 1, c: layer.units };
		case "Learning":
			return { x: 1, y: 1, c: layer.classes * layer.neuronsPerClass };
		default:
			return layer.output;
	}
}

/** Bits of a layer's output values; 0 for potentials. */
export const outputBits = (layer: Layer): number => (layer.type === "Learning" ? 0 : layer.actBits);

export const valuesIn = ({ x, y, c }: Dims): number => x * y * c;

export const showDims = ({ x, y, c }: Dims): string => `${x} x ${y} x ${c}`;

/** The first and the last layer of a chain that has been checked. */
export function endsOf({ layers }: AkidaModel): { first: Layer; last: Layer } {
	const [first] = layers;
	const last = layers[layers.length - 1];
	if (!first || !last) throw new ToolError("bad-model", "the model has no layers", "give a trained model");
	return { first, last };
}

/**
 * Refuses what is not a chain of the family: one InputConvolutional, then any number of SeparableConvolutional, then any number of
 * FullyConnected, potentials only at the end. Throws ToolError that names the layer.
 */
export function requireChain(layers: readonly Layer[]): void {
	if (layers[0]?.type !== "InputConvolutional")
		throw refusal(layers[0]?.name ?? "input", "the first layer must be a convolution of the input");
	layers.slice(1).forEach((layer, i) => {
		const before = layers[i] as Layer;
		if (layer.type === "InputConvolutional") throw refusal(layer.name, "only the first layer can be a plain convolution");
		if (layer.type === "SeparableConvolutional" && before.type === "FullyConnected")
			throw refusal(layer.name, "a convolution cannot follow a dense layer");
		if (outputBits(before) === 0) throw refusal(before.name, "only the last layer can do without an activation");
		if (showDims(layer.input) !== showDims(outputDims(before))) {
			throw refusal(layer.name, `it takes ${showDims(layer.input)} values, ${before.name} gives ${showDims(outputDims(before))}`);
		}
	});
}

function refusal(layer: string, why: string): ToolError {
	return new ToolError("bad-model", `layer ${layer}: ${why}`, "the family: one convolution, separable convolutions, dense layers");
}
