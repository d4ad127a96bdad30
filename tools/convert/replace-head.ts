import type { LearningLayer } from "../../host-sim/nsoc/payload/layers.js";
import { MeshLimits } from "../../host-sim/nsoc/mesh-limits.js";
import { ToolError } from "../errors.js";
import { type AkidaModel, endsOf, outputBits, outputDims, requireChain, valuesIn } from "../model/model.js";

/** Mean number of spikes that an extractor's last layer fires on samples. */
export type MeanSpikes = (extractor: AkidaModel) => number;

/** How the learning layer is made (learning specification, "State"); what is left out has the optimizer's default. */
export interface HeadOptions {
	/** Preset classes. */
	readonly classes: number;
	/** Further classes, for words that people teach; default 0. */
	readonly spareClasses?: number;
	readonly neuronsPerClass: number;
	/** Ones in every unit's weights; a function asks for {@link autoNumWeights} of what it returns. */
	readonly numWeights: number | MeanSpikes;
	readonly initialPlasticity?: number;
	readonly minPlasticity?: number;
	readonly plasticityDecay?: number;
	readonly learningCompetition?: number;
	/** 0 .. 2^32 - 1, default 1. */
	readonly seed?: number;
}

const DEFAULTS = Object.freeze({
	spareClasses: 0,
	initialPlasticity: 1,
	minPlasticity: 0.1,
	plasticityDecay: 0.25,
	learningCompetition: 0,
	seed: 1,
});

const LAYER_NAME = "learning";
const SPIKES_PER_WEIGHT = 1.2;

/** The tutorial's rule: int(1.2 x mean number of spikes). */
export const autoNumWeights = (meanSpikes: number): number => Math.trunc(SPIKES_PER_WEIGHT * meanSpikes);

/** The model without its dense head: what feeds a learning layer. Throws ToolError when its output is not binary spikes. */
export function featureExtractor(model: AkidaModel): AkidaModel {
	const head = endsOf(model).last;
	const layers = head.type === "FullyConnected" && outputBits(head) === 0 ? model.layers.slice(0, -1) : model.layers;
	requireChain(layers);
	const extractor = { ...model, layers };
	const { last } = endsOf(extractor);
	if (outputBits(last) !== 1) {
		const problem = `a learning layer needs binary spikes, ${last.name} gives ${outputBits(last) || "potentials instead of"} bits`;
		throw new ToolError("bad-option", problem, "train the last layer before the head with a 1-bit activation");
	}
	return extractor;
}

/** Puts a learning layer in place of the dense head. Throws ToolError for options that make no sense or do not suit the model. */
export function replaceHead(model: AkidaModel, options: HeadOptions): AkidaModel {
	const extractor = featureExtractor(model);
	const { classes, neuronsPerClass, numWeights, ...rest } = { ...DEFAULTS, ...options };
	const input = outputDims(endsOf(extractor).last);
	const { spareClasses, ...rule } = rest;
	requireCounts(classes, spareClasses, neuronsPerClass);
	requireRule(rule);
	const weights = typeof numWeights === "number" ? numWeights : autoNumWeights(numWeights(extractor));
	requireWhole("num-weights", weights, 1, valuesIn(input));
	const layer: LearningLayer = {
		type: "Learning",
		name: LAYER_NAME,
		input,
		classes: classes + spareClasses,
		neuronsPerClass,
		numWeights: weights,
		...rule,
	};
	return { ...extractor, layers: [...extractor.layers, layer] };
}

function requireCounts(classes: number, spareClasses: number, neuronsPerClass: number): void {
	requireWhole("classes", classes, 1, MeshLimits.CLASSES);
	requireWhole("spare", spareClasses, 0, MeshLimits.CLASSES);
	requireWhole("classes and spare ones together", classes + spareClasses, 1, MeshLimits.CLASSES);
	requireWhole("neurons-per-class", neuronsPerClass, 1, 2 ** 16 - 1);
}

type Rule = Pick<LearningLayer, "initialPlasticity" | "minPlasticity" | "plasticityDecay" | "learningCompetition" | "seed">;

function requireRule(rule: Rule): void {
	requireShare("initial-plasticity", rule.initialPlasticity, 1);
	requireShare("min-plasticity", rule.minPlasticity, rule.initialPlasticity);
	requireShare("plasticity-decay", rule.plasticityDecay, 1);
	requireShare("learning-competition", rule.learningCompetition, 1);
	requireWhole("seed", rule.seed, 0, 2 ** 32 - 1);
}

function requireWhole(option: string, value: number, low: number, high: number): void {
	if (Number.isInteger(value) && value >= low && value <= high) return;
	throw new ToolError("bad-option", `${option} is ${value}`, `give a whole number from ${low} to ${high}`);
}

function requireShare(option: string, value: number, high: number): void {
	if (value >= 0 && value <= high) return;
	throw new ToolError("bad-option", `${option} is ${value}`, `give a number from 0 to ${high}`);
}
