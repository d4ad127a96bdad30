import test from "ava";
import { readFileSync } from "node:fs";
import { runTutorial, type TutorialResult } from "../../../tools/learn/tutorial.js";
import { readTutorialSet } from "../../../tools/learn/tutorial-data.js";
import { project, shared } from "../../shared.js";
import { refused } from "../refusal.js";

const named = (path: string) => ({ bytes: readFileSync(path), name: path.split("/").at(-1) ?? "" });
const model = named(project("models", "ds_cnn_kws_ar_iq8_wq4_aq4_laq1.h5"));
const small = (name: string) => named(project("test", "golden", "tutorial", name));

const STEPS = [
	"words",
	"newWords",
	"keras",
	"converted",
	"convertedAccuracy",
	"sparsity",
	"learner",
	"fit",
	"accuracy",
	"saved",
	"newTests",
	"edgeFit",
	"newAccuracy",
	"oldAccuracy",
	"checks",
];

test("three samples of each word: every figure, in the tutorial's order; the checks notice that it is too little", async (t) => {
	const steps: string[] = [];
	const files = { model, preset: small("preset.pkl"), edge: small("edge.pkl") };
	const result = await runTutorial(files, { batch: 50, threads: 1, onStep: (step) => steps.push(step) });
	t.deepEqual(steps, STEPS);
	t.is(Object.keys(result.words).length, 33);
	t.deepEqual(result.newWords, { backward: 0, forward: 1, rotate: 2 });
	t.is(
		result.keras.reduce((sum, row) => sum + row.parameters, 0),
		22753,
	);
	t.is(result.sparsity.samples, 99);
	t.is(result.sparsity.numWeights, Math.trunc(1.2 * result.sparsity.meanSpikes));
	t.like(result.learner.learning, { inputs: 64, weights: result.sparsity.numWeights, classes: 33, neuronsPerClass: 15 });
	t.is(result.fit.samples, 99);
	t.is(result.fit.batches.length, 2);
	t.is(result.edgeFit.samples, 24);
	t.deepEqual(result.newTests, { backward: 2, forward: 2, rotate: 2 });
	t.is(result.accuracy.samples, 33);
	t.true(result.convertedAccuracy.accuracy > 0.88);
	t.deepEqual(
		result.checks.map(({ passed }) => passed),
		[true, false],
	);
});

test("the number of threads changes nothing", async (t) => {
	const files = { model, preset: small("preset.pkl"), edge: small("edge.pkl") };
	const figures = ({ accuracy, newAccuracy, oldAccuracy, sparsity }: TutorialResult) => ({ accuracy, newAccuracy, oldAccuracy, sparsity });
	const [one, two] = [await runTutorial(files, { threads: 1 }), await runTutorial(files, { threads: 2 })];
	t.deepEqual(figures(one), figures(two));
});

test("files of another structure are refused with what was expected", (t) => {
	const input = { x: 49, y: 10, c: 1 };
	const plain = named(project("test", "golden", "pickle", "plain-protocol-4.pkl"));
	refused(t, "bad-file", /not a list of 8 entries/, () => readTutorialSet(plain, input));
	refused(t, "bad-file", /has shape 99 x 49 x 10 x 1, the model takes N x 10 x 49 x 1/, () =>
		readTutorialSet(small("preset.pkl"), { x: 10, y: 49, c: 1 }),
	);
});

const preset = shared("data", "kws_ar", "kws_preprocessed_preset_words.pkl");
const edge = shared("data", "kws_ar", "kws_preprocessed_edge_new_words.pkl");
if (preset && edge) {
	test("the whole tutorial passes its own checks", async (t) => {
		t.timeout(300_000);
		const result = await runTutorial({ model, preset: named(preset), edge: named(edge) });
		t.is(result.sparsity.numWeights, 25);
		t.is(result.sparsity.meanSpikes, 21.25);
		t.is(result.convertedAccuracy.samples, 1980);
		t.true(Math.abs(result.convertedAccuracy.accuracy - 0.941) < 0.001);
		t.true(result.accuracy.largestUnit > 0.865 && result.accuracy.classScore > 0.91);
		t.true(result.newAccuracy.samples === 18 && result.newAccuracy.classScore > 0.5);
		t.true(result.checks.every(({ passed }) => passed));
	});
}
