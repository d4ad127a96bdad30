import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { zipSync } from "fflate";
import { openEmulator } from "../../../tools/emulator.js";
import { readBundle } from "../../../src/bundle/bundle.js";
import { featuresOf } from "../../../src/features/features-of.js";
import { DEFAULT_FRONT_END } from "../../../src/features/front-end.js";
import { readNpy, writeNpy } from "../../../tools/files/npy.js";
import { recording } from "../../app/scene.js";
import { project, shared } from "../../shared.js";
import { scratch } from "../../scratch.js";
import { akidaKws } from "./run.js";

const demo = (name: string): string => project("assets", "demo_wav", `${name}.wav`);
const model = (name: string): string => project("models", name);
const npy = (path: string) => readNpy(readFileSync(path), path);

test("mfcc writes one feature tensor per recording, in order", async (t) => {
	const out = join(scratch(), "f.npy");
	const { code } = await akidaKws("mfcc", demo("preset_no_1"), demo("preset_one_2"), "--out", out);
	t.is(code, 0);
	const { data, shape } = npy(out);
	t.deepEqual([...shape], [2, 49, 10]);
	t.true(data instanceof Uint8Array);
	t.deepEqual(data.slice(490), featuresOf(recording("preset_one_2"), DEFAULT_FRONT_END));
});

test("predict goes through the chip: potentials are the driver's, words are right", async (t) => {
	const folder = scratch();
	const features = join(folder, "f.npy");
	await akidaKws("mfcc", demo("preset_no_3"), demo("preset_move_1"), demo("preset_one_1"), "--out", features);
	const outcome = await akidaKws("predict", model("default.akb"), "--features", features, "--potentials", join(folder, "p.npy"), "--json");
	t.is(outcome.code, 0, outcome.stderr);
	const results = outcome.stdout
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line) as { index: number; label: string; class: number; score: number });
	t.deepEqual(
		results.map((result) => [result.index, result.label, result.class]),
		[
			[0, "no", 15],
			[1, "move", 12],
			[2, "one", 17],
		],
	);
	t.true(results.every((result) => result.score > 0.3 && result.score <= 1));
	const { data, shape } = npy(join(folder, "p.npy"));
	t.deepEqual([...shape], [3, 540]);
	const { driver } = openEmulator(readBundle(readFileSync(model("default.akb"))).program);
	t.deepEqual([...data.slice(540, 1080)], [...driver.run(featuresOf(recording("preset_move_1"), DEFAULT_FRONT_END)).values]);
});

test("convert keeps the dense head, from Keras and from Akida alike; predict then uses it", async (t) => {
	const folder = scratch();
	const features = join(folder, "f.npy");
	await akidaKws("mfcc", demo("preset_no_3"), demo("preset_enter_1"), "--out", features);
	const potentials: Uint8Array[] = [];
	for (const name of ["ds_cnn_kws_ar_iq8_wq4_aq4_laq1.h5", "ds_cnn_kws_ar.akida.json"]) {
		const bundle = join(folder, `${name}.akb`);
		const converted = await akidaKws("convert", model(name), "--labels", model("labels.json"), "--out", bundle);
		t.is(converted.code, 0, converted.stderr);
		t.regex(converted.stdout, /dense_5 +FullyConnected/);
		const predicted = await akidaKws("predict", bundle, "--features", features, "--potentials", join(folder, "p.npy"));
		t.regex(predicted.stdout, /0 +no/);
		t.regex(predicted.stdout, /1 +enter/);
		potentials.push(readFileSync(join(folder, "p.npy")));
	}
	t.deepEqual(potentials[0], potentials[1]);
});

test("convert --learn and fit make a model that knows what it was shown", async (t) => {
	const folder = scratch();
	const unfitted = join(folder, "u.akb");
	const learn = [
		"--learn",
		"--classes",
		"33",
		"--neurons-per-class",
		"5",
		"--spare",
		"2",
		"--num-weights",
		"20",
		"--seed",
		"7",
		"--learning-competition",
		"0.1",
	];
	const converted = await akidaKws(
		"convert",
		model("ds_cnn_kws_ar.akida.json"),
		"--out",
		unfitted,
		"--labels",
		model("labels.json"),
		...learn,
	);
	t.is(converted.code, 0, converted.stderr);
	t.regex(converted.stdout, /33 \+ 2 classes x 5 neurons, 20 weights each, seed 7/);
	const { learning, spareClasses } = readBundle(readFileSync(unfitted));
	t.is(learning?.learningCompetition.toFixed(3), "0.100");
	t.is(spareClasses, 2);

	const data = join(folder, "train.npz");
	writeTrainingSet(data);
	const fitted = join(folder, "f.akb");
	const fit = await akidaKws("fit", unfitted, "--data", data, "--validation", data, "--self-tests", "2", "--out", fitted);
	t.is(fit.code, 0, fit.stderr);
	t.regex(fit.stdout, /largest unit 100\.0 % of 24 inputs/);
	const bundle = readBundle(readFileSync(fitted));
	t.is(bundle.selfTests.length, 2);
	t.true(bundle.notes.some((note) => note.key === "accuracy"));
});

/** Four words, six recordings each. */
function writeTrainingSet(path: string): void {
	const words = { no: 15, move: 12, enter: 8, one: 17 };
	const names = Object.entries(words).flatMap(([word, label]) => [1, 2, 3, 4, 5, 6].map((i) => ({ name: `preset_${word}_${i}`, label })));
	const x = Uint8Array.from(names.flatMap(({ name }) => [...featuresOf(recording(name), DEFAULT_FRONT_END)]));
	const y = Int32Array.from(names, ({ label }) => label);
	writeFileSync(
		path,
		zipSync({
			"x.npy": writeNpy({ data: x, shape: [names.length, 49, 10, 1] }),
			"y.npy": writeNpy({ data: y, shape: [names.length] }),
		}),
	);
}

test("sim prints one event per line, and the script is played", async (t) => {
	const folder = scratch();
	const script = join(folder, "script.json");
	writeFileSync(
		script,
		JSON.stringify([{ say: "go" }, { pause: 1.5 }, { press: 80 }, { wait: "prompt" }, { press: 2100 }, { wait: "cancelled" }]),
	);
	const outcome = await akidaKws("sim", "--bundle", model("default.akb"), "--wav", demo("preset_move_1"), "--script", script, "--json");
	t.is(outcome.code, 0, outcome.stderr);
	const events = outcome.stdout
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line) as { t: number; type: string; label?: string; score?: number });
	t.true(events.every((event) => typeof event.t === "number"));
	t.true(
		events.every((event, i) => i === 0 || event.t >= (events[i - 1]?.t ?? 0)),
		"in order",
	);
	const keyword = events.find((event) => event.type === "keyword");
	t.is(keyword?.label, "move");
	t.true((keyword?.score ?? 0) > 0.5);
	const order = events.map((event) => event.type).filter((type) => ["prompt", "cancelled"].includes(type));
	t.deepEqual(order, ["prompt", "cancelled"]);
});

test("sim without --json prints a timeline without colours", async (t) => {
	const { code, stdout } = await akidaKws("sim", "--wav", demo("preset_no_1"));
	t.is(code, 0);
	t.regex(stdout, /chip found: BC\.A1\.3\.9/);
	t.regex(stdout, /heard "no"/);
	t.false(stdout.includes("\u001b"));
});

test("the demo keeps its promises", async (t) => {
	const { code, stdout } = await akidaKws("demo");
	t.is(code, 0, stdout);
	t.regex(stdout, /After the power cycle +\d+ +0 +0/);
	t.regex(stdout, /listening for 32 words, and "backward" learned before/);
	t.regex(stdout, /x real time/);
});

test("the demo fails with a model that does not know the words", async (t) => {
	const folder = scratch();
	const unfitted = join(folder, "u.akb");
	await akidaKws(
		"convert",
		model("ds_cnn_kws_ar.akida.json"),
		"--out",
		unfitted,
		"--labels",
		model("labels.json"),
		"--learn",
		"--num-weights",
		"25",
	);
	const { code, stderr } = await akidaKws("demo", "--bundle", unfitted);
	t.is(code, 1);
	t.regex(stderr, /demo: Preset words: "no" \(preset_no_1\.wav\) was (missed|taken for)/);
});

const golden = shared("golden", "kws");
if (golden) {
	test("the golden inputs give the golden potentials through command, driver, wire and chip", async (t) => {
		const folder = scratch();
		const bytes = readFileSync(join(golden, "features.bin"));
		const features = join(folder, "f.npy");
		writeFileSync(features, writeNpy({ data: new Uint8Array(bytes.subarray(0, 98000)), shape: [200, 49, 10, 1] }));
		const bundle = join(folder, "dense.akb");
		await akidaKws("convert", model("ds_cnn_kws_ar_iq8_wq4_aq4_laq1.h5"), "--out", bundle);
		const outcome = await akidaKws("predict", bundle, "--features", features, "--potentials", join(folder, "p.npy"), "--json");
		t.is(outcome.code, 0, outcome.stderr);
		const expected = new Int32Array(new Uint8Array(bytes.subarray(98800, 98800 + 26400)).buffer);
		const classes = new Int32Array(new Uint8Array(bytes.subarray(151600)).buffer);
		t.deepEqual(npy(join(folder, "p.npy")).data, expected);
		const found = outcome.stdout
			.trim()
			.split("\n")
			.map((line) => (JSON.parse(line) as { class: number }).class);
		t.deepEqual(found, [...classes]);
		t.deepEqual(readdirSync(folder).sort(), ["dense.akb", "f.npy", "p.npy"], "nothing half-written is left");
	});
}
