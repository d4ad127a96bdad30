import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { writeNpy } from "../../../tools/files/npy.js";
import { project } from "../../shared.js";
import { scratch } from "../../scratch.js";
import { akidaKws, type Outcome } from "./run.js";

const bundle = project("models", "default.akb");
const keras = project("models", "ds_cnn_kws_ar_iq8_wq4_aq4_laq1.h5");
const json = project("models", "ds_cnn_kws_ar.akida.json");
const wav = project("assets", "demo_wav", "preset_no_1.wav");

/** A file in a fresh folder. */
function file(name: string, bytes: Uint8Array | string): string {
	const path = join(scratch(), name);
	writeFileSync(path, bytes);
	return path;
}

const changed = (path: string, change: (bytes: Buffer) => Buffer): Buffer => change(Buffer.from(readFileSync(path)));
const zeros = (...shape: number[]): Uint8Array => writeNpy({ data: new Uint8Array(shape.reduce((a, b) => a * b)), shape });

/** What goes wrong, the command (OUT is a file to write), and what the one line must say. */
const REFUSALS: [what: string, args: () => string[], says: RegExp][] = [
	[
		"a WAV of another rate",
		() => [
			"mfcc",
			file(
				"a.wav",
				changed(wav, (b) => (b.writeUInt32LE(8000, 24), b)),
			),
			"--out",
			"OUT",
		],
		/8000 Hz/,
	],
	[
		"a stereo WAV",
		() => [
			"mfcc",
			file(
				"a.wav",
				changed(wav, (b) => (b.writeUInt16LE(2, 22), b)),
			),
			"--out",
			"OUT",
		],
		/2 channels/,
	],
	[
		"a truncated WAV",
		() => [
			"mfcc",
			wav,
			file(
				"a.wav",
				changed(wav, (b) => b.subarray(0, 9000)),
			),
			"--out",
			"OUT",
		],
		/cut off/,
	],
	["an empty WAV", () => ["sim", "--wav", file("a.wav", "")], /not a WAV/],
	["a folder as flash image", () => ["sim", "--wav", wav, "--flash-image", scratch()], /is a folder/],
	["a flash image of another size", () => ["status", "--port", "sim", "--flash", file("f.bin", "x")], /f\.bin has 1 bytes/],
	["text instead of a WAV", () => ["sim", "--wav", file("a.wav", "hello, this is no sound at all, only text")], /not a WAV/],
	["a file that is not there", () => ["mfcc", "no-such.wav", "--out", "OUT"], /no file no-such\.wav/],
	["a folder instead of a file", () => ["mfcc", scratch(), "--out", "OUT"], /is a folder/],
	[
		"a cut-off h5",
		() => [
			"convert",
			file(
				"m.h5",
				changed(keras, (b) => b.subarray(0, 70000)),
			),
			"--out",
			"OUT",
		],
		/m\.h5/,
	],
	["something else named h5", () => ["convert", file("m.h5", "not a model"), "--out", "OUT"], /m\.h5/],
	[
		"a JSON of another IP version",
		() => ["convert", file("m.json", readFileSync(json, "utf8").replace('"v1"', '"v2"')), "--out", "OUT"],
		/v2/,
	],
	[
		"a JSON cut off",
		() => [
			"convert",
			file(
				"m.json",
				changed(json, (b) => b.subarray(0, 5000)),
			),
			"--out",
			"OUT",
		],
		/m\.json/,
	],
	[
		"an unknown kind of layer",
		() => ["convert", file("m.json", readFileSync(json, "utf8").replace("SeparableConvolutional", "Transformer")), "--out", "OUT"],
		/Transformer/,
	],
	[
		"a bundle with a flipped byte",
		() => [
			"sim",
			"--wav",
			wav,
			"--bundle",
			file(
				"b.akb",
				changed(bundle, (b) => ((b[9000] = (b[9000] as number) ^ 4), b)),
			),
		],
		/damaged/,
	],
	["a WAV instead of a bundle", () => ["predict", wav, "--features", file("f.npy", zeros(1, 49, 10))], /not a model bundle/],
	["features of another shape", () => ["predict", bundle, "--features", file("f.npy", zeros(1, 10, 49))], /N x 49 x 10/],
	[
		"features that are no bytes",
		() => ["predict", bundle, "--features", file("f.npy", writeNpy({ data: new Float32Array(490), shape: [1, 49, 10] }))],
		/float32/,
	],
	[
		"learning with a number of weights that the layer cannot have",
		() => ["convert", json, "--learn", "--num-weights", "65", "--out", "OUT"],
		/65/,
	],
	[
		"more classes than the chip can hold",
		() => ["convert", json, "--learn", "--num-weights", "20", "--classes", "900", "--neurons-per-class", "40", "--out", "OUT"],
		/learning/,
	],
	["auto weights without samples", () => ["convert", json, "--learn", "--out", "OUT"], /--samples/],
	[
		"labels for another number of classes",
		() => ["convert", json, "--labels", file("l.json", '{"labels": ["a", "b"]}'), "--out", "OUT"],
		/2 labels/,
	],
	["fitting a model without a learning layer", () => ["fit", file("b.akb", "x"), "--data", "d.npz", "--out", "OUT"], /not a model bundle/],
	["a script that is not JSON", () => ["sim", "--wav", wav, "--script", file("s.json", "press the button")], /not JSON/],
	["a script with an unknown step", () => ["sim", "--wav", wav, "--script", file("s.json", '[{"jump": 1}]')], /step 1/],
	[
		"a script that waits in vain",
		() => ["sim", "--wav", wav, "--script", file("s.json", '[{"wait": "learned", "timeout": 1}]')],
		/"learned"/,
	],
];

/** One line that says what is wrong, at most one hint, no stack trace. */
function isPlain(outcome: Outcome): boolean {
	const lines = outcome.stderr.trim().split("\n");
	return lines.length <= 2 && lines[0]?.startsWith("error: ") === true && (lines.length === 1 || lines[1]?.startsWith("hint: ") === true);
}

for (const [what, args, says] of REFUSALS) {
	test(`${what}: one line, exit code 1, no output file`, async (t) => {
		const out = join(scratch(), "out");
		const outcome = await akidaKws(...args().map((arg) => (arg === "OUT" ? out : arg)));
		t.is(outcome.code, 1, outcome.stdout + outcome.stderr);
		t.true(isPlain(outcome), outcome.stderr);
		t.regex(outcome.stderr, says);
		t.false(existsSync(out));
	});
}

test("an output file that was there before stays when the command fails", async (t) => {
	const out = file("f.npy", "precious");
	t.is((await akidaKws("mfcc", "no-such.wav", "--out", out)).code, 1);
	t.is(readFileSync(out, "utf8"), "precious");
	const folder = join(scratch(), "folder");
	mkdirSync(folder);
	t.is((await akidaKws("mfcc", wav, "--out", folder)).code, 1);
});

const USAGE: [what: string, args: string[]][] = [
	["no command", []],
	["an unknown command", ["frobnicate"]],
	["an unknown option", ["demo", "--fast"]],
	["a missing required option", ["mfcc", wav]],
	["a missing argument", ["mfcc", "--out", "x"]],
	["a number that is none", ["convert", json, "--out", "x", "--classes", "many"]],
	["a port without a name", ["status", "--port", ""]],
	["a script in real time", ["sim", "--pty", "--script", "no-such.json"]],
	["a number that is nothing", ["fit", bundle, "--data", "d.npz", "--out", "x", "--first-class", ""]],
	["a share beyond 1", ["convert", json, "--out", "x", "--learning-competition", "1.5"]],
];

for (const [what, args] of USAGE) {
	test(`usage: ${what} exits with 2`, async (t) => {
		const outcome = await akidaKws(...args);
		t.is(outcome.code, 2, outcome.stdout + outcome.stderr);
		t.true(outcome.stderr.length > 0);
	});
}

test("--help and --version are no failures", async (t) => {
	const help = await akidaKws("--help");
	t.is(help.code, 0);
	t.regex(help.stdout, /^Usage: akida-kws/);
	t.regex((await akidaKws("--version")).stdout, /^\d+\.\d+\.\d+/);
});
