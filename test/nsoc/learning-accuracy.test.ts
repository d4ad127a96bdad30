import { readFileSync } from "node:fs";
import test from "ava";
import { LearnedUnits, learnedWords, learningRule, type LearningRule } from "../../host-sim/nsoc/learning.js";
import { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { shared } from "../shared.js";
import { bytesOf, programmed } from "./host.js";
import { featureTracks, keywordModel, learningLayer } from "./model.js";

const INPUT_BYTES = 490;
const SPIKES = 64;
const WORDS = SPIKES / 32;
const BEST = 5;

interface Samples {
	readonly labels: Int32Array;
	/** WORDS words per sample. */
	readonly spikes: Uint32Array;
}

/** Takes every row of a set through the emulated chip's feature layers. */
function spikesOf(path: string, count: number): Samples {
	const host = programmed(new Nsoc(), ...featureTracks(keywordModel()));
	const data = new Uint8Array(readFileSync(path));
	const labels = new Int32Array(data.slice(count * INPUT_BYTES, count * (INPUT_BYTES + 4)).buffer);
	const spikes = new Uint32Array(WORDS * count);
	for (let row = 0; row < count; row++) {
		const output = bytesOf(host.infer(data.subarray(row * INPUT_BYTES, (row + 1) * INPUT_BYTES)), SPIKES);
		output.forEach((spike, i) => {
			const at = WORDS * row + (i >>> 5);
			spikes[at] = (spikes[at] as number) | (spike << (i & 31));
		});
	}
	return { labels, spikes };
}

function learn(rule: LearningRule, seed: number, { labels, spikes }: Samples): LearnedUnits {
	const words = new Uint32Array(learnedWords(rule));
	words[0] = seed;
	const units = new LearnedUnits(rule, words);
	const potentials = new Int32Array(rule.units);
	units.draw(0);
	labels.forEach((label, row) => {
		const sample = spikes.subarray(WORDS * row, WORDS * (row + 1));
		units.potentials(sample, potentials);
		units.learn(sample, label + 1, potentials);
	});
	return units;
}

const indexOfLargest = (values: ArrayLike<number>): number => {
	let best = 0;
	for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
	return best;
};

/** Sum of the k largest potentials of each class's units. */
function classScores(potentials: Int32Array, neuronsPerClass: number): number[] {
	const scores: number[] = [];
	for (let first = 0; first < potentials.length; first += neuronsPerClass) {
		const sorted = potentials.slice(first, first + neuronsPerClass).sort();
		scores.push(sorted.slice(-BEST).reduce((sum, value) => sum + value, 0));
	}
	return scores;
}

function accuracy(rule: LearningRule, units: LearnedUnits, { labels, spikes }: Samples): { largestUnit: number; classScore: number } {
	const potentials = new Int32Array(rule.units);
	let largestUnit = 0;
	let classScore = 0;
	labels.forEach((label, row) => {
		units.potentials(spikes.subarray(WORDS * row, WORDS * (row + 1)), potentials);
		if (Math.floor(indexOfLargest(potentials) / rule.neuronsPerClass) === label) largestUnit++;
		if (indexOfLargest(classScores(potentials, rule.neuronsPerClass)) === label) classScore++;
	});
	return { largestUnit: (100 * largestUnit) / labels.length, classScore: (100 * classScore) / labels.length };
}

const train = shared("data", "kws_ar", "train.bin");
const val = shared("data", "kws_ar", "val.bin");
if (train && val) {
	test("33 classes learned at spike level reach the accuracy of the learning specification's table", (t) => {
		const [training, validation] = [spikesOf(train, 12000), spikesOf(val, 1980)];
		const layer = learningLayer({ input: { x: 1, y: 1, c: SPIKES }, classes: 33, neuronsPerClass: 15, numWeights: 25 });
		const settings = [
			{ values: {}, expected: { largestUnit: 88.4, classScore: 92.1 } },
			{ values: { minPlasticity: 0.02, plasticityDecay: 0.05 }, expected: { largestUnit: 88.5, classScore: 92.4 } },
		];
		for (const { values, expected } of settings) {
			const rule = learningRule({ ...layer, ...values });
			const runs = [1, 2, 3].map((seed) => accuracy(rule, learn(rule, seed, training), validation));
			for (const reading of ["largestUnit", "classScore"] as const) {
				const mean = runs.reduce((sum, run) => sum + run[reading], 0) / runs.length;
				t.log(`${reading}: ${mean.toFixed(2)} % (${expected[reading]} %)`);
				t.true(Math.abs(mean - expected[reading]) <= 1.5, `${reading} ${mean}`);
			}
		}
	});
} else {
	test("skipped: the accuracy of the learning rule needs the shared training set", (t) => t.pass());
}
