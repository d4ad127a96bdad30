import test from "ava";
import { readFileSync } from "node:fs";
import { readBundle } from "../../../src/bundle/bundle.js";
import { writeBundle } from "../../../tools/convert/bundle-writer.js";
import { convert } from "../../../tools/convert/convert.js";
import { openEmulator } from "../../../tools/emulator.js";
import { addClasses } from "../../../tools/learn/add-classes.js";
import { fitBundle } from "../../../tools/learn/fit.js";
import { readTutorialSet } from "../../../tools/learn/tutorial-data.js";
import { project } from "../../shared.js";
import { refused } from "../refusal.js";

const name = "ds_cnn_kws_ar.akida.json";
const model = { bytes: readFileSync(project("models", name)), name };
const set = readTutorialSet(
	{ bytes: readFileSync(project("test", "golden", "tutorial", "preset.pkl")), name: "p" },
	{ x: 49, y: 10, c: 1 },
);

const learner = async (spareClasses: number): Promise<Uint8Array> =>
	(await convert(model, { learn: { classes: 33, neuronsPerClass: 15, numWeights: 25, spareClasses, learningCompetition: 0.1 } })).bundle;

const potentials = (bundle: Uint8Array): number[] => {
	const { driver } = openEmulator(readBundle(bundle).program);
	return [0, 1, 2].flatMap((i) => Array.from(driver.run(set.validation.rows.row(i)).values.slice(0, 33 * 15)));
};

test("units are appended in the initial state, and what was learned stays bit for bit", async (t) => {
	const fitted = fitBundle(await learner(0), set.train);
	const larger = addClasses(fitted, 3, ["a", "b", "c"]);
	const bundle = readBundle(larger);
	t.deepEqual(bundle.labels.slice(33), ["a", "b", "c"]);
	t.is(bundle.spareClasses, 0);
	t.deepEqual(bundle.layers.at(-1)?.output, [1, 1, 540]);
	t.deepEqual(potentials(larger), potentials(fitted));
	const rows = { ...set.validation.rows, count: 1 };
	const taught = fitBundle(larger, { rows, labels: [35] });
	const { driver } = openEmulator(readBundle(taught).program);
	const units = Array.from(driver.run(rows.row(0)).values);
	t.is(Math.max(...units.slice(525, 540)), Math.max(...units), "the new class has learned its only sample");
	t.deepEqual(potentials(taught), potentials(fitted));
});

test("offsets stay, and classes that were added have none", (t) => {
	const fitted = readFileSync(project("models", "default.akb"));
	const { offsets } = readBundle(fitted);
	t.is(offsets.length, 33);
	t.true(offsets.some((offset) => offset !== 0));
	t.deepEqual(readBundle(addClasses(fitted, 2, ["a", "b"])).offsets, [...offsets, 0, 0]);
});

test("spare classes are taken first, and the program stays as it is while they last", async (t) => {
	const fitted = await learner(2);
	const named = readBundle(addClasses(fitted, 2, ["a", "b"]));
	t.deepEqual(named.program, readBundle(fitted).program);
	t.is(named.spareClasses, 0);
	t.is(named.labels.length, 35);
	const more = readBundle(addClasses(fitted, 3));
	t.deepEqual(more.labels.slice(33), ["class 33", "class 34", "class 35"]);
	t.is(more.spareClasses, 0);
	t.deepEqual(more.layers.at(-1)?.output, [1, 1, 540]);
	t.is(readBundle(addClasses(fitted, 1)).spareClasses, 1);
});

test("names that are taken, too many classes and bundles that cannot learn are refused", async (t) => {
	const fitted = await learner(0);
	refused(t, "bad-option", /"class 3" is no name for a new class/, () => addClasses(fitted, 1, ["class 3"]));
	refused(t, "bad-option", /"a" is no name/, () => addClasses(fitted, 2, ["a", "a"]));
	refused(t, "bad-option", /1 names for 2 classes/, () => addClasses(fitted, 2, ["a"]));
	refused(t, "bad-option", /1000 classes cannot be added to 33/, () => addClasses(fitted, 1000));
	refused(t, "does-not-fit", /learning/, () => addClasses(fitted, 900));
	const { bundle } = await convert(model);
	refused(t, "bad-model", /no learning layer/, () => addClasses(bundle, 1));
	const silicon = readBundle(fitted);
	const twin = silicon.program;
	refused(t, "bad-model", /silicon program/, () => addClasses(writeBundle({ ...silicon, kind: "silicon", twin }), 1));
});
