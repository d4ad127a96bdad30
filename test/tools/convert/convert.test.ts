import test from "ava";
import { readFileSync } from "node:fs";
import { readBundle } from "../../../src/bundle/bundle.js";
import { DEFAULT_FRONT_END } from "../../../src/features/front-end.js";
import { convert } from "../../../tools/convert/convert.js";
import { readLabels } from "../../../tools/convert/labels.js";
import { buildProgram } from "../../../tools/convert/program.js";
import { replaceHead } from "../../../tools/convert/replace-head.js";
import { writeAkidaJson } from "../../../tools/model/akida-json-write.js";
import { readAkidaJson } from "../../../tools/model/akida-json.js";
import { smallConvolution, smallSeparable } from "../../nsoc/layers.js";
import { project } from "../../shared.js";
import { refused, refusedLater } from "../refusal.js";

const file = (name: string) => ({ name, bytes: readFileSync(project("models", name)) });
const JSON_MODEL = file("ds_cnn_kws_ar.akida.json");
const KERAS_MODEL = file("ds_cnn_kws_ar_iq8_wq4_aq4_laq1.h5");
const LABELS = file("labels.json");
const LEARN = { classes: 33, spareClasses: 3, neuronsPerClass: 15, numWeights: 25 };
const text = (content: unknown) => ({ name: "labels.json", bytes: new TextEncoder().encode(JSON.stringify(content)) });

test("the dense model becomes a bundle with its labels", async (t) => {
	const { bundle, summary } = await convert(KERAS_MODEL, { labels: LABELS });
	const read = readBundle(bundle);
	t.is(read.kind, "simulator");
	t.is(read.labels.length, 33);
	t.deepEqual([read.labels[0], read.labels[32], read.silenceClass], ["_silence_", "zoom out", 0]);
	t.deepEqual([read.neuronsPerClass, read.spareClasses, read.learning, read.twin], [1, 0, undefined, undefined]);
	t.deepEqual(read.frontEnd, DEFAULT_FRONT_END);
	t.deepEqual(read.program, buildProgram(readAkidaJson(JSON_MODEL.bytes, "")));
	t.deepEqual(read.layers, summary.layers);
	t.deepEqual(summary.layers[4], {
		...{ name: "separable_4", type: "SeparableConvolutional", input: [25, 5, 64], output: [1, 1, 64] },
		...{ kernel: [3, 3], weightBits: 4, actBits: 1 },
	});
	t.deepEqual(read.notes, [{ key: "model", value: KERAS_MODEL.name }]);
	t.deepEqual([summary.programBytes, summary.bundleBytes], [read.program.length, bundle.length]);
});

test("the learning model keeps every argument, and its program is that of the replaced head", async (t) => {
	const learn = { ...LEARN, minPlasticity: 0.02, plasticityDecay: 0.05, seed: 99 };
	const { bundle, summary } = await convert(JSON_MODEL, { labels: LABELS, learn });
	const read = readBundle(bundle);
	t.deepEqual([read.neuronsPerClass, read.spareClasses, read.labels.length], [15, 3, 33]);
	const rule = { initialPlasticity: 1, minPlasticity: 0.02, plasticityDecay: 0.05, learningCompetition: 0 };
	t.deepEqual(read.learning, { numWeights: 25, ...rule, seed: 99 });
	t.deepEqual(summary.learning, read.learning);
	t.deepEqual(read.program, buildProgram(replaceHead(readAkidaJson(JSON_MODEL.bytes, ""), learn)));
	t.deepEqual(read.layers[5], {
		name: "learning",
		type: "Learning",
		input: [1, 1, 64],
		output: [1, 1, 540],
		kernel: [],
		weightBits: 1,
		actBits: 0,
	});
});

test("the same input gives the same bytes, from either kind of model file but for its name", async (t) => {
	const [first, second] = [
		await convert(JSON_MODEL, { learn: LEARN }),
		await convert({ ...KERAS_MODEL, name: JSON_MODEL.name }, { learn: LEARN }),
	];
	t.deepEqual(first.bundle, second.bundle);
});

test("without labels classes are numbered; without classes there are none", async (t) => {
	const dense = readBundle((await convert(JSON_MODEL)).bundle);
	t.deepEqual([dense.labels.length, dense.labels[0], dense.labels[32], dense.silenceClass], [33, "class 0", "class 32", -1]);
	const model = readAkidaJson(JSON_MODEL.bytes, "");
	const extractor = writeAkidaJson({ ...model, layers: model.layers.slice(0, -1) });
	const features = readBundle((await convert({ name: "features.json", bytes: extractor })).bundle);
	t.deepEqual(features.labels, []);
	await refusedLater(t, "bad-option", /33 labels for 0 classes/, convert({ name: "f.json", bytes: extractor }, { labels: LABELS }));
});

test("self-tests and notes of the caller travel along", async (t) => {
	const selfTests = [{ features: Uint8Array.from({ length: 490 }, (_, i) => i & 255), expectedClass: 32 }];
	const notes = [{ key: "samples", value: "été 春" }];
	const read = readBundle((await convert(JSON_MODEL, { selfTests, notes })).bundle);
	t.deepEqual(read.selfTests, selfTests);
	t.deepEqual(read.notes[1], notes[0]);
});

test("labels that do not go with the model are refused", async (t) => {
	await refusedLater(
		t,
		"bad-option",
		/33 labels for 12 classes/,
		convert(JSON_MODEL, { labels: LABELS, learn: { ...LEARN, classes: 12 } }),
	);
	await refusedLater(t, "bad-option", /2 labels for 33 classes/, convert(JSON_MODEL, { labels: text({ labels: ["a", "b"] }) }));
});

test("a labels file is checked", (t) => {
	const refuse = (reason: RegExp, content: unknown) =>
		refused(t, "bad-model", reason, () => readLabels(text(content).bytes, "labels.json"));
	refuse(/labels\.json has no "labels"/, {});
	refuse(/labels is not a list/, { labels: "a" });
	refuse(/labels\[1\] is not text/, { labels: ["a", 1] });
	refuse(/labels\[1\] is "a": empty, or there twice/, { labels: ["a", "a"] });
	refuse(/labels\[0\] is " "/, { labels: [" "] });
	refuse(/silence_index is 2/, { labels: ["a", "b"], silence_index: 2 });
	t.deepEqual(readLabels(text({ labels: ["a", "b"], silence_index: 1 }).bytes, ""), { labels: ["a", "b"], silenceClass: 1 });
});

test("features that the front end does not make are refused", async (t) => {
	const model = { inputBits: 8, remarks: [], layers: [smallConvolution(), smallSeparable()] };
	await refusedLater(
		t,
		"bad-option",
		/the model takes 7 x 6 x 2 values, the front end makes 49 x 10 x 1/,
		convert({ name: "small.json", bytes: writeAkidaJson(model) }),
	);
	await t.throwsAsync(convert(JSON_MODEL, { frontEnd: { ...DEFAULT_FRONT_END, fft: 1000 } }), { name: "FrontEndError" });
	await refusedLater(t, "bad-option", /front end makes 50 x 10/, convert(JSON_MODEL, { frontEnd: { ...DEFAULT_FRONT_END, frames: 50 } }));
});
