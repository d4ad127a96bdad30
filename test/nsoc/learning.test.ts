import { readFileSync } from "node:fs";
import test from "ava";
import { LearnedUnits, learnedWords, learningRule, type LearningRule } from "../../host-sim/nsoc/learning.js";
import { Random } from "../../src/random.js";
import { project } from "../shared.js";
import { learningLayer } from "./model.js";

const ONE = 0x10000;

/** Eight inputs, three weights, two classes of two units, unless a test wants something else. */
const tiny = (values: Partial<LearningRule> = {}): LearningRule => ({
	inputs: 8,
	units: 4,
	neuronsPerClass: 2,
	numWeights: 3,
	initialPlasticity: ONE,
	minPlasticity: 0,
	plasticityStep: 0,
	competition: 0,
	...values,
});

/** A memory whose units have the given masks and sample counts. */
function memory(rule: LearningRule, seed: number, ...units: [mask: number, samples: number][]): Uint32Array {
	const words = new Uint32Array(learnedWords(rule));
	words.set([seed, ...units.flat()]);
	return words;
}

/** Presents one sample and tells whether a unit took it. */
function present(rule: LearningRule, words: Uint32Array, spikes: number, learnClass: number): boolean {
	const units = new LearnedUnits(rule, words);
	const potentials = new Int32Array(rule.units);
	units.potentials(Uint32Array.of(spikes), potentials);
	return units.learn(Uint32Array.of(spikes), learnClass, potentials);
}

const samples = (words: Uint32Array): number[] => [2, 4, 6, 8].map((at) => words[at] as number);
const ones = (word: number): number => [...word.toString(2)].filter((bit) => bit === "1").length;

test("a potential is the number of spikes that meet a weight", (t) => {
	const rule = tiny({ inputs: 40, units: 2, neuronsPerClass: 1 });
	const words = Uint32Array.of(0, 0xffffffff, 0xff, 0, 0x80000001, 0x80, 0);
	const potentials = new Int32Array(2);
	new LearnedUnits(rule, words).potentials(Uint32Array.of(0x80000003, 0xf0), potentials);
	t.deepEqual([...potentials], [7, 3]);
});

test("only units of the sample's class are candidates", (t) => {
	const rule = tiny();
	const words = memory(rule, 1, [0b111, 0], [0b111, 0], [0b111000, 0], [0b111000, 0]);
	t.true(present(rule, words, 0b111, 2));
	t.deepEqual(samples(words), [0, 0, 1, 0]);
});

test("class 0 and classes beyond the layer learn nothing", (t) => {
	const rule = tiny();
	const words = memory(rule, 1, [0b111, 0], [0b111, 0], [0b111, 0], [0b111, 0]);
	const before = words.slice();
	for (const learnClass of [0, 3, 1023]) t.false(present(rule, words, 0b11100, learnClass));
	t.deepEqual(words, before);
});

test("a fresh unit wins over one that does not cover the sample: the fresh one with the largest potential", (t) => {
	const rule = tiny({ units: 3, neuronsPerClass: 3 });
	const words = memory(rule, 1, [0b0111, 4], [0b110000, 0], [0b100100, 0]);
	t.true(present(rule, words, 0b1110, 1));
	t.deepEqual([words[2], words[4], words[6]], [4, 0, 1]);
});

test("a unit that covers the sample keeps it, however many fresh ones there are", (t) => {
	const rule = tiny({ units: 2 });
	const covered = memory(rule, 1, [0b0111, 4], [0b1110, 0]);
	t.true(present(rule, covered, 0b0111, 1));
	t.deepEqual([covered[2], covered[4]], [5, 0]);
	const smaller = memory(rule, 1, [0b0111, 4], [0b1110, 0]);
	t.true(present(rule, smaller, 0b0110, 1));
	t.deepEqual([smaller[2], smaller[4]], [5, 0], "fewer spikes than weights are covered when all of them meet one");
});

test("with nothing fresh left the best learned unit takes the sample; ties go to the lowest", (t) => {
	const rule = tiny({ units: 3, neuronsPerClass: 3 });
	const words = memory(rule, 1, [0b000111, 9], [0b111000, 9], [0b101010, 9]);
	t.true(present(rule, words, 0b011100, 1));
	t.deepEqual([words[2], words[4], words[6]], [9, 10, 9]);
	const tied = memory(rule, 1, [0b001, 9], [0b010, 9], [0b100, 9]);
	t.true(present(rule, tied, 0b110, 1));
	t.deepEqual([tied[2], tied[4], tied[6]], [9, 10, 9]);
});

test("at full plasticity every unused weight moves to an unused spike", (t) => {
	const rule = tiny({ units: 1, neuronsPerClass: 1 });
	const words = memory(rule, 1, [0b00000111, 0]);
	present(rule, words, 0b00111001, 1);
	t.is((words[1] as number) & 0b001, 0b001, "the used weight stays");
	t.is((words[1] as number) & ~0b00111001, 0, "no weight is left without a spike");
	t.is(ones(words[1] as number), 3);
});

test("there are never more swaps than unused spikes", (t) => {
	const rule = tiny({ units: 1, neuronsPerClass: 1 });
	const words = memory(rule, 1, [0b00000111, 0]);
	present(rule, words, 0b1000, 1);
	t.is((words[1] as number) >>> 3, 1);
	t.is(ones(words[1] as number), 3);
});

test("the number of swaps is the plasticity's share, rounded half up", (t) => {
	const rule = tiny({ inputs: 16, units: 1, neuronsPerClass: 1, numWeights: 8 });
	const moved = (plasticity: number): number => {
		const words = memory(rule, 1, [0x00ff, 0]);
		present({ ...rule, initialPlasticity: plasticity }, words, 0xff00, 1);
		return ones((words[1] as number) >>> 8);
	};
	t.deepEqual([ONE, ONE / 2, ONE / 4, (3 * ONE) / 16, ONE / 16].map(moved), [8, 4, 2, 2, 1]);
	t.is(moved((3 * ONE) / 16 - 1), 1);
});

test("a share below one half is the chance of a single swap", (t) => {
	const rule = tiny({ units: 1, neuronsPerClass: 1, initialPlasticity: ONE / 8 });
	let swapped = 0;
	for (let seed = 0; seed < 4000; seed++) {
		const words = memory(rule, seed * 7919, [0b111, 0]);
		present(rule, words, 0b111000, 1);
		if (words[1] !== 0b111) swapped++;
		t.is(ones(words[1] as number), 3);
	}
	t.true(Math.abs(swapped / 4000 - 3 / 8) < 0.03, `${swapped} of 4000`);
});

test("nothing to swap draws nothing, and still counts as a sample", (t) => {
	const rule = tiny({ units: 1, neuronsPerClass: 1, initialPlasticity: ONE / 8 });
	const words = memory(rule, 77, [0b111, 0]);
	t.true(present(rule, words, 0b111, 1));
	t.deepEqual([...words], [77, 0b111, 1]);
});

test("plasticity falls with every sample down to its minimum", (t) => {
	const rule = tiny({ inputs: 32, units: 1, neuronsPerClass: 1, numWeights: 16, plasticityStep: ONE / 4, minPlasticity: ONE / 8 });
	const moved = [0, 1, 2, 3, 4, 400].map((learned) => {
		const words = memory(rule, 5, [0x0000ffff, learned]);
		present(rule, words, 0xffff0000, 1);
		return ones((words[1] as number) >>> 16);
	});
	t.deepEqual(moved, [16, 12, 8, 4, 2, 2]);
});

test("the draws are those that the contract names: weights first, then spikes, from the front of ascending lists", (t) => {
	const rule = tiny({ units: 1, neuronsPerClass: 1, initialPlasticity: ONE / 2, numWeights: 4 });
	const words = memory(rule, 42, [0b00001111, 0]);
	present(rule, words, 0b11110000, 1);
	const random = new Random(42);
	const draw = (list: number[], count: number): number[] => {
		for (let i = 0; i < count; i++) {
			const j = i + random.below(list.length - i);
			[list[i], list[j]] = [list[j] as number, list[i] as number];
		}
		return list.slice(0, count);
	};
	const weights = draw([0, 1, 2, 3], 2);
	const spikes = draw([4, 5, 6, 7], 2);
	const expected = [...weights, ...spikes].reduce((mask, input) => mask ^ (1 << input), 0b00001111);
	t.deepEqual([...words], [random.state, expected, 1]);
});

test("competition lets a clearly better unit of another class block the update", (t) => {
	const rule = tiny({ inputs: 32, numWeights: 10, competition: ONE / 10 });
	const winner: [number, number] = [0x3ff, 1];
	const spikes = 0x3ff << 10;
	const other = (bits: number, learned: number): Uint32Array => memory(rule, 3, winner, [0x3ff, 1], [bits << 10, learned], [0, 0]);
	const blocked = other(0x3ff, 1);
	t.false(present(rule, blocked, spikes, 1), "ten against none exceeds nine");
	t.deepEqual(blocked, other(0x3ff, 1));
	t.true(present(rule, other(0x1ff, 1), spikes, 1), "nine does not exceed nine");
	t.true(present(rule, other(0x3ff, 0), spikes, 1), "a unit that has learned nothing does not compete");
	t.true(present({ ...rule, competition: 0 }, other(0x3ff, 1), spikes, 1));
});

/** Sixty random samples of three classes, presented in the given order; returns the learned memory. */
function enrol(order: (i: number) => number): Uint32Array {
	const layer = learningLayer({
		input: { x: 1, y: 1, c: 64 },
		classes: 3,
		neuronsPerClass: 4,
		numWeights: 20,
		learningCompetition: 0.8,
		seed: 9,
	});
	const rule = learningRule(layer);
	const words = new Uint32Array(learnedWords(rule));
	words[0] = layer.seed;
	const units = new LearnedUnits(rule, words);
	units.draw(0);
	const potentials = new Int32Array(rule.units);
	for (let i = 0; i < 60; i++) {
		const source = new Random(order(i));
		const spikes = Uint32Array.of(source.next() & source.next(), source.next() & source.next());
		units.potentials(spikes, potentials);
		units.learn(spikes, 1 + (order(i) % 3), potentials);
	}
	return words;
}

test("the bits of an enrolment are part of the contract: a recorded one replays for ever", (t) => {
	const path = project("test", "golden", "learning", "enrolment.json");
	const { words } = JSON.parse(readFileSync(path, "utf8")) as { words: string[] };
	t.deepEqual(
		[...enrol((i) => i)].map((word) => word.toString(16).padStart(8, "0")),
		words,
	);
});

test("another order of the samples gives other bits", (t) => {
	t.notDeepEqual(
		enrol((i) => i),
		enrol((i) => 59 - i),
	);
});

test("the layer's arguments become sixteen-bit fractions", (t) => {
	const layer = learningLayer({ input: { x: 2, y: 4, c: 8 }, classes: 3, neuronsPerClass: 5, numWeights: 20, learningCompetition: 0.5 });
	t.deepEqual(learningRule({ ...layer, initialPlasticity: 0.5 }), {
		inputs: 64,
		units: 15,
		neuronsPerClass: 5,
		numWeights: 20,
		initialPlasticity: 0x8000,
		minPlasticity: 6554,
		plasticityStep: 0x2000,
		competition: 0x8000,
	});
});
