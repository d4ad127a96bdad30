import test from "ava";
import { LearnedUnits, learnedWords, learningRule } from "../../host-sim/nsoc/learning.js";
import { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { addClasses, encodeLearning, encodeSeparableConvolutional } from "../../host-sim/nsoc/payload/encode.js";
import { type Host, programmed, signed } from "./host.js";
import { randomBytes, smallSeparable } from "./layers.js";
import { learningLayer, np } from "./model.js";

const layer = learningLayer({ input: { x: 1, y: 1, c: 64 }, classes: 3, neuronsPerClass: 4, numWeights: 20, seed: 5 });
const tracks = encodeLearning(layer, np(3), 0);
const [RAM_HEADER, RAM_LENGTH] = [tracks.ram[0] as number, tracks.ram[1] as number];

const spikes = (seed: number): Uint8Array => randomBytes(seed, 64, 2);

function packed(values: Uint8Array): Uint32Array {
	const words = new Uint32Array(2);
	values.forEach((value, i) => {
		words[i >>> 5] = (words[i >>> 5] as number) | (Math.min(value, 1) << (i & 31));
	});
	return words;
}

const start = (registers: Uint32Array, ram = tracks.ram): Host => programmed(new Nsoc(), registers, ram);
const learnedMemory = (host: Host): Uint32Array => host.readBlock(RAM_HEADER, RAM_LENGTH);

test("the chip gives the rule's potentials and learns the rule's bits, sample by sample", (t) => {
	const host = start(tracks.learning);
	const rule = learningRule(layer);
	const words = tracks.ram.slice(2);
	const units = new LearnedUnits(rule, words);
	const potentials = new Int32Array(rule.units);
	for (let sample = 0; sample < 40; sample++) {
		const values = spikes(sample);
		units.potentials(packed(values), potentials);
		t.deepEqual(signed(host.infer(values, 1 + (sample % 3))), potentials, "the output is what the sample found");
		units.learn(packed(values), 1 + (sample % 3), potentials);
	}
	t.deepEqual(learnedMemory(host), words);
	t.is(host.nsoc.counters.learned, 40);
});

test("with the inference registers a label teaches nothing", (t) => {
	const host = start(tracks.inference);
	host.infer(spikes(1), 1);
	t.deepEqual(learnedMemory(host), tracks.ram.slice(2));
	t.is(host.nsoc.counters.learned, 0);
});

test("with the learning registers a job without a label, or with one beyond the layer, teaches nothing", (t) => {
	const host = start(tracks.learning);
	for (const learnClass of [0, 4, 1023]) host.infer(spikes(1), learnClass);
	t.deepEqual(learnedMemory(host), tracks.ram.slice(2));
});

test("switching the registers back and forth keeps what was learned", (t) => {
	const host = start(tracks.learning);
	host.infer(spikes(1), 2);
	const learned = learnedMemory(host);
	t.notDeepEqual(learned, tracks.ram.slice(2));
	host.play(tracks.inference);
	host.infer(spikes(2), 2);
	host.play(tracks.learning);
	t.deepEqual(learnedMemory(host), learned);
	host.infer(spikes(2), 2);
	t.notDeepEqual(learnedMemory(host), learned);
});

test("a memory that is read and written into another chip goes on as if nothing had happened", (t) => {
	const host = start(tracks.learning);
	for (let sample = 0; sample < 10; sample++) host.infer(spikes(sample), 1 + (sample % 3));
	const saved = learnedMemory(host);
	const other = start(tracks.learning, Uint32Array.of(RAM_HEADER, RAM_LENGTH, ...saved));
	for (let sample = 10; sample < 20; sample++) {
		t.deepEqual([...other.infer(spikes(sample), 1 + (sample % 3))], [...host.infer(spikes(sample), 1 + (sample % 3))]);
	}
	t.deepEqual(learnedMemory(other), learnedMemory(host));
});

test("a memory written back to an older state forgets", (t) => {
	const host = start(tracks.learning);
	const before = [...host.infer(spikes(3), 1)];
	t.notDeepEqual([...host.infer(spikes(3))], before);
	host.play(tracks.ram);
	t.deepEqual([...host.infer(spikes(3))], before);
});

test("added classes can be learned beside the old ones, whose potentials do not change", (t) => {
	const host = start(tracks.learning);
	for (let sample = 0; sample < 6; sample++) host.infer(spikes(sample), 1 + (sample % 3));
	const old = [...signed(host.infer(spikes(50)))];
	const grown = { ...layer, classes: 5 };
	const ram = addClasses(Uint32Array.of(RAM_HEADER, RAM_LENGTH, ...learnedMemory(host)), layer, 2);
	const wider = programmed(new Nsoc(), encodeLearning(grown, np(3), 0).learning, ram);
	t.deepEqual([...signed(wider.infer(spikes(50)))].slice(0, old.length), old);
	wider.infer(spikes(60), 5);
	const after = [...signed(wider.infer(spikes(60)))];
	t.true(Math.max(...after.slice(16, 20)) >= Math.max(...after.slice(0, 16)));
	t.deepEqual([...signed(wider.infer(spikes(50)))].slice(0, old.length), old);
});

test("any non-zero activation is a spike", (t) => {
	const host = start(tracks.inference);
	const values = spikes(9);
	t.deepEqual([...host.infer(values.map((value) => value * 200))], [...host.infer(values)]);
});

test("a layer wider than one word of weights, behind a convolution, learns as well", (t) => {
	const features = smallSeparable({
		input: { x: 4, y: 3, c: 5 },
		output: { x: 4, y: 3, c: 6 },
		actBits: 1,
		actStep: new Float32Array(6).fill(1),
	});
	const wide = learningLayer({ input: features.output, classes: 2, neuronsPerClass: 1, numWeights: 30 });
	const { learning, ram } = encodeLearning(wide, np(1), 1);
	t.is(ram.length, 2 + learnedWords(learningRule(wide)));
	const host = programmed(new Nsoc(), encodeSeparableConvolutional(features, np(0), 0), learning, ram);
	const values = randomBytes(2, 60, 16);
	const before = signed(host.infer(values, 1))[0] as number;
	t.true((signed(host.infer(values))[0] as number) > before);
});
