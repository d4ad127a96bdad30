import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { askVendor, checkVendor, type LearnerRequest } from "../../tools/vendor/bridge.js";
import type { VendorPython } from "../../tools/vendor/python.js";
import { scratch } from "../scratch.js";
import { refusedLater } from "../tools/refusal.js";
import { executable, fakePython, file, withPython } from "./fake.js";

const MODEL = { layers: [{ name: "conv_0" }, { name: "separable_1" }], learning: null };
const LEARNER: LearnerRequest = {
	name: "learning",
	units: 3,
	optimizer: {
		num_weights: 2,
		num_classes: 3,
		initial_plasticity: 0.9,
		learning_competition: 0.1,
		min_plasticity: 0.2,
		plasticity_decay: 0.3,
	},
	weights: Int8Array.of(1, 0, 1, 0, 1, 1, 1, 1, 0, 0, 0, 0),
};

const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const source = { form: "json", bytes: json(MODEL) } as const;
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const named = (command: string): VendorPython => ({ command, named: "AKIDA_PYTHON" });

withPython(() => {
	test("check tells both releases, whatever the package prints", async (t) => {
		const { akida, python } = await checkVendor(fakePython());
		t.is(akida, "2.19.3");
		t.regex(python, /^3\.\d+\.\d+/);
	});

	test("a model goes in as JSON and comes out as JSON, by way of .fbz too", async (t) => {
		const fbz = await askVendor(fakePython(), source, "fbz");
		t.true(text(fbz).startsWith("FAKEFBZ"));
		t.deepEqual(JSON.parse(text(await askVendor(fakePython(), { form: "fbz", bytes: fbz }, "json"))), MODEL);
	});

	test("the layer that learns gets its arguments and its weights, in their shape", async (t) => {
		const made = await askVendor(fakePython(), { ...source, learner: LEARNER }, "json");
		const { layers, learning } = JSON.parse(text(made)) as { layers: unknown[]; learning: unknown };
		t.deepEqual(learning, LEARNER.optimizer);
		const variables = { weights: { shape: [1, 1, 4, 3], data: [...LEARNER.weights] } };
		t.deepEqual(layers.slice(2), [{ name: "learning", units: 3, weights_bits: 1, activation: false, variables }]);
	});

	test("a program is what the one sequence has", async (t) => {
		const program = file("program", Uint8Array.of(9, 0, 255, 10, 13));
		t.deepEqual([...(await askVendor(fakePython({ program }), source, "program"))], [9, 0, 255, 10, 13]);
	});

	test("a mapping that fails names the layer", async (t) => {
		const map = "Cannot map layer 'separable_1'. Kernel size should be 3, 5 or 7.";
		const reason = /^the model does not fit an AKD1500: Cannot map layer 'separable_1'\. Kernel size/;
		await refusedLater(t, "does-not-fit", reason, askVendor(fakePython({ refuse: { map } }), source, "program"));
		const unnamed = askVendor(fakePython({ refuse: { map: "No device" } }), source, "program");
		await refusedLater(t, "does-not-fit", /AKD1500: No device$/, unnamed);
	});

	test("more than one sequence, or one without a program, is no program", async (t) => {
		const program = file("program", "p");
		await refusedLater(t, "does-not-fit", /takes 2 sequences/, askVendor(fakePython({ program, sequences: 2 }), source, "program"));
		await refusedLater(t, "does-not-fit", /takes 1 sequences instead of one program/, askVendor(fakePython(), source, "program"));
	});

	test("arguments and weights that the package refuses are told", async (t) => {
		const learning = { ...source, learner: LEARNER };
		const compile = fakePython({ refuse: { compile: "The number of weights must be strictly positive" } });
		await refusedLater(t, "bad-model", /refuses to learn so: The number of weights/, askVendor(compile, learning, "json"));
		const variable = fakePython({ refuse: { set_variable: "Unexpected tensor shape" } });
		await refusedLater(t, "bad-model", /learn so: Unexpected tensor shape/, askVendor(variable, learning, "json"));
	});

	test("models that the package cannot read", async (t) => {
		const bytes = new TextEncoder().encode("hello");
		const unreadable = askVendor(fakePython(), { form: "fbz", bytes }, "json");
		await refusedLater(t, "bad-model", /cannot read the model: ValueError: Unable to parse/, unreadable);
		await refusedLater(t, "bad-model", /JSONDecodeError|ValueError/, askVendor(fakePython(), { form: "json", bytes }, "fbz"));
		await refusedLater(t, "bad-model", /KeyError: 'layers'/, askVendor(fakePython(), { form: "json", bytes: json({}) }, "fbz"));
	});

	test("a Python without the package, with a broken one, or with another release", async (t) => {
		await refusedLater(t, "no-file", /python \(Python 3\.[\d.]+\) has no akida package$/, checkVendor(fakePython({ missing: "akida" })));
		await refusedLater(t, "no-file", /cannot be loaded: No module named 'numpy'/, checkVendor(fakePython({ missing: "numpy" })));
		await refusedLater(t, "bad-file", /has akida 2\.13\.0, .* 2\.19\.3 only$/, checkVendor(fakePython({ version: "2.13.0" })));
	});

	test("files of an exchange are gone after it, also when it fails", async (t) => {
		const folder = join(scratch(), "temporary");
		mkdirSync(folder);
		const before = process.env.TMPDIR;
		process.env.TMPDIR = folder;
		const working = askVendor(fakePython(), { ...source, learner: LEARNER }, "fbz");
		const failing = askVendor(fakePython({ version: "1" }), source, "fbz");
		if (before === undefined) delete process.env.TMPDIR;
		else process.env.TMPDIR = before;
		t.true(readdirSync(folder).length >= 2);
		await working;
		await t.throwsAsync(failing);
		t.deepEqual(
			readdirSync(folder).filter((name) => readdirSync(join(folder, name)).includes("model.json")),
			[],
		);
	});
});

test("a Python that is not there, or not executable", async (t) => {
	await refusedLater(t, "no-file", /cannot run \/no\/python \(ENOENT\), which AKIDA_PYTHON names/, checkVendor(named("/no/python")));
	await refusedLater(t, "no-file", /\(EACCES\)/, checkVendor(named(file("python", "text"))));
});

test("a program that is no Python: what it said last is told", async (t) => {
	await refusedLater(t, "no-file", /did not do as Python: it ended without a word$/, checkVendor(named(executable(["exit 0"]))));
	const chatty = executable(["echo '{}broken'", "echo one >&2", "echo 'shim: no such version' >&2", "exit 127"]);
	await refusedLater(t, "no-file", /did not do as Python: shim: no such version$/, checkVendor(named(chatty)));
	await refusedLater(t, "no-file", /did not do as Python/, checkVendor(named(executable(["echo 17"]))));
});

test("an error that the bridge does not know is passed on in one line", async (t) => {
	const odd = executable([`printf '%s' '{"error": "failed", "message": "MemoryError: one\\ntwo"}'`]);
	await refusedLater(t, "bad-model", /the akida package failed: MemoryError: one two$/, checkVendor(named(odd)));
});
