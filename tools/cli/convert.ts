import { basename } from "node:path";
import { convert, type ConversionSummary, type NamedBytes } from "../convert/convert.js";
import { buildProgram } from "../convert/program.js";
import type { HeadOptions, MeanSpikes } from "../convert/replace-head.js";
import { openEmulator } from "../emulator.js";
import { ToolError } from "../errors.js";
import { type NpyArray, readNpy, readNpz } from "../files/npy.js";
import { writeWhole } from "../files/write.js";
import { featureRows } from "./features.js";
import { readInput } from "./files.js";
import { byteCount, table } from "./format.js";

export interface ConvertOptions {
	readonly out: string;
	readonly labels?: string;
	readonly learn?: boolean;
	readonly classes: number;
	readonly neuronsPerClass: number;
	readonly spare: number;
	readonly numWeights: number | "auto";
	readonly samples?: string;
	readonly initialPlasticity: number;
	readonly minPlasticity: number;
	readonly plasticityDecay: number;
	readonly learningCompetition: number;
	readonly seed: number;
}

/** The tutorial counts spikes on this many samples. */
const SPIKE_SAMPLES = 100;

/** Converts a model file to a bundle and prints what became of it. */
export async function convertCommand(model: string, options: ConvertOptions): Promise<void> {
	const { labels, learn, out } = options;
	const { bundle, summary } = await convert(named(model), {
		...(labels !== undefined && { labels: named(labels) }),
		...(learn && { learn: headOptions(options) }),
	});
	writeWhole(out, bundle);
	console.log(describe(out, summary));
}

const named = (path: string): NamedBytes => ({ bytes: readInput(path), name: basename(path) });

function headOptions(options: ConvertOptions): HeadOptions {
	const {
		classes,
		neuronsPerClass,
		spare: spareClasses,
		initialPlasticity,
		minPlasticity,
		plasticityDecay,
		learningCompetition,
		seed,
	} = options;
	const numWeights = options.numWeights === "auto" ? meanSpikes(options.samples) : options.numWeights;
	return {
		classes,
		neuronsPerClass,
		spareClasses,
		numWeights,
		initialPlasticity,
		minPlasticity,
		plasticityDecay,
		learningCompetition,
		seed,
	};
}

/** Counts the spikes of the feature extractor on the emulated chip. */
function meanSpikes(path: string | undefined): MeanSpikes {
	if (path === undefined) {
		throw new ToolError(
			"bad-option",
			"--num-weights auto counts spikes, which needs samples",
			"add --samples <npz>, or give --num-weights a number",
		);
	}
	const bytes = readInput(path);
	const array: NpyArray = path.endsWith(".npz") ? readNpz(bytes, path).get("x") : readNpy(bytes, path);
	return (extractor) => {
		const { driver } = openEmulator(buildProgram(extractor));
		const rows = featureRows(array, driver.requireProgram().inputDims, path);
		const count = Math.min(rows.count, SPIKE_SAMPLES);
		if (count === 0) throw new ToolError("bad-file", `${path} holds no samples`, "give at least one feature tensor");
		let spikes = 0;
		for (let i = 0; i < count; i++) for (const spike of driver.run(rows.row(i)).values) spikes += spike;
		console.log(`${(spikes / count).toFixed(2)} spikes in the mean of ${count} samples`);
		return spikes / count;
	};
}

function describe(out: string, summary: ConversionSummary): string {
	const rows = summary.layers.map((layer) => [
		layer.name,
		layer.type,
		layer.input.join("x"),
		layer.output.join("x"),
		layer.kernel.join("x"),
		`${layer.weightBits}`,
		layer.actBits === 0 ? "potentials" : `${layer.actBits}`,
	]);
	const { learning, labels, spareClasses, neuronsPerClass } = summary;
	return [
		table([["layer", "type", "input", "output", "kernel", "weight bits", "output bits"], ...rows]),
		...summary.remarks,
		...(learning
			? [
					`learning: ${labels.length} + ${spareClasses} classes x ${neuronsPerClass} neurons, ${learning.numWeights} weights each, seed ${learning.seed}`,
				]
			: []),
		`${out}: bundle of ${byteCount(summary.bundleBytes)}, program of ${byteCount(summary.programBytes)}`,
	].join("\n");
}
