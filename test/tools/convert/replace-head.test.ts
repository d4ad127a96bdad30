import test from "ava";
import { readFileSync } from "node:fs";
import { autoNumWeights, featureExtractor, replaceHead } from "../../../tools/convert/replace-head.js";
import { readAkidaJson } from "../../../tools/model/akida-json.js";
import { smallConvolution, smallDense, smallSeparable } from "../../nsoc/layers.js";
import { project } from "../../shared.js";
import { refused } from "../refusal.js";

const NAME = "ds_cnn_kws_ar.akida.json";
const model = readAkidaJson(readFileSync(project("models", NAME)), NAME);
const OPTIONS = { classes: 33, neuronsPerClass: 15, numWeights: 25 };

test("the dense head makes room for a learning layer with the optimizer's defaults", (t) => {
	const learning = replaceHead(model, OPTIONS);
	t.deepEqual(learning.layers.slice(0, -1), model.layers.slice(0, -1));
	t.deepEqual(learning.layers[5], {
		type: "Learning",
		name: "learning",
		input: { x: 1, y: 1, c: 64 },
		classes: 33,
		neuronsPerClass: 15,
		numWeights: 25,
		initialPlasticity: 1,
		minPlasticity: 0.1,
		plasticityDecay: 0.25,
		learningCompetition: 0,
		seed: 1,
	});
	t.is(model.layers[5]?.type, "FullyConnected");
});

test("every option reaches the layer, and spare classes are classes of it", (t) => {
	const rule = { initialPlasticity: 0.9, minPlasticity: 0.02, plasticityDecay: 0.05, learningCompetition: 0.1, seed: 4294967295 };
	const { layers } = replaceHead(model, { ...OPTIONS, spareClasses: 3, ...rule });
	t.like(layers[5], { classes: 36, ...rule });
});

test("a model that already ends in binary spikes gets the layer behind them", (t) => {
	const extractor = featureExtractor(model);
	t.is(extractor.layers.length, 5);
	t.deepEqual(replaceHead(extractor, OPTIONS).layers, replaceHead(model, OPTIONS).layers);
});

test("auto: int(1.2 x mean spikes) of the extractor on the caller's samples", (t) => {
	t.deepEqual([21.2, 20.84, 0.8, 25 / 1.2, 10].map(autoNumWeights), [25, 25, 0, 25, 12]);
	let asked = 0;
	const { layers } = replaceHead(model, {
		...OPTIONS,
		numWeights: (extractor) => {
			asked = extractor.layers.length;
			return 21.4;
		},
	});
	t.is(asked, 5);
	t.like(layers[5], { numWeights: 25 });
	refused(t, "bad-option", /num-weights is 0/, () => replaceHead(model, { ...OPTIONS, numWeights: () => 0.5 }));
	refused(t, "bad-option", /num-weights is NaN/, () => replaceHead(model, { ...OPTIONS, numWeights: () => NaN }));
});

test("an extractor without binary spikes is refused", (t) => {
	const layers = [smallConvolution(), smallSeparable({ actBits: 2 }), smallDense()];
	refused(t, "bad-option", /needs binary spikes, second gives 2 bits/, () => replaceHead({ ...model, layers }, OPTIONS));
	const unfinished = [smallConvolution(), smallSeparable({ actBits: 0 })];
	refused(t, "bad-option", /second gives potentials/, () => replaceHead({ ...model, layers: unfinished }, OPTIONS));
	refused(t, "bad-model", /no layers/, () => replaceHead({ ...model, layers: [] }, OPTIONS));
	refused(t, "bad-model", /first layer/, () => replaceHead({ ...model, layers: [smallDense()] }, OPTIONS));
});

test("options that make no sense are refused by name", (t) => {
	const refuse = (reason: RegExp, options: object) =>
		refused(t, "bad-option", reason, () => replaceHead(model, { ...OPTIONS, ...options }));
	refuse(/^classes is 0$/, { classes: 0 });
	refuse(/^classes is 3\.5$/, { classes: 3.5 });
	refuse(/^classes is 1024$/, { classes: 1024 });
	refuse(/^spare is -1$/, { spareClasses: -1 });
	refuse(/^classes and spare ones together is 1024$/, { classes: 1000, spareClasses: 24 });
	refuse(/^neurons-per-class is 0$/, { neuronsPerClass: 0 });
	refuse(/^num-weights is 65$/, { numWeights: 65 });
	refuse(/^num-weights is 1\.5$/, { numWeights: 1.5 });
	refuse(/^initial-plasticity is 1\.1$/, { initialPlasticity: 1.1 });
	refuse(/^min-plasticity is 0\.6$/, { initialPlasticity: 0.5, minPlasticity: 0.6 });
	refuse(/^plasticity-decay is -0\.1$/, { plasticityDecay: -0.1 });
	refuse(/^learning-competition is NaN$/, { learningCompetition: NaN });
	refuse(/^seed is 4294967296$/, { seed: 2 ** 32 });
	refuse(/^seed is -1$/, { seed: -1 });
	t.notThrows(() => replaceHead(model, { ...OPTIONS, numWeights: 64, classes: 1000, spareClasses: 23, minPlasticity: 1 }));
});
