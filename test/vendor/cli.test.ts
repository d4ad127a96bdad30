import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "ava";
import { readBundle } from "../../src/bundle/bundle.js";
import { interpreterOf } from "../../tools/vendor/python.js";
import { project } from "../shared.js";
import { scratch } from "../scratch.js";
import { akidaKws } from "../tools/cli/run.js";
import { opaqueProgram } from "../twin/opaque.js";
import { executable, fakePython, file, withPython } from "./fake.js";

// Nothing that is installed on this machine counts here.
process.env.AKIDA_PYTHON = "";
process.env.HOME = scratch();

const JSON_MODEL = project("models", "ds_cnn_kws_ar.akida.json");
const BUNDLE = project("models", "default.akb");
const opaque = file("program.bin", opaqueProgram({ input: [49, 10, 1], outputs: 540, memory: 3240 }));
const python = (): string => fakePython({ program: opaque }).command;
const out = (name: string): string => join(scratch(), name);

for (const args of [
	["vendor", "check"],
	["demo", "--target", "akd1500"],
	["convert", JSON_MODEL, "--target", "akd1500", "--out", out("never.akb")],
	["convert", BUNDLE, "--to", "fbz", "--out", out("never.fbz")],
	["convert", file("m.fbz", "x"), "--out", out("never.akb")],
]) {
	test(`without the package: ${args[0]} ${args[2] ?? args[1]} names the command that helps`, async (t) => {
		const { code, stderr } = await akidaKws(...args);
		t.is(code, 1);
		t.regex(stderr, /^error: this needs the vendor's compiler, .*\nhint: run akida-kws vendor setup, or name a Python/);
		t.is(stderr.trim().split("\n").length, 2);
		t.false(existsSync(args.at(-1) ?? ""));
	});
}

test("without the package everything else works", async (t) => {
	const target = out("m.akb");
	t.is((await akidaKws("convert", JSON_MODEL, "--out", target)).code, 0);
	t.is(readBundle(readFileSync(target)).kind, "simulator");
});

test("setup without a terminal installs nothing, and says how", async (t) => {
	const { code, stdout, stderr } = await akidaKws("vendor", "setup");
	t.is(code, 1);
	t.regex(stdout, /proprietary software of BrainChip/);
	t.regex(stderr, /^error: nothing was installed: the licence was not accepted\nhint: .*--yes/);
});

test("setup with --yes into a folder says how to name it; check finds the default folder by itself", async (t) => {
	const reply = `echo '{"akida": "2.19.3", "python": "3.12.1"}'`;
	const base = executable([`case "$2" in venv) mkdir -p "$3/bin"; cp "$0" "$3/bin/python";; pip);; *) ${reply};; esac`]);
	const folder = out("venv");
	const { code, stdout } = await akidaKws("vendor", "setup", "--yes", "--base", base, "--folder", folder);
	t.is(code, 0);
	t.true(stdout.includes(`akida 2.19.3 is now in ${folder} (Python 3.12.1)\nname it with --python, or set AKIDA_PYTHON=${folder}`), stdout);
	const { stdout: found } = await akidaKws("vendor", "check", "--python", interpreterOf(folder));
	t.regex(found, /^ready: akida 2\.19\.3, Python 3\.12\.1, .*python \(--python\)$/m);
});

test("options that contradict each other", async (t) => {
	const refusal = async (reason: RegExp, ...args: string[]) => {
		const target = out("never");
		const { code, stderr } = await akidaKws("convert", ...args, "--out", target);
		t.is(code, 1);
		t.regex(stderr, reason);
		t.false(existsSync(target));
	};
	await refusal(/default\.akb is a bundle already/, BUNDLE);
	await refusal(/default\.akb is a bundle, with its head/, BUNDLE, "--target", "akd1500", "--learn");
	await refusal(/with its head and labels/, BUNDLE, "--to", "fbz", "--labels", project("models", "labels.json"));
	await refusal(/--to fbz writes a model/, JSON_MODEL, "--to", "fbz", "--target", "akd1500");
	await refusal(/--to fbz writes a model/, JSON_MODEL, "--to", "fbz", "--emit-program", out("p"));
	t.is((await akidaKws("convert", JSON_MODEL, "--to", "keras", "--out", out("x"))).code, 2);
});

withPython(() => {
	test("convert for silicon: from a fitted bundle and from a model", async (t) => {
		const target = out("silicon.akb");
		const fitted = await akidaKws("convert", BUNDLE, "--target", "akd1500", "--python", python(), "--out", target);
		t.is(fitted.code, 0, fitted.stderr);
		t.regex(fitted.stdout, /learning: 33 \+ 3 classes x 15 neurons/);
		t.is(readBundle(readFileSync(target)).kind, "silicon");
		const emitted = out("program");
		const learn = ["--learn", "--num-weights", "25", "--emit-program", emitted];
		const model = await akidaKws("convert", JSON_MODEL, "--target", "akd1500", "--python", python(), ...learn, "--out", target);
		t.is(model.code, 0, model.stderr);
		t.deepEqual(readFileSync(emitted), readFileSync(opaque));
		t.deepEqual(readBundle(readFileSync(target)).twin?.length, readBundle(readFileSync(BUNDLE)).program.length);
	});

	test("convert to .fbz and from it", async (t) => {
		const saved = out("m.fbz");
		const to = await akidaKws("convert", JSON_MODEL, "--to", "fbz", "--python", python(), "--out", saved);
		t.is(to.code, 0, to.stderr);
		t.regex(to.stdout, /m\.fbz: Akida model of/);
		const [direct, through] = [out("a.akb"), out("b.akb")];
		await akidaKws("convert", JSON_MODEL, "--out", direct);
		const from = await akidaKws("convert", saved, "--python", python(), "--out", through);
		t.is(from.code, 0, from.stderr);
		t.deepEqual(readBundle(readFileSync(through)).program, readBundle(readFileSync(direct)).program);
	});

	test("a mapping that fails leaves no file", async (t) => {
		const target = out("silicon.akb");
		const { command } = fakePython({ refuse: { map: "Cannot map layer 'conv_0'." } });
		const { code, stderr } = await akidaKws("convert", BUNDLE, "--target", "akd1500", "--python", command, "--out", target);
		t.is(code, 1);
		t.regex(stderr, /^error: the model does not fit an AKD1500: Cannot map layer conv_0|'conv_0'/);
		t.false(existsSync(target));
	});

	test("the demo keeps its promises on a silicon program", async (t) => {
		const { code, stdout, stderr } = await akidaKws("demo", "--target", "akd1500", "--python", python());
		t.is(code, 0, stdout + stderr);
		t.regex(stdout, /functional twin computes in its place/);
		t.regex(stdout, /After the power cycle +\d+ +0 +0/);
		t.regex(stdout, /listening for 32 words, and "backward" learned before/);
	});
});

test("the folder that setup makes is found without being named", async (t) => {
	const home = scratch();
	const found = interpreterOf(join(home, ".akida-kws", "vendor"));
	mkdirSync(dirname(found), { recursive: true });
	executable([`echo '{"akida": "2.19.3", "python": "3.12.1"}'`], found);
	const before = process.env.HOME;
	process.env.HOME = home;
	const running = akidaKws("vendor", "check");
	process.env.HOME = before;
	const { stdout } = await running;
	t.regex(stdout, /\(vendor setup\)$/m);
});
