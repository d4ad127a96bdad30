import { basename } from "node:path";
import { isBundle } from "../../src/bundle/bundle.js";
import { openBundle } from "../files/read.js";
import { sparsity } from "../learn/sparsity.js";
import { readModel } from "../model/read-model.js";
import { networkOf } from "../vendor/network.js";
import { readData } from "./data.js";
import { printJson, rounded } from "./format.js";
import { modelBytes } from "./summary.js";

export interface SparsityOptions {
	readonly data: string;
	readonly samples: number;
	readonly json?: boolean;
	readonly python?: string;
}

/** Prints how much the feature extractor of a model or bundle fires, and the number of weights that follows. */
export async function sparsityCommand(path: string, { data, json, python, samples }: SparsityOptions): Promise<void> {
	const bytes = await modelBytes(path, python);
	const model = isBundle(bytes) ? networkOf(openBundle(path).bundle) : await readModel(bytes, basename(path));
	const found = await sparsity(model, readData(data, "train").get("x"), `x in ${basename(data)}`, samples);
	if (json) return printJson(found);
	console.log(
		`Average number of spikes: ${rounded(found.meanSpikes)} of ${found.outputs} (${found.samples} samples, sparsity ${found.sparsity.toFixed(4)})`,
	);
	console.log(`The number of weights is then set to: ${found.numWeights}`);
}
