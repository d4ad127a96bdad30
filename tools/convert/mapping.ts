import { npAt, type NpIdent } from "../../host-sim/nsoc/mesh-limits.js";
import {
	encodeFullyConnected,
	encodeInputConvolutional,
	encodeLearning,
	encodeSeparableConvolutional,
	type LearningTracks,
} from "../../host-sim/nsoc/payload/encode.js";
import { PayloadError } from "../../host-sim/nsoc/payload/error.js";
import type { Layer, LearningLayer } from "../../host-sim/nsoc/payload/layers.js";
import { ToolError } from "../errors.js";
import type { AkidaModel } from "../model/model.js";

/** A network laid out on the mesh: the HRC, then one NP for every layer. */
export interface Mapping {
	/** One track per layer, the HRC's first [10.3]; a learning layer has its own. */
	readonly tracks: readonly Uint32Array[];
	readonly learning: (LearningTracks & { readonly np: NpIdent }) | undefined;
}

/** Encodes a checked chain of layers as simulator payloads. Throws ToolError when a layer does not fit its unit, or the mesh is full. */
export function mapLayers(model: AkidaModel): Mapping {
	const fixed = model.layers.filter((layer) => layer.type !== "Learning");
	const learner = model.layers.find((layer) => layer.type === "Learning");
	try {
		return { tracks: fixed.map(trackOf), learning: learner && learningTracks(learner, fixed.length) };
	} catch (error) {
		if (error instanceof PayloadError) throw misfit(error);
		throw error;
	}
}

function trackOf(layer: Exclude<Layer, LearningLayer>, stage: number): Uint32Array {
	switch (layer.type) {
		case "InputConvolutional":
			return encodeInputConvolutional(layer);
		case "SeparableConvolutional":
			return encodeSeparableConvolutional(layer, processorOf(layer, stage), stage);
		case "FullyConnected":
			return encodeFullyConnected(layer, processorOf(layer, stage), stage);
	}
}

function learningTracks(layer: LearningLayer, stage: number): Mapping["learning"] {
	const np = processorOf(layer, stage);
	return { ...encodeLearning(layer, np, stage), np };
}

/** Stage 0 is the HRC's, so stage n has the NP before. */
function processorOf(layer: Layer, stage: number): NpIdent {
	const np = npAt(stage - 1);
	if (!np) throw new PayloadError("does-not-fit", layer.name, `the mesh has only ${stage - 1} processors, all taken by the layers before`);
	return np;
}

function misfit(error: PayloadError): ToolError {
	if (error.code === "bad-layer") return new ToolError("bad-model", error.message, "look at how the layer was quantized");
	return new ToolError("does-not-fit", `the model does not fit the chip: ${error.message}`, "train a network with fewer or smaller layers");
}
