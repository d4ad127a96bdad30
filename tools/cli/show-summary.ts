import type { LearningRow, ModelSummary } from "../describe/summary.js";
import type { KerasRow } from "../model/keras-summary.js";
import { grouped, ruled } from "./format.js";

/** "[49, 10, 1]" */
export const shape = (extents: readonly number[]): string => `[${extents.join(", ")}]`;

/** The tutorial's tables: the model, its layers, and what its learning layer was given. */
export function showSummary(summary: ModelSummary): string {
	const { keras, layers, learning } = summary;
	return [
		...(keras ? [showKeras(keras)] : []),
		ruled("Model Summary", [
			["Input shape", "Output shape", "Sequences", "Layers"],
			[shape(summary.input), shape(summary.output), `${summary.sequences}`, layers.length > 0 ? `${layers.length}` : "unknown"],
		]),
		...(layers.length > 0 ? [showLayers(summary)] : []),
		...(learning ? [showLearning(learning)] : []),
	].join("\n\n");
}

function showLayers({ layers, programBytes }: ModelSummary): string {
	const ends = [layers[0], layers.at(-1)].map((layer) => layer?.name).join(" to ");
	const size = programBytes === undefined ? "" : `, program of ${grouped(programBytes)} bytes`;
	const rows = layers.flatMap(({ name, type, output, kernels, component }) => [
		[`${name} (${type})`, shape(output), shape(kernels[0] ?? []), component],
		...kernels.slice(1).map((kernel) => ["", "", shape(kernel), ""]),
	]);
	return ruled(`Sequence: ${ends} (emulated AKD1500)${size}`, [["Layer (type)", "Output shape", "Kernel shape", "Component"], ...rows]);
}

function showLearning({ name, inputs, weights, classes, neuronsPerClass, learningCompetition }: LearningRow): string {
	return ruled("Learning Summary", [
		["Learning Layer", "# Input Conn.", "# Weights", "Classes", "Neurons per class", "Competition"],
		[name, `${inputs}`, `${weights}`, `${classes}`, `${neuronsPerClass}`, `${Number(learningCompetition.toFixed(4))}`],
	]);
}

/** Keras' summary; the batch dimension is open. */
export function showKeras(rows: readonly KerasRow[]): string {
	const total = rows.reduce((sum, { parameters }) => sum + parameters, 0);
	const lines = rows.map(({ name, type, output, parameters }) => [`${name} (${type})`, `(None, ${output.join(", ")})`, `${parameters}`]);
	return `${ruled("Keras model", [["Layer (type)", "Output Shape", "Param #"], ...lines])}\nTotal params: ${grouped(total)}`;
}
