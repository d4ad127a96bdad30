import test from "ava";
import { readFileSync } from "node:fs";
import { readBundle } from "../../../src/bundle/bundle.js";
import { ToolError } from "../../../tools/errors.js";
import { convert } from "../../../tools/convert/convert.js";
import { evaluateClasses } from "../../../tools/learn/accuracy.js";
import { forward } from "../../../tools/learn/forward.js";
import { labelledSamples } from "../../../tools/learn/samples.js";
import { sparsity } from "../../../tools/learn/sparsity.js";
import { readTutorialSet } from "../../../tools/learn/tutorial-data.js";
import { readModel } from "../../../tools/model/read-model.js";
import { networkOf } from "../../../tools/vendor/network.js";
import { project } from "../../shared.js";
import { refused, refusedLater } from "../refusal.js";

const name = "ds_cnn_kws_ar.akida.json";
const model = { bytes: readFileSync(project("models", name)), name };
const INPUT = { x: 49, y: 10, c: 1 };
const set = readTutorialSet({ bytes: readFileSync(project("test", "golden", "tutorial", "preset.pkl")), name: "p" }, INPUT);
const x = { data: set.train.rows.data, shape: [99, 49, 10, 1] };

test("accuracy, per-class table and confusion matrix tell the same story", async (t) => {
	const bundle = readBundle((await convert(model)).bundle);
	const { classScore, labels, largestUnit, samples } = await evaluateClasses(bundle, set.validation, { threads: 1 });
	t.is(samples, 33);
	t.is(labels.length, 33);
	t.deepEqual(largestUnit, classScore, "a dense head has one unit for each class");
	t.true(classScore.accuracy > 0.85);
	const diagonal = classScore.confusion.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
	t.is(classScore.right, diagonal);
	t.is(classScore.accuracy, diagonal / 33);
	t.is(
		classScore.confusion.flat().reduce((a, b) => a + b),
		33,
	);
	classScore.classes.forEach(({ recall, samples: count }, c) => {
		t.is(count, 1);
		t.is(recall, classScore.confusion[c]?.[c] ?? -1);
	});
});

test("wrong labels lower it: a class without samples has no recall, one never answered no precision", async (t) => {
	const bundle = readBundle((await convert(model)).bundle);
	const { classScore } = await evaluateClasses(bundle, { rows: set.validation.rows, labels: new Uint8Array(33) }, { threads: 1 });
	t.true(classScore.accuracy < 0.1);
	t.is(classScore.classes[0]?.samples, 33);
	t.is(classScore.classes[5]?.recall, 0);
	t.is(classScore.classes[5]?.precision, 0);
});

test("outputs come in the order of the inputs, however many threads there are", async (t) => {
	const bundle = readBundle((await convert(model)).bundle);
	const many = { ...set.train.rows, count: 297, data: new Uint8Array(3 * set.train.rows.data.length) };
	for (const i of [0, 1, 2]) many.data.set(set.train.rows.data, i * set.train.rows.data.length);
	const done: number[] = [];
	const shared = { program: bundle.program, twin: undefined };
	const one = await forward(shared, many, { threads: 1, onProgress: (n) => done.push(n) });
	const told: Float32Array[] = [];
	const three = await forward(shared, many, { threads: 3, onOutputs: (values) => told.push(values) });
	t.deepEqual(three, one);
	t.deepEqual(Float32Array.from(told.flatMap((values) => [...values])), one.values, "told in the order of the inputs");
	const copy = (n: number): Float32Array => one.values.slice(n * 99 * one.units, (n + 1) * 99 * one.units);
	t.true(copy(0).some((value) => value !== copy(0)[0]));
	t.deepEqual(copy(1), copy(0));
	t.deepEqual(copy(2), copy(0));
	t.is(done.at(-1), 297);
	t.is(new Set(done).size, done.length, "no progress is told twice");
});

test("sparsity: of the first samples, of all, and of a bundle's network as of the model it was made from", async (t) => {
	const network = await readModel(model.bytes, name);
	const all = await sparsity(network, x, "x", 0, { threads: 1 });
	t.is(all.samples, 99);
	t.is(all.outputs, 64);
	t.is(all.sparsity, 1 - all.meanSpikes / 64);
	const few = await sparsity(network, x, "x", 10, { threads: 1 });
	t.is(few.samples, 10);
	t.not(few.meanSpikes, all.meanSpikes);
	t.true(Number.isInteger(10 * few.meanSpikes));
	const learner = await convert(model, { learn: { classes: 3, neuronsPerClass: 2, numWeights: 20 } });
	t.deepEqual(await sparsity(networkOf(readBundle(learner.bundle)), x, "x", 10, { threads: 1 }), few);
	await refusedLater(t, "bad-file", /holds no samples/, sparsity(network, { data: new Uint8Array(0), shape: [0, 49, 10, 1] }, "x"));
});

test("samples of wrong shape, type or label are refused with what was expected and found", (t) => {
	const y = (...labels: number[]) => ({ data: Float64Array.from(labels), shape: [labels.length] });
	const one = { data: new Uint8Array(490), shape: [1, 49, 10, 1] };
	t.is(labelledSamples(one, y(32), INPUT, 33, "f").rows.count, 1);
	refused(t, "bad-file", /x in f has shape 1 x 10 x 49, the model takes N x 49 x 10 x 1/, () =>
		labelledSamples({ ...one, shape: [1, 10, 49] }, y(0), INPUT, 33, "f"),
	);
	refused(t, "bad-file", /float64, not uint8/, () =>
		labelledSamples({ data: new Float64Array(490), shape: [1, 49, 10] }, y(0), INPUT, 33, "f"),
	);
	refused(t, "bad-file", /1 inputs but 2 labels/, () => labelledSamples(one, y(0, 1), INPUT, 33, "f"));
	for (const label of [33, -1, 0.5, Number.NaN]) {
		refused(t, "bad-file", /label .* of input 0 in f is no class/, () => labelledSamples(one, y(label), INPUT, 33, "f"));
	}
	refused(t, "bad-file", /f holds no samples/, () =>
		labelledSamples({ data: new Uint8Array(0), shape: [0, 49, 10, 1] }, y(), INPUT, 33, "f"),
	);
});

test("labels of new words count from their first class, and are checked before they are shifted", (t) => {
	const y = (label: number) => ({ data: Float64Array.of(label), shape: [1] });
	const one = { data: new Uint8Array(490), shape: [1, 49, 10, 1] };
	t.deepEqual(Array.from(labelledSamples(one, y(2), INPUT, 36, "f", 33).labels), [35]);
	refused(t, "bad-file", /label -1 of input 0 in f is no class/, () => labelledSamples(one, y(-1), INPUT, 36, "f", 33));
	refused(t, "bad-file", /label 3 of input 0 in f is no class/, () => labelledSamples(one, y(3), INPUT, 36, "f", 33));
	t.regex(
		t.throws(() => labelledSamples(one, y(3), INPUT, 36, "f", 33), { instanceOf: ToolError })?.hint ?? "",
		/label 0 is class 33, the last class is 35: labels are 0 to 2/,
	);
	refused(t, "bad-file", /label 0 of input 0/, () => labelledSamples(one, y(0), INPUT, 33, "f", 33));
});
