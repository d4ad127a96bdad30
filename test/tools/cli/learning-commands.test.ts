import test from "ava";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readBundle } from "../../../src/bundle/bundle.js";
import { readNpz, writeNpz } from "../../../tools/files/npy.js";
import { project } from "../../shared.js";
import { serveFile } from "../fetch/server.js";
import { scratch } from "../../scratch.js";
import { akidaKws } from "./run.js";

// What the person at this machine has fetched is no part of the tests.
process.env["XDG_CACHE_HOME"] = scratch();

const model = project("models", "ds_cnn_kws_ar_iq8_wq4_aq4_laq1.h5");
const bundle = project("models", "default.akb");
const preset = project("test", "golden", "tutorial", "preset.pkl");
const edge = project("test", "golden", "tutorial", "edge.pkl");
const wav = (n: number): string => project("assets", "demo_wav", `new_backward_enrol_${n}.wav`);

/** A command that succeeds and prints one JSON value. */
async function json(...args: string[]): Promise<Record<string, unknown>> {
	const { code, stderr, stdout } = await akidaKws(...args, "--json");
	if (code !== 0) throw new Error(stderr);
	return JSON.parse(stdout) as Record<string, unknown>;
}

test("the tutorial step by step: the same files, one command after the other", async (t) => {
	const folder = scratch();
	const file = (name: string): string => join(folder, name);
	const spikes = await json("sparsity", model, "--data", preset);
	t.is(spikes["samples"], 99);
	const learn = ["--learn", "--spare", "0", "--samples", preset, "--learning-competition", "0.1"];
	await json("convert", model, ...learn, "--out", file("learner.akb"));
	t.deepEqual(readBundle(readFileSync(file("learner.akb"))).labels.slice(14, 17), ["nine", "no", "ok"], "the pickle has the words");
	t.is(readBundle(readFileSync(file("learner.akb"))).learning?.numWeights, Number(spikes["numWeights"]));
	const fitted = await json("fit", file("learner.akb"), "--data", preset, "--out", file("fitted.akb"), "--calibration", "0");
	t.is(fitted["samples"], 99);
	const added = await json(
		"add-classes",
		file("fitted.akb"),
		"--count",
		"3",
		"--names",
		"backward,forward,rotate",
		"--out",
		file("more.akb"),
	);
	t.deepEqual(added["added"], ["backward", "forward", "rotate"]);
	const taught = ["--data", edge, "--first-class", "33"];
	const fit = await akidaKws("fit", file("more.akb"), ...taught, "--out", file("taught.akb"), "--calibration", "0");
	t.regex(fit.stdout, /^learning 24 samples of edge\.pkl\nlearned 24 of 24 samples/, "it says at once what it does");
	const tested = readBundle(readFileSync(file("taught.akb"))).selfTests.map(({ expectedClass }) => expectedClass);
	t.true(tested.some((c) => c < 33) && tested.some((c) => c >= 33), "the self-tests of old classes stay beside the new ones");
	const table = await akidaKws("evaluate", "classes", file("taught.akb"), ...taught, "--jobs", "1");
	t.regex(table.stdout, /^no +0 +- +- +(-|0\.0 %)$/m, "no share of no samples");
	t.regex(table.stdout, /^Confusion matrix.*\n +class .* 33 +34 +35\n +backward \(33\) .*\n +forward \(34\) .*\n +rotate \(35\) .*\n\n/m);
	const found = await json("evaluate", "classes", file("taught.akb"), ...taught, "--jobs", "1");
	t.is(found["samples"], 6);
	t.is((found["labels"] as string[])[35], "rotate");
	t.is((found["classScore"] as { confusion: number[][] }).confusion.length, 36);
});

test("tutorial: too little data: the figures are printed, the exit code says that the checks fail", async (t) => {
	const out = join(scratch(), "figures.json");
	const args = ["tutorial", "--model", model, "--preset", preset, "--edge", edge, "--jobs", "1", "--json", out];
	const { code, stderr, stdout } = await akidaKws(...args);
	t.is(code, 1);
	t.regex(stderr, /^tutorial: old classes after edge learning: accuracy 0\.\d+ is not above 0\.82/m);
	for (const line of [
		/Wanted words/,
		/Total params: 22,753/,
		/Learning Summary/,
		/The number of weights is then set to: \d+/,
		/Elapsed time/,
	])
		t.regex(stdout, line);
	t.regex(stdout, /on new keywords: \d\/6 by the largest unit/);
	const figures = JSON.parse(readFileSync(out, "utf8")) as { checks: { passed: boolean }[]; cpuSeconds: number };
	t.deepEqual(
		figures.checks.map(({ passed }) => passed),
		[true, false],
	);
	t.true(figures.cpuSeconds > 0);
});

test("tutorial: files that were never fetched, or are not the tutorial's, are refused in one line", async (t) => {
	const missing = await akidaKws("tutorial", "--model", model, "--preset", preset);
	t.is(missing.code, 1);
	t.regex(missing.stderr, /^error: there is no edge file\nhint: give --edge, or run akida-kws fetch tutorial\n$/);
	const evil = project("test", "golden", "pickle", "executable.pkl");
	const refused = await akidaKws("tutorial", "--model", model, "--preset", evil, "--edge", edge);
	t.is(refused.code, 1);
	t.regex(refused.stderr, /^error: executable\.pkl holds a posix\.system, which is not plain data\n/);
	const swapped = await akidaKws("tutorial", "--model", model, "--preset", edge, "--edge", edge);
	t.is(swapped.code, 1);
	t.regex(swapped.stderr, /3 labels for 33 classes/);
});

test("summary and inspect: tables for people, JSON for programs", async (t) => {
	const { stdout } = await akidaKws("summary", model);
	for (const line of ["Model Summary", "Input shape  Output shape  Sequences  Layers", "Total params: 22,753"])
		t.true(stdout.includes(line), line);
	t.is((await json("summary", bundle))["kind"], "bundle");
	const pieces = await akidaKws("inspect", bundle);
	for (const line of [/Pass 1 of 1/, /NP 1\.1\.0 +CNP_FILTERS/, /learned memory/, /input of one job/]) t.regex(pieces.stdout, line);
	t.is((await json("inspect", bundle))["bytes"], readBundle(readFileSync(bundle)).program.length);
	const text = await akidaKws("inspect", project("README.md"));
	t.is(text.code, 1);
	t.regex(text.stderr, /^error: /);
});

test("words of a pickle name the classes of a dense head; a pickle of other words, or of none, does not name others", async (t) => {
	const out = join(scratch(), "o.akb");
	await json("convert", model, "--labels", preset, "--out", out);
	const { labels, silenceClass } = readBundle(readFileSync(out));
	t.is(labels[15], "no");
	t.is(labels[silenceClass], "_silence_");
	const refused = await akidaKws("convert", model, "--labels", edge, "--out", out);
	t.is(refused.code, 1);
	t.regex(refused.stderr, /there are 3 labels for 33 classes/);
	await json("convert", model, "--learn", "--classes", "5", "--spare", "0", "--samples", preset, "--out", out);
	t.is(readBundle(readFileSync(out)).labels[4], "class 4");
});

test("sparsity: a mean that a person can read", async (t) => {
	const { stdout } = await akidaKws("sparsity", model, "--data", edge, "--samples", "7");
	t.regex(stdout, /^Average number of spikes: \d+(\.\d{1,4})? of 64 /);
});

test("what can be known beforehand is refused before learning begins", async (t) => {
	const folder = scratch();
	const out = join(folder, "o.akb");
	for (const [says, ...args] of [
		[/there is no file .*nope\.npz/, "--data", preset, "--out", out, "--validation", "nope.npz"],
		[/cannot write .*none\/o\.akb \(ENOENT\)/, "--data", preset, "--out", join(folder, "none", "o.akb")],
		[/is an input/, "--data", preset, "--out", preset],
	] as const) {
		const { code, stderr, stdout } = await akidaKws("fit", bundle, ...args);
		t.is(code, 1);
		t.regex(stderr, says);
		t.is(stdout, "", "not a line about learning");
	}
});

test("a command does not write over what it reads", async (t) => {
	const folder = scratch();
	const copy = join(folder, "m.h5");
	writeFileSync(copy, readFileSync(model));
	const before = readFileSync(copy);
	for (const args of [
		["convert", copy, "--out", copy],
		["convert", copy, "--out", join(folder, "o.akb"), "--emit-program", copy],
		["add-classes", copy, "--count", "1", "--out", copy],
		["mfcc", copy, "--out", copy],
		["augment", copy, "--out", copy],
		["predict", bundle, "--features", copy, "--potentials", copy],
		["evaluate", "classes", bundle, "--data", copy, "--json", copy],
		["evaluate", "fewshot", copy, "--data", "d.npz", "--report", copy],
		["evaluate", "stream", bundle, "--recordings", folder, "--json", copy],
		["evaluate", "augmentation", copy, "--json", copy],
		["tutorial", "--model", copy, "--preset", preset, "--edge", edge, "--out", copy],
		["chip", "--listen", join(folder, "s"), "--flash", copy, "--trace", copy],
	]) {
		const { code, stderr } = await akidaKws(...args);
		t.is(code, 1, args.join(" "));
		t.regex(stderr, /^error: .*m\.h5 is an input/, args.join(" "));
		t.deepEqual(readFileSync(copy), before);
	}
});

test("augment: variants of utterances, ready to be learned", async (t) => {
	const out = join(scratch(), "a.npz");
	const result = await json("augment", wav(1), wav(2), "--variants", "3", "--class", "33", "--out", out);
	t.is(result["rows"], 6);
	const arrays = readNpz(readFileSync(out), out);
	t.deepEqual(arrays.get("x").shape, [6, 49, 10, 1]);
	t.deepEqual(Array.from(arrays.get("y").data), new Array<number>(6).fill(33));
	t.is(arrays.get("take").data.length, 6);
	const array = await akidaKws("augment", wav(1), "--out", join(scratch(), "a.npy"));
	t.is(array.code, 1);
	t.regex(array.stderr, /a\.npy will hold several arrays/);
});

test("fit learns made noise as silence and finds offsets; the bundle says so", async (t) => {
	const out = join(scratch(), "fitted.akb");
	const { code, stderr, stdout } = await akidaKws("fit", bundle, "--data", preset, "--noise", "3", "--balance", "--out", out);
	t.is(code, 0, stderr);
	t.regex(stdout, /learned 102 of 102 samples/);
	const fitted = readBundle(readFileSync(out));
	t.is(fitted.offsets.length, 33);
	t.notDeepEqual(fitted.offsets, readBundle(readFileSync(bundle)).offsets);
	t.true(fitted.notes.some(({ key, value }) => key === "made noise" && value === "3 windows learned as silence, seed 1"));
	const plain = join(scratch(), "plain.akb");
	t.is((await akidaKws("fit", bundle, "--data", preset, "--out", plain)).code, 0);
	t.deepEqual(readBundle(readFileSync(plain)).offsets, readBundle(readFileSync(bundle)).offsets, "offsets stay when none are asked for");
	t.notDeepEqual(readBundle(readFileSync(plain)).program, fitted.program, "the noise was learned");
});

test("offsets need samples of every word", async (t) => {
	const { code, stderr } = await akidaKws("fit", bundle, "--data", edge, "--balance", "--out", join(scratch(), "o.akb"));
	t.is(code, 1);
	t.regex(stderr, /edge\.pkl has no sample of class 3, direction\n.*--balance/);
});

test("data that does not fit: missing arrays, labels that are no classes, a pickle of another structure", async (t) => {
	const folder = scratch();
	const npz = join(folder, "d.npz");
	const refusal = async (says: RegExp, ...args: string[]): Promise<void> => {
		const out = join(folder, "out.akb");
		const { code, stderr } = await akidaKws(...args.map((arg) => (arg === "OUT" ? out : arg)));
		t.is(code, 1);
		t.regex(stderr, says);
		t.false(existsSync(out));
	};
	const x = { data: new Uint8Array(490), shape: [1, 49, 10, 1] };
	writeFileSync(npz, writeNpz({ x }));
	await refusal(/has no array "y"/, "evaluate", "classes", bundle, "--data", npz);
	writeFileSync(npz, writeNpz({ x, y: { data: Int32Array.of(40), shape: [1] } }));
	await refusal(/label 40 of input 0 in d\.npz is no class/, "fit", bundle, "--data", npz, "--out", "OUT");
	writeFileSync(npz, writeNpz({ x, y: { data: Int32Array.of(-1), shape: [1] } }));
	await refusal(/label -1 of input 0/, "fit", bundle, "--data", npz, "--first-class", "32", "--out", "OUT");
	await refusal(/label -1 of input 0/, "evaluate", "classes", bundle, "--data", npz, "--first-class", "32");
	writeFileSync(npz, writeNpz({ x: { data: new Uint8Array(0), shape: [0, 49, 10, 1] }, y: { data: new Int32Array(0), shape: [0] } }));
	await refusal(/d\.npz holds no samples/, "fit", bundle, "--data", npz, "--out", "OUT");
	await refusal(/d\.npz holds no samples/, "evaluate", "classes", bundle, "--data", npz);
	const plain = project("test", "golden", "pickle", "plain-protocol-5.pkl");
	await refusal(/has no y for train|has shape/, "fit", bundle, "--data", plain, "--out", "OUT");
	await refusal(/2 names for 3 classes/, "add-classes", bundle, "--count", "3", "--names", "a,b", "--out", "OUT");
});

test("fetch: the files of a mirror, then the cache; offline in one line", async (t) => {
	const server = await serveFile(readFileSync(edge));
	t.teardown(() => server.close());
	const folder = scratch();
	const wrong = await akidaKws("fetch", "tutorial", "--mirror", server.url, "--folder", folder);
	t.is(wrong.code, 1);
	t.regex(wrong.stderr, /^error: ds_cnn_kws_iq8_wq4_aq4_laq1\.h5 has the SHA-256 digest [0-9a-f]{64}, 2ba6220b/);
	server.close();
	const offline = await akidaKws("fetch", "tutorial", "--mirror", "http://127.0.0.1:9/", "--folder", folder);
	t.is(offline.code, 1);
	t.regex(offline.stderr, /^error: cannot fetch from 127\.0\.0\.1:9 \(.*\)/);
});
