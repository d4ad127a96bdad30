import { Random } from "../../src/random.js";
import type { LearningLayer } from "./payload/layers.js";

/** One, in the 16 fractional bits of plasticities and competition. */
const ONE = 0x10000;
const HALF = 0x8000;

/** The learning layer in the integers that the chip's registers hold, so that every engine computes the same bits. */
export interface LearningRule {
	readonly inputs: number;
	readonly units: number;
	readonly neuronsPerClass: number;
	readonly numWeights: number;
	/** In 1/65536, like the three below. */
	readonly initialPlasticity: number;
	readonly minPlasticity: number;
	/** What a unit loses with each sample: decay * initial. */
	readonly plasticityStep: number;
	readonly competition: number;
}

/** The rule of a layer for its present number of classes. */
export function learningRule(layer: LearningLayer): LearningRule {
	return {
		inputs: layer.input.x * layer.input.y * layer.input.c,
		units: layer.classes * layer.neuronsPerClass,
		neuronsPerClass: layer.neuronsPerClass,
		numWeights: layer.numWeights,
		initialPlasticity: Math.round(layer.initialPlasticity * ONE),
		minPlasticity: Math.round(layer.minPlasticity * ONE),
		plasticityStep: Math.round(layer.plasticityDecay * layer.initialPlasticity * ONE),
		competition: Math.round(layer.learningCompetition * ONE),
	};
}

const maskWords = (inputs: number): number => (inputs + 31) >>> 5;

/** Words of the learned memory: the generator's state, then per unit its weight mask and its sample count. */
export function learnedWords(rule: LearningRule): number {
	return 1 + rule.units * (maskWords(rule.inputs) + 1);
}

function popcount(word: number): number {
	let n = word - ((word >>> 1) & 0x55555555);
	n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
	return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Moves `count` members drawn at random to the front of a list of `length` (the first steps of a Fisher-Yates shuffle). */
function drawToFront(random: Random, list: Uint16Array, length: number, count: number): void {
	for (let i = 0; i < count; i++) {
		const j = i + random.below(length - i);
		const held = list[i] as number;
		list[i] = list[j] as number;
		list[j] = held;
	}
}

/**
 * The learned memory of one layer and the rule that changes it (the learning specification, "One labelled sample").
 * Works in place on `words`, which are the payload of the layer's ram block; nothing else is remembered between samples.
 */
export class LearnedUnits {
	readonly #rule: LearningRule;
	readonly #words: Uint32Array;
	readonly #mask: number;
	readonly #random = new Random(0);
	readonly #weights: Uint16Array;
	readonly #spikes: Uint16Array;

	constructor(rule: LearningRule, words: Uint32Array) {
		this.#rule = rule;
		this.#words = words;
		this.#mask = maskWords(rule.inputs);
		this.#weights = new Uint16Array(rule.inputs);
		this.#spikes = new Uint16Array(rule.inputs);
	}

	/** Gives every unit from `first` on its initial weights: numWeights distinct inputs drawn unit by unit; no samples learned. */
	draw(first: number): void {
		this.#random.state = this.#words[0] as number;
		const { inputs, units, numWeights } = this.#rule;
		for (let unit = first; unit < units; unit++) {
			for (let i = 0; i < inputs; i++) this.#weights[i] = i;
			drawToFront(this.#random, this.#weights, inputs, numWeights);
			const base = this.#base(unit);
			this.#words.fill(0, base, base + this.#mask + 1);
			for (let i = 0; i < numWeights; i++) this.#flip(base, this.#weights[i] as number);
		}
		this.#words[0] = this.#random.state;
	}

	/** Potentials of all units for one pattern of spikes (bit i of word i / 32). */
	potentials(spikes: Uint32Array, into: Int32Array): void {
		const words = this.#words;
		const mask = this.#mask;
		for (let unit = 0; unit < this.#rule.units; unit++) {
			const base = 1 + unit * (mask + 1);
			let sum = 0;
			for (let i = 0; i < mask; i++) sum += popcount((words[base + i] as number) & (spikes[i] as number));
			into[unit] = sum;
		}
	}

	/**
	 * Learns one sample as class `learnClass` - 1, given the potentials it caused; true if a unit took it.
	 * Class 0, a class beyond the layer, or a sample that competition blocks, change nothing.
	 */
	learn(spikes: Uint32Array, learnClass: number, potentials: Int32Array): boolean {
		const first = (learnClass - 1) * this.#rule.neuronsPerClass;
		if (learnClass < 1 || first >= this.#rule.units) return false;
		const winner = this.#winner(first, spikes, potentials);
		if (this.#blocked(first, potentials, potentials[winner] as number)) return false;
		this.#update(winner, spikes);
		return true;
	}

	/** Samples that a unit has learned. */
	samples(unit: number): number {
		return this.#words[this.#base(unit) + this.#mask] as number;
	}

	#base(unit: number): number {
		return 1 + unit * (this.#mask + 1);
	}

	#flip(base: number, input: number): void {
		const at = base + (input >>> 5);
		this.#words[at] = (this.#words[at] as number) ^ (1 << (input & 31));
	}

	#winner(first: number, spikes: Uint32Array, potentials: Int32Array): number {
		let best = -1;
		let fresh = -1;
		for (let unit = first; unit < first + this.#rule.neuronsPerClass; unit++) {
			const potential = potentials[unit] as number;
			if (this.samples(unit) > 0) {
				if (best < 0 || potential > (potentials[best] as number)) best = unit;
			} else if (fresh < 0 || potential > (potentials[fresh] as number)) fresh = unit;
		}
		if (fresh < 0 || (best >= 0 && this.#covers(potentials[best] as number, spikes))) return best;
		return fresh;
	}

	/** A unit that already sees every spike it can hold needs no fresh one beside it (recruit = 1). */
	#covers(potential: number, spikes: Uint32Array): boolean {
		let count = 0;
		for (let i = 0; i < this.#mask; i++) count += popcount(spikes[i] as number);
		return potential >= Math.min(count, this.#rule.numWeights);
	}

	#blocked(first: number, potentials: Int32Array, winning: number): boolean {
		const { competition, units, neuronsPerClass, numWeights } = this.#rule;
		if (competition === 0) return false;
		const margin = (ONE - competition) * numWeights;
		for (let unit = 0; unit < units; unit++) {
			if (unit >= first && unit < first + neuronsPerClass) continue;
			if (this.samples(unit) > 0 && ((potentials[unit] as number) - winning) * ONE > margin) return true;
		}
		return false;
	}

	#update(unit: number, spikes: Uint32Array): void {
		const base = this.#base(unit);
		const unusedWeights = this.#collect(base, spikes, this.#weights, 1, 0);
		const unusedSpikes = this.#collect(base, spikes, this.#spikes, 0, 1);
		this.#random.state = this.#words[0] as number;
		const swaps = this.#swaps(this.#plasticity(unit), Math.min(unusedWeights, unusedSpikes));
		drawToFront(this.#random, this.#weights, unusedWeights, swaps);
		drawToFront(this.#random, this.#spikes, unusedSpikes, swaps);
		for (let i = 0; i < swaps; i++) {
			this.#flip(base, this.#weights[i] as number);
			this.#flip(base, this.#spikes[i] as number);
		}
		this.#words[0] = this.#random.state;
		this.#words[base + this.#mask] = this.samples(unit) + 1;
	}

	/** Lists, in ascending order, the inputs whose weight and spike are as asked; returns how many. */
	#collect(base: number, spikes: Uint32Array, list: Uint16Array, weight: number, spike: number): number {
		let count = 0;
		for (let input = 0; input < this.#rule.inputs; input++) {
			const word = input >>> 5;
			if ((((this.#words[base + word] as number) >>> (input & 31)) & 1) !== weight) continue;
			if ((((spikes[word] as number) >>> (input & 31)) & 1) === spike) list[count++] = input;
		}
		return count;
	}

	#plasticity(unit: number): number {
		const { initialPlasticity, minPlasticity, plasticityStep } = this.#rule;
		return Math.max(minPlasticity, initialPlasticity - this.samples(unit) * plasticityStep);
	}

	/** round(plasticity * k), or one swap with that probability when it rounds to none. */
	#swaps(plasticity: number, k: number): number {
		if (plasticity >= ONE) return k;
		const share = plasticity * k;
		const swaps = Math.floor((share + HALF) / ONE);
		if (swaps > 0 || k === 0) return swaps;
		return this.#random.next() >>> 16 < share ? 1 : 0;
	}
}
