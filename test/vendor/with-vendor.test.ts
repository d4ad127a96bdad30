import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { serveTwin } from "../../host-sim/twin/functional-twin.js";
import type { ChipLink } from "../../src/akida/chip-link.js";
import { Akd1500 } from "../../src/akida/driver.js";
import { parseProgram } from "../../src/akida/program.js";
import { type Bundle, readBundle } from "../../src/bundle/bundle.js";
import { convert } from "../../tools/convert/convert.js";
import { openEmulator } from "../../tools/emulator.js";
import { checkVendor } from "../../tools/vendor/bridge.js";
import { findPython } from "../../tools/vendor/python.js";
import { conversionOf, fbzOf, forSilicon, jsonOfFbz } from "../../tools/vendor/silicon.js";
import type { Fixture } from "../akida/fixtures.js";
import { Recorder } from "../akida/recorder.js";
import { runScenario } from "../akida/scenario.js";
import { compareTrace } from "../akida/trace.js";
import { defaultBundle } from "../app/scene.js";
import { randomBytes } from "../nsoc/layers.js";
import { project, shared } from "../shared.js";
import { scratch } from "../scratch.js";
import { akidaKws } from "../tools/cli/run.js";

const JSON_MODEL = { name: "model.json", bytes: readFileSync(project("models", "ds_cnn_kws_ar.akida.json")) };
const LEARN = { classes: 33, spareClasses: 10, neuronsPerClass: 15, numWeights: 25, learningCompetition: 0.1 };
const INPUT_BYTES = 490;
const LABEL = 3;

const client = process.env.AKIDA_ENGINE_CLIENT;
if (!process.env.AKIDA_PYTHON) test("not run: the vendor's compiler is only there when AKIDA_PYTHON names it", (t) => t.pass());
else {
	withCompiler();
	if (client) withEngine(client);
	else test("not run: the vendor's runtime is only there when AKIDA_ENGINE_CLIENT names it", (t) => t.pass());
}

function withCompiler(): void {
	const silicon = async (): Promise<Bundle> => readBundle((await forSilicon(conversionOf(defaultBundle()), findPython())).bundle);

	test("the package answers in the release that the container needs", async (t) => {
		t.is((await checkVendor(findPython())).akida, "2.19.3");
	});

	test("33 + 10 classes of 15 neurons are one program of one pass, the same every time", async (t) => {
		const model = await convert(JSON_MODEL, { learn: LEARN });
		const bundle = readBundle((await forSilicon(model, findPython())).bundle);
		const { passes, outputDims, learning } = parseProgram(bundle.program);
		t.is(passes.length, 1);
		t.is(outputDims.c, 43 * 15);
		t.truthy(learning);
		t.deepEqual(readBundle((await forSilicon(model, findPython())).bundle).program, bundle.program);
	});

	test("what was fitted is in the program: other weights, another program", async (t) => {
		const fitted = await silicon();
		const learn = { ...LEARN, spareClasses: 3, seed: fitted.learning?.seed ?? 1 };
		const fresh = readBundle((await forSilicon(await convert(JSON_MODEL, { learn }), findPython())).bundle);
		t.is(fresh.program.length, fitted.program.length);
		t.notDeepEqual(fresh.program, fitted.program);
	});

	test("the dense model keeps its scales", async (t) => {
		const bundle = readBundle((await forSilicon(await convert(JSON_MODEL), findPython())).bundle);
		const [program, twin] = [parseProgram(bundle.program), parseProgram(bundle.twin ?? bundle.program)];
		t.deepEqual([program.outputScales, program.outputShift], [twin.outputScales, twin.outputShift]);
		t.is(program.outputScales.length, 33);
	});

	test("a model that is saved and read again is the same", async (t) => {
		const saved = await fbzOf(await convert(JSON_MODEL), findPython());
		t.deepEqual(JSON.parse(text(await jsonOfFbz(saved, findPython()))), JSON.parse(text(JSON_MODEL.bytes)));
		const weights = (await jsonOfFbz(await fbzOf(conversionOf(defaultBundle()), findPython()), findPython())).length;
		t.true(weights > JSON_MODEL.bytes.length, "a learning layer is saved too");
	});

	test("the demo keeps its promises on the compiled program", async (t) => {
		const { code, stdout, stderr } = await akidaKws("demo", "--target", "akd1500");
		t.is(code, 0, stdout + stderr);
		t.regex(stdout, /listening for 32 words, and "backward" learned before/);
	});

	const fbz = shared("models", "ds_cnn_kws_ar.fbz");
	if (fbz) {
		test("the published .fbz is the published JSON", async (t) => {
			t.is(text(await jsonOfFbz(readFileSync(fbz), findPython())), text(JSON_MODEL.bytes));
		});
	}
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** The vendor's open runtime, writing down what it does to a memory that follows its rules (see test/golden/programs). */
function withEngine(command: string): void {
	for (const level of ["register", "spi"] as const) {
		test(`the driver makes the runtime's accesses for the compiled default model, ${level} level`, async (t) => {
			const fixture = fixtureOf(await compiled());
			for (const learn of [true, false]) {
				const trace = record(t, command, fixture, level, learn);
				const { events } = runScenario(fixture, { level, inferOnly: !learn });
				const { compared, difference } = compareTrace(trace, events);
				t.is(difference, undefined);
				t.true(compared > 100);
			}
		});
	}

	test("it does so in front of the emulated chip, and reads there what the runtime reads", async (t) => {
		const bundle = await compiled();
		const fixture = fixtureOf(bundle);
		const trace = record(t, command, fixture, "register", false);
		const nsoc = new Nsoc();
		const twin = serveTwin(nsoc, bundle);
		t.is(compareTrace(trace, inferred(nsoc, fixture)).difference, undefined);
		t.deepEqual(twin?.counters, { answered: 2, refused: 0 });
		t.like(nsoc.counters, { unknownAccesses: 0, badDescriptors: 0 });
	});
}

const compiled = async (): Promise<Bundle> => readBundle((await forSilicon(conversionOf(defaultBundle()), findPython())).bundle);

/** Two inputs, and what the twin makes of them. */
function fixtureOf(bundle: Bundle): Fixture {
	const inputs = [1, 2].map((seed) => randomBytes(seed, INPUT_BYTES));
	const { driver } = openEmulator(bundle.twin ?? bundle.program);
	const outputs = inputs.map((input) => new Uint8Array(Int32Array.from(driver.run(input).values).buffer));
	return { name: "silicon", container: bundle.program, program: parseProgram(bundle.program), inputs, outputs };
}

/** Runs the runtime on a fixture; returns the trace file that it wrote. What the compiler made does not outlive the test. */
function record(t: ExecutionContext, command: string, fixture: Fixture, transport: string, learn: boolean): string {
	const { container, program, inputs, outputs } = fixture;
	const folder = scratch();
	t.teardown(() => rmSync(folder, { recursive: true }));
	const place = join(folder, "silicon");
	mkdirSync(place);
	const tensor = (name: string, parts: readonly Uint8Array[], dims: { x: number; y: number; c: number }, type: string): void => {
		writeFileSync(join(place, `${name}.bin`), Buffer.concat(parts));
		writeFileSync(join(place, `${name}.json`), JSON.stringify({ dims: [parts.length, dims.x, dims.y, dims.c], type }));
	};
	writeFileSync(join(place, "program.bin"), container);
	tensor("inputs", inputs, program.inputDims, "uint8");
	tensor("outputs", outputs, program.outputDims, "int32");
	const trace = join(folder, "trace.jsonl");
	const how = ["--transport", transport, "--sequential", ...(learn ? ["--learn", `${LABEL}`] : [])];
	execFileSync(command, ["silicon", "--fixtures", folder, "--trace", trace, ...how], { stdio: "ignore" });
	return trace;
}

/** The accesses of an inference run against an emulated chip, in the phases of the traces. */
function inferred(nsoc: Nsoc, { container, inputs }: Fixture): Recorder["events"] {
	const recorder = new Recorder();
	const chip: ChipLink = {
		read: (address, into, bytes = into.length) => nsoc.read(address, into.subarray(0, bytes)),
		write: (address, bytes, length = bytes.length) => nsoc.write(address, bytes.subarray(0, length)),
	};
	recorder.phase("create");
	const driver = new Akd1500(recorder.link(chip), recorder.clock);
	recorder.phase("program");
	driver.program(container);
	recorder.phase("set_batch_size");
	recorder.note(driver.setBatchSize(inputs.length));
	inputs.forEach((input, i) => {
		recorder.phase(`enqueue[${i}]`);
		driver.enqueue(input);
		recorder.phase(`fetch[${i}]`);
		driver.fetch();
	});
	recorder.phase("unprogram");
	driver.unprogram();
	recorder.phase("end");
	return recorder.events;
}
