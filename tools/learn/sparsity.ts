import { buildProgram } from "../convert/program.js";
import { autoNumWeights, featureExtractor } from "../convert/replace-head.js";
import { ToolError } from "../errors.js";
import { featureRows, firstRows } from "../files/features.js";
import type { NpyArray } from "../files/npy.js";
import { type AkidaModel, endsOf, outputDims, valuesIn } from "../model/model.js";
import { forward, type ForwardOptions } from "./forward.js";

/** How much a feature extractor fires. */
export interface Sparsity {
	/** Inputs that were counted. */
	readonly samples: number;
	readonly outputs: number;
	/** Mean number of outputs that fire for an input. */
	readonly meanSpikes: number;
	/** Share of outputs that do not fire. */
	readonly sparsity: number;
	/** The tutorial's rule: int(1.2 x mean spikes). */
	readonly numWeights: number;
}

/** The network in front of a head, be it dense or a learning layer. Throws ToolError when its outputs are not binary. */
export function extractorOf(model: AkidaModel): AkidaModel {
	const { last } = endsOf(model);
	return featureExtractor(last.type === "Learning" ? { ...model, layers: model.layers.slice(0, -1) } : model);
}

/** Counts the spikes of the feature extractor on the first `samples` inputs (0: on all). Throws ToolError, AkidaError. */
export async function sparsity(model: AkidaModel, x: NpyArray, name: string, samples = 100, options?: ForwardOptions): Promise<Sparsity> {
	const extractor = extractorOf(model);
	const { first, last } = endsOf(extractor);
	const rows = firstRows(featureRows(x, first.input, name), samples === 0 ? Infinity : samples);
	if (rows.count === 0) throw new ToolError("bad-file", `${name} holds no samples`, "give at least one feature tensor");
	const { values } = await forward({ program: buildProgram(extractor), twin: undefined }, rows, options);
	const outputs = valuesIn(outputDims(last));
	const meanSpikes = values.reduce((sum, spike) => sum + spike, 0) / rows.count;
	return { samples: rows.count, outputs, meanSpikes, sparsity: 1 - meanSpikes / outputs, numWeights: autoNumWeights(meanSpikes) };
}
