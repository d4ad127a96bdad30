import { readFileSync } from "node:fs";
import test from "ava";
import { type BundleContent, readBundle } from "../../src/bundle/bundle.js";
import { Random } from "../../src/random.js";
import { convert } from "../../tools/convert/convert.js";
import { withLearnedMemory } from "../../tools/convert/learned-memory.js";
import { buildProgram } from "../../tools/convert/program.js";
import { openEmulator } from "../../tools/emulator.js";
import type { AkidaModel } from "../../tools/model/model.js";
import { networkOf, simulatorProgram } from "../../tools/vendor/network.js";
import { learnedWeights, vendorSource } from "../../tools/vendor/silicon.js";
import { defaultBundle } from "../app/scene.js";
import { randomBytes, smallDense } from "../nsoc/layers.js";
import { project } from "../shared.js";
import { refused } from "../tools/refusal.js";
import { smallNetwork } from "../twin/network.js";
import { opaqueProgram } from "../twin/opaque.js";

const MODEL = { name: "model.json", bytes: readFileSync(project("models", "ds_cnn_kws_ar.akida.json")) };
const LEARN = { classes: 33, spareClasses: 10, neuronsPerClass: 15, numWeights: 25, minPlasticity: 0.02, seed: 9 };

/** A bundle around a network that no front end would fit. */
const bundleOf = (network: AkidaModel): BundleContent => ({
	...readBundle(defaultBundle()),
	program: buildProgram(network),
	layers: network.layers.map(({ name, type }) => ({ name, type, input: [], output: [], kernel: [], weightBits: 1, actBits: 1 })),
});

for (const [what, options] of [
	["with its dense head", {}],
	["with a layer that learns", { learn: LEARN }],
] as const) {
	test(`a bundle ${what} gives its network back: the same layers make the same program`, async (t) => {
		const { bundle, network } = await convert(MODEL, options);
		const content = readBundle(bundle);
		const found = networkOf(content);
		t.deepEqual(
			found.layers.map(({ name, type, input }) => ({ name, type, input })),
			network.layers.map(({ name, type, input }) => ({ name, type, input })),
		);
		const [head, before] = [found.layers.at(-1), network.layers.at(-1)];
		const steps = before?.type === "FullyConnected" ? { actStep: before.actStep } : {};
		t.deepEqual({ ...head, ...steps }, before, "act steps of potentials come back rounded: the program has their inverse");
		t.deepEqual(buildProgram(found), content.program);
	});
}

test("strides, odd kernels and dense layers with an activation come back too", (t) => {
	const layers = smallNetwork().layers.slice(0, 2);
	const dense = smallDense({ input: { x: 1, y: 1, c: 32 }, actBits: 2, units: 6 });
	const head = { ...smallDense({ input: { x: 1, y: 1, c: 6 }, units: 4, weightBits: 8 }), name: "head" };
	const network: AkidaModel = { layers: [...layers, dense, head], inputBits: 8, remarks: [] };
	t.deepEqual(buildProgram(networkOf(bundleOf(network))), buildProgram(network));
});

test("a silicon bundle's network is its twin's", (t) => {
	const bundle = readBundle(defaultBundle());
	const program = opaqueProgram({ input: [49, 10, 1], outputs: 540, memory: 3240 });
	const silicon = { ...bundle, kind: "silicon", program, twin: bundle.program } as const;
	t.deepEqual(networkOf(silicon), networkOf(bundle));
	t.is(simulatorProgram(silicon), bundle.program);
	refused(t, "bad-model", /silicon program and no twin/, () => networkOf({ ...silicon, twin: undefined }));
});

test("programs of another convention are refused", (t) => {
	const program = opaqueProgram({ input: [49, 10, 1], outputs: 540, memory: 3240 });
	const bundle = readBundle(defaultBundle());
	refused(t, "bad-model", /cannot be read back: its registers do not follow/, () => networkOf({ ...bundle, program }));
});

test("without learning arguments those in the registers serve, but for the seed", (t) => {
	const bundle = readBundle(defaultBundle());
	const [told, found] = [bundle, { ...bundle, learning: undefined }].map((source) => networkOf(source).layers.at(-1));
	t.like(found, { type: "Learning", numWeights: 25, plasticityDecay: 0.25, seed: 0 });
	if (told?.type === "Learning" && found?.type === "Learning") {
		t.true(Math.abs(told.learningCompetition - found.learningCompetition) < 1e-4);
		t.true(Math.abs(told.minPlasticity - found.minPlasticity) < 1e-4);
	}
});

test("learned weights are those that the potentials show", (t) => {
	const content = bundleOf(smallNetwork());
	const { learner } = vendorSource(content, networkOf(content));
	const weights = learner?.weights ?? new Int8Array(0);
	t.is(weights.length, 32 * 6);
	for (let unit = 0; unit < 6; unit++) t.is(sumOf(weights, 6, unit), 12);
	const memory = taughtMemory(content);
	const taught = { ...content, program: withLearnedMemory(content.program, memory) };
	const after = vendorSource(taught, networkOf(taught)).learner?.weights ?? new Int8Array(0);
	t.notDeepEqual(after, weights);
	const layer = networkOf(taught).layers[2];
	t.true(layer?.type === "Learning" && layer.classes === 2);
	if (layer?.type === "Learning") t.deepEqual(learnedWeights(layer, memory.subarray(2)), after);
	t.true(matchesChip(taught, after));
});

const sumOf = (weights: Int8Array, units: number, unit: number): number =>
	weights.reduce((sum, weight, i) => sum + (i % units === unit ? weight : 0), 0);

function taughtMemory({ program }: BundleContent): Uint32Array {
	const { driver } = openEmulator(program);
	driver.toggleLearn(true);
	for (let i = 0; i < 8; i++) driver.run(randomBytes(i, 84), i % 2);
	return driver.readLearned();
}

/** Compares the potentials of the chip with dot products of the spikes that it found and the weights. */
function matchesChip({ program }: BundleContent, weights: Int8Array): boolean {
	const { driver, nsoc } = openEmulator(program);
	let spikes: ArrayLike<number> = [];
	nsoc.onActivations = (stage, values) => {
		if (stage === 1) spikes = values.slice();
	};
	const random = new Random(3);
	return [1, 2, 3, 4].every(() => {
		const potentials = driver.run(randomBytes(random.below(1000), 84)).values;
		return [0, 1, 2, 3, 4, 5].every((unit) => {
			let sum = 0;
			for (let input = 0; input < 32; input++) sum += (spikes[input] as number) * (weights[input * 6 + unit] as number);
			return sum === potentials[unit];
		});
	});
}

test("the vendor's arguments are the bundle's", (t) => {
	const bundle = readBundle(defaultBundle());
	const { learner, form, bytes } = vendorSource(bundle, networkOf(bundle));
	t.deepEqual(learner?.optimizer, {
		num_weights: 25,
		num_classes: 36,
		initial_plasticity: 1,
		learning_competition: bundle.learning?.learningCompetition ?? 0,
		min_plasticity: bundle.learning?.minPlasticity ?? 0,
		plasticity_decay: 0.25,
	});
	t.deepEqual([learner?.name, learner?.units, learner?.weights.length, form], ["learning", 540, 64 * 540, "json"]);
	const model = JSON.parse(new TextDecoder().decode(bytes)) as { layers: { name: string }[]; output_shape: number[] };
	t.deepEqual(
		model.layers.map(({ name }) => name),
		["conv_0", "separable_1", "separable_2", "separable_3", "separable_4"],
	);
	t.deepEqual(model.output_shape, [1, 1, 64]);
});
