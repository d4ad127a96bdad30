import { scoresFor, softmax } from "../../src/keywords/scores.js";
import { DEFAULT_SETTINGS } from "../../src/keywords/settings.js";
import { elements } from "../../src/akida/program.js";
import { dequantize } from "../../src/akida/tensors.js";
import { openEmulator } from "../emulator.js";
import { ToolError } from "../errors.js";
import { writeNpy } from "../files/npy.js";
import { writeWhole } from "../files/write.js";
import { featureRows } from "../files/features.js";
import { openBundle } from "../files/read.js";
import { readData } from "./data.js";
import { checkOutputs } from "./files.js";
import { table } from "./format.js";

export interface PredictOptions {
	readonly features: string;
	readonly potentials?: string;
	readonly topUnits?: number;
	readonly json?: boolean;
}

interface Prediction {
	readonly index: number;
	readonly class: number;
	readonly label: string;
	/** Share of the softmax over all classes, 0..1. */
	readonly score: number;
}

/** Classifies features on the emulated chip: by class score, the mean of the largest potentials of a class. */
export function predict(path: string, options: PredictOptions): void {
	checkOutputs([options.potentials], [path, options.features]);
	const { bundle } = openBundle(path);
	if (bundle.labels.length === 0)
		throw new ToolError("bad-model", `${path} has no classes, it only extracts features`, "convert a model with a head, or with --learn");
	if (bundle.kind === "silicon" && !bundle.twin)
		throw new ToolError("bad-model", `${path} holds a silicon program and no twin`, "convert the model with --target akd1500");
	const { driver } = openEmulator(bundle.program, bundle.twin);
	const program = driver.requireProgram();
	const rows = featureRows(readData(options.features, "validation").get("x"), program.inputDims, options.features);
	const units = elements(program.outputDims);
	const potentials = new Int32Array(rows.count * units);
	const scorer = scoresFor(bundle, options.topUnits ?? DEFAULT_SETTINGS.decision.topUnits);
	const scores = new Float32Array(scorer.classes);
	const predictions: Prediction[] = [];
	for (let i = 0; i < rows.count; i++) {
		const output = driver.run(rows.row(i));
		potentials.set(output.values, i * units);
		scorer.compute(dequantize(output, program), (c) => c < bundle.labels.length);
		softmax(scorer.evidence, DEFAULT_SETTINGS.decision.temperature, scores);
		const winner = scorer.winner;
		predictions.push({ index: i, class: winner, label: bundle.labels[winner] ?? "", score: scores[winner] as number });
	}
	if (options.potentials !== undefined) writeWhole(options.potentials, writeNpy({ data: potentials, shape: [rows.count, units] }));
	print(predictions, options.json ?? false);
}

function print(predictions: readonly Prediction[], json: boolean): void {
	if (json) {
		for (const p of predictions) console.log(JSON.stringify({ ...p, score: Number(p.score.toFixed(4)) }));
		return;
	}
	const rows = predictions.map((p) => [`${p.index}`, p.label, `${p.class}`, p.score.toFixed(3)]);
	console.log(table([["input", "word", "class", "score"], ...rows]));
}
