import { ToolError } from "../errors.js";
import type { KerasLayer, KerasWeights } from "./keras-layers.js";
import type { QuantizedRelu } from "./quantize.js";

/** A Keras layer with weights and what follows it up to the next one: together one Akida layer. */
export interface Block {
	readonly weights: KerasWeights;
	average: boolean;
	relu: QuantizedRelu | undefined;
}

/** The Rescaling in front of the network; without one, bytes are taken as they are. */
export function inputScaling(layers: readonly KerasLayer[]): number {
	const at = layers.findIndex((layer) => layer.kind === "rescaling");
	const layer = layers[at];
	if (layer?.kind !== "rescaling") return 1;
	if (at > 0) throw unsupported(layer.name, "a Rescaling must be the first layer");
	return layer.scale;
}

/** Groups the layers; throws ToolError where their order is not one that the chip can compute. */
export function blocksOf(layers: readonly KerasLayer[]): Block[] {
	const blocks: Block[] = [];
	let flat = false;
	for (const layer of layers) {
		const last = blocks[blocks.length - 1];
		if (layer.kind === "rescaling") continue;
		if (layer.kind === "reshape") flat = true;
		else if (layer.kind === "relu") addRelu(last, layer.name, layer.relu);
		else if (layer.kind === "average") addAverage(last, layer.name);
		else if (flat && layer.kind !== "dense") throw unsupported(layer.name, "only dense layers can follow a Reshape or Flatten");
		else blocks.push({ weights: layer, average: false, relu: undefined });
	}
	return blocks;
}

function addRelu(block: Block | undefined, name: string, relu: QuantizedRelu): void {
	if (!block || block.relu) throw unsupported(name, "an activation must follow a layer with weights, one only");
	block.relu = relu;
}

function addAverage(block: Block | undefined, name: string): void {
	const fits = block?.weights.kind === "separable" && !block.average && !block.relu;
	if (!block || !fits) throw unsupported(name, "a global average must stand between a separable convolution and its activation");
	block.average = true;
}

export function unsupported(layer: string, why: string): ToolError {
	return new ToolError("bad-model", `layer ${layer}: ${why}`, "the chip computes weights, global average, activation in this order");
}
