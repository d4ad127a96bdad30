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
	await json("fit", file("more.akb"), ...taught, "--out", file("taught.akb"), "--calibration", "0");
	const tested = readBundle(readFileSync(file("taught.akb"))).selfTests.map(({ expectedClass }) => expectedClass);
	t.true(tested.some((c) => c < 33) && tested.some((c) => c >= 33), "the self-tests of old classes stay beside the new ones");
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

test("augment: variants of utterances, ready to be learned", async (t) => {
	const out = join(scratch(), "a.npz");
	const result = await json("augment", wav(1), wav(2), "--variants", "3", "--class", "33", "--out", out);
	t.is(result["rows"], 6);
	const arrays = readNpz(readFileSync(out), out);
	t.deepEqual(arrays.get("x").shape, [6, 49, 10, 1]);
	t.deepEqual(Array.from(arrays.get("y").data), new Array<number>(6).fill(33));
	t.is(arrays.get("take").data.length, 6);
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
