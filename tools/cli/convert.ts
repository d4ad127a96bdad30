import { basename } from "node:path";
import { isBundle, readBundle } from "../../src/bundle/bundle.js";
import { convert, type Conversion, type ConversionSummary, type NamedBytes } from "../convert/convert.js";
import { labelsFile } from "../convert/labels.js";
import { buildProgram } from "../convert/program.js";
import type { HeadOptions, MeanSpikes } from "../convert/replace-head.js";
import { openEmulator } from "../emulator.js";
import { ToolError } from "../errors.js";
import { writeWhole } from "../files/write.js";
import { findTutorialWords, readTutorialWords } from "../learn/tutorial-data.js";
import { findPython } from "../vendor/python.js";
import { conversionOf, fbzOf, forSilicon, jsonOfFbz } from "../vendor/silicon.js";
import { featureRows } from "../files/features.js";
import { readInput } from "../files/read.js";
import { isPickle, readData } from "./data.js";
import { checkOutputs } from "./files.js";
import { byteCount, printJson, table } from "./format.js";

export interface ConvertOptions {
	readonly out: string;
	readonly emitProgram?: string;
	readonly target: "simulator" | "akd1500";
	readonly to: "akb" | "fbz";
	readonly python?: string;
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
	readonly json?: boolean;
}

/** The tutorial counts spikes on this many samples. */
const SPIKE_SAMPLES = 100;

/** Converts a model file to a bundle, or to another model file, and prints what became of it. */
export async function convertCommand(model: string, options: ConvertOptions): Promise<void> {
	const { learn, out, emitProgram } = options;
	checkOutputs([out, emitProgram], [model, options.labels, options.samples]);
	const source = await readable(model, options);
	requireOptions(source, options);
	const made = isBundle(source.bytes)
		? conversionOf(source.bytes)
		: await convert(source, { ...labelsOf(options), ...(learn && { learn: headOptions(options) }) });
	if (options.to === "fbz") return writeFbz(made, options);
	const { bundle, summary } = options.target === "akd1500" ? await forSilicon(made, findPython(options.python)) : made;
	if (emitProgram !== undefined) writeWhole(emitProgram, readBundle(bundle).program);
	writeWhole(out, bundle);
	if (options.json) printJson({ out, ...summary });
	else console.log(describe(out, summary));
}

/** Only the vendor's package can read what it has saved. */
async function readable(path: string, { python }: ConvertOptions): Promise<NamedBytes> {
	const file = named(path);
	return path.endsWith(".fbz") ? { ...file, bytes: await jsonOfFbz(file.bytes, findPython(python)) } : file;
}

async function writeFbz(made: Conversion, { json, out, python }: ConvertOptions): Promise<void> {
	const bytes = await fbzOf(made, findPython(python));
	writeWhole(out, bytes);
	if (json) printJson({ out, bytes: bytes.length });
	else console.log(`${out}: Akida model of ${byteCount(bytes.length)}`);
}

/** Refuses what would otherwise be left out in silence. */
function requireOptions({ bytes, name }: NamedBytes, { emitProgram, labels, learn, target, to }: ConvertOptions): void {
	if (to === "fbz" && (target === "akd1500" || emitProgram !== undefined))
		throw new ToolError("bad-option", "--to fbz writes a model, which has no program yet", "leave out --target and --emit-program");
	if (!isBundle(bytes)) return;
	if (learn || labels !== undefined)
		throw new ToolError("bad-option", `${name} is a bundle, with its head and labels`, "leave out --learn and --labels");
	if (to === "akb" && target === "simulator")
		throw new ToolError("bad-option", `${name} is a bundle already`, "give --target akd1500, or --to fbz");
}

const named = (path: string): NamedBytes => ({ bytes: readInput(path), name: basename(path) });

/** The class names that were given, or those of the tutorial's pickle on which spikes are counted, if it has one for each class. */
function labelsOf({ classes, labels, learn, samples }: ConvertOptions): { readonly labels?: NamedBytes } {
	if (labels !== undefined) return { labels: isPickle(labels) ? wordsIn(labels) : named(labels) };
	if (!learn || samples === undefined || !isPickle(samples)) return {};
	const words = findTutorialWords(named(samples));
	return words?.length === classes ? { labels: labelsFile(words, basename(samples)) } : {};
}

const wordsIn = (path: string): NamedBytes => labelsFile(readTutorialWords(named(path)), basename(path));

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
	const numWeights =
		options.numWeights === "auto" ? meanSpikes(options.samples, options.json ? console.error : console.log) : options.numWeights;
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
function meanSpikes(path: string | undefined, say: (line: string) => void): MeanSpikes {
	if (path === undefined) {
		throw new ToolError(
			"bad-option",
			"--num-weights auto counts spikes, which needs samples",
			"add --samples <npz>, or give --num-weights a number",
		);
	}
	const array = readData(path, "train").get("x");
	return (extractor) => {
		const { driver } = openEmulator(buildProgram(extractor));
		const rows = featureRows(array, driver.requireProgram().inputDims, path);
		const count = Math.min(rows.count, SPIKE_SAMPLES);
		if (count === 0) throw new ToolError("bad-file", `${path} holds no samples`, "give at least one feature tensor");
		let spikes = 0;
		for (let i = 0; i < count; i++) for (const spike of driver.run(rows.row(i)).values) spikes += spike;
		say(`${(spikes / count).toFixed(2)} spikes in the mean of ${count} samples`);
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
