import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { bytesOf } from "../../src/akida/packet.js";
import { readBundle } from "../../src/bundle/bundle.js";
import { ChipServer, type ChipServerOptions } from "../../tools/chip/chip-server.js";
import { listen } from "../../tools/chip/listener.js";
import { readRecording, type Recording } from "../../tools/chip/recording.js";
import { serveRecordings } from "../../tools/chip/twins.js";
import { convert } from "../../tools/convert/convert.js";
import { openEmulator } from "../../tools/emulator.js";
import { FLASH_OFFSET, flashWith, LABEL, LEVELS, RECORDED_RUNS, type RecordedRun } from "../recorded-runs.js";
import { project, shared } from "../shared.js";
import { scratch } from "../scratch.js";
import { engineClient, obstacle, run, writeCase } from "./engine.js";
import { startChip } from "./running.js";

/** The first of the model's spare classes. */
const NEW_WORD = 33;
/** The client's word for a refusal of the engine. */
const PANIC = 3;

const BUILD_MINUTES = 20;

/** Begun with the first test that needs it. */
let built: Promise<string | Error> | undefined;

/** A test with the client's path. Where it cannot be built, for want of a network for example, the test says so. */
function engineTest(title: string, body: (t: ExecutionContext, engine: string) => Promise<void>): void {
	test.serial(title, async (t) => {
		t.timeout(BUILD_MINUTES * 60_000);
		const engine = await (built ??= engineClient().catch((error: Error) => error));
		if (typeof engine === "string") return body(t, engine);
		t.log(`skipped: the client could not be built: ${engine.message}`);
		t.pass();
	});
}

/** A fresh chip for one or more runs of the client. */
async function serveOnce(t: ExecutionContext, options: ChipServerOptions = {}, recordings: readonly Recording[] = []) {
	const server = new ChipServer(options);
	serveRecordings(server.nsoc, recordings);
	const path = join(scratch(), "chip.sock");
	const listener = await listen({ path }, server);
	t.teardown(() => listener.close());
	return { server, path };
}

/** [3.1] The SPI driver opens the flash's window by itself; at register level somebody must have done so before. */
function openFlash(server: ChipServer): void {
	for (const line of ["W fce00018 200000", "W fcf20100 eb", "W fcf20008 1"]) server.reply(line);
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Golden inputs of the keyword model and the potentials of its dense head. */
function goldens(folder: string): { inputs: Uint8Array[]; potentials: Int32Array[] } {
	const { arrays } = JSON.parse(readFileSync(join(folder, "features.json"), "utf8")) as {
		arrays: Record<string, { offset: number; bytes: number; shape: number[] }>;
	};
	const data = new Uint8Array(readFileSync(join(folder, "features.bin")));
	const rows = (name: string): Uint8Array[] => {
		const { offset, bytes, shape } = arrays[name] as { offset: number; bytes: number; shape: number[] };
		const size = bytes / (shape[0] as number);
		return Array.from({ length: shape[0] as number }, (_, i) => data.slice(offset + i * size, offset + (i + 1) * size));
	};
	return { inputs: rows("x"), potentials: rows("potentials").map((row) => new Int32Array(row.buffer)) };
}

async function denseProgram(): Promise<Uint8Array> {
	const name = "ds_cnn_kws_ar_iq8_wq4_aq4_laq1.h5";
	const { bundle } = await convert({ bytes: new Uint8Array(readFileSync(project("models", name))), name });
	return readBundle(bundle).program;
}

function dense(golden: string): void {
	for (const transport of LEVELS) {
		engineTest(
			`the vendor's runtime computes the golden potentials on this chip: ${transport}, batches of 1, 2 and 16`,
			async (t, engine) => {
				const { inputs, potentials } = goldens(golden);
				const fixtures = writeCase({
					program: await denseProgram(),
					inputs,
					outputs: potentials,
					inputDims: [49, 10, 1],
					outputDims: [1, 1, 33],
				});
				const { server, path } = await serveOnce(t);
				const options = ["case", "--fixtures", fixtures, "--backend", `unix:${path}`, "--transport", transport];
				for (const batch of ["1", "2", "16"]) {
					for (const order of [[], ["--sequential"]]) {
						const { code, stderr } = await run(engine, [...options, "--batch", batch, ...order]);
						t.is(code, 0, stderr);
						t.is(stderr.match(/: match/g)?.length, inputs.length);
					}
				}
				t.like(server.nsoc.counters, { jobs: 6 * inputs.length, opaqueJobs: 0, badFrames: 0, unknownAccesses: 0, badDescriptors: 0 });
				t.is(server.counters.refused, 0);
			},
		);
	}
}

function learning(golden: string): void {
	for (const transport of LEVELS) {
		engineTest(`the vendor's runtime teaches this chip what the project's driver teaches it: ${transport}`, async (t, engine) => {
			const { program } = readBundle(readFileSync(project("models", "default.akb")));
			const inputs = goldens(golden).inputs.slice(0, 12);
			const { driver } = openEmulator(program);
			driver.toggleLearn(true);
			const outputs = inputs.map((input) => Int32Array.from(driver.run(input, NEW_WORD).values));
			const memory = driver.readLearned();

			const { server, path } = await serveOnce(t);
			const tracks: Uint32Array[] = [];
			server.nsoc.onConfigTrack = (track) => tracks.push(track.slice());
			const trace = join(scratch(), "client.jsonl");
			const fixtures = writeCase({ program, inputs, outputs, inputDims: [49, 10, 1], outputDims: [1, 1, 540] });
			const options = ["--fixtures", fixtures, "--backend", `unix:${path}`, "--transport", transport, "--trace", trace];
			const { code, stderr } = await run(engine, ["case", ...options, "--learn", String(NEW_WORD), "--notify-sleep"]);
			t.is(code, 0, stderr);
			t.is(stderr.match(/: match/g)?.length, inputs.length);
			// The client reads the learned memory and writes the same words back, header in front.
			t.deepEqual(tracks.filter((track) => track.length === memory.length).at(-1), memory);
			if (transport === "register") t.true(readFileSync(trace, "utf8").includes(sha256(bytesOf(memory.slice(2)))));
			t.is(server.nsoc.counters.jobs, inputs.length);
			t.true(server.nsoc.counters.learned > 0);
			t.true(server.clock.now() > 0);
		});
	}
}

/** How the client must be asked for a run. */
function argumentsOf({ batched, flash, inferOnly }: RecordedRun, { program }: Recording): string[] {
	const learn = program.learning && !inferOnly ? ["--learn", String(LABEL)] : [];
	return [...(batched ? [] : ["--sequential"]), ...(flash ? ["--flash", String(FLASH_OFFSET)] : []), ...learn];
}

function recordings(fixtures: string, traces: string): void {
	for (const one of RECORDED_RUNS) {
		engineTest(
			`the vendor's runtime finds on this chip what it found when ${one.trace} was recorded, access for access`,
			async (t, engine) => {
				const recording = readRecording(join(fixtures, one.fixture));
				for (const level of LEVELS) {
					const { server, path } = await serveOnce(t, { flash: flashWith(recording.container) }, [recording]);
					if (level === "register") openFlash(server);
					const trace = join(scratch(), "client.jsonl");
					const options = ["--transport", level, "--trace", trace, ...argumentsOf(one, recording)];
					const { code, stderr } = await run(engine, [one.fixture, "--fixtures", fixtures, "--backend", `unix:${path}`, ...options]);
					t.is(code, one.refused ? PANIC : 0, stderr);
					t.true(readFileSync(trace).equals(readFileSync(join(traces, `${one.trace}.${level}.jsonl`))), level);
					t.like(server.nsoc.counters, { badFrames: 0, unknownAccesses: 0, badDescriptors: 0 });
				}
			},
		);
	}
}

function refusals(fixtures: string): void {
	engineTest("the vendor's runtime sees that a program is for another chip", async (t, engine) => {
		const { path } = await serveOnce(t);
		const { code, stderr } = await run(engine, ["akd1000_simple_conv", "--fixtures", fixtures, "--backend", `unix:${path}`]);
		t.is(code, PANIC);
		t.regex(stderr, /device version .* not compatible/);
	});
}

function command(fixtures: string): void {
	engineTest("akida-kws chip serves the vendor's runtime a program from a flash image, answered by a recording", async (t, engine) => {
		const folder = join(fixtures, "simple_fully_connected");
		const image = join(scratch(), "flash.bin");
		writeFileSync(image, flashWith(readRecording(folder).container));
		const path = join(scratch(), "chip.sock");
		const chip = await startChip("--listen", path, "--flash", image, "--twin", folder);
		const options = ["--fixtures", fixtures, "--backend", `unix:${path}`, "--transport", "spi", "--flash", String(FLASH_OFFSET)];
		const { code, stderr } = await run(engine, ["simple_fully_connected", ...options]);
		t.is(code, 0, stderr);
		t.regex((await chip.stop()).stdout, /2 jobs \(2 not its own\)/);
	});
}

const reason = obstacle();
const [golden, fixtures, traces] = [shared("golden", "kws"), shared("fixtures", "akd1500"), shared("golden", "traces")];
if (reason === undefined && golden && fixtures && traces) {
	dense(golden);
	learning(golden);
	recordings(fixtures, traces);
	refusals(fixtures);
	command(fixtures);
} else {
	test(`the vendor's runtime on this chip: skipped, ${reason ?? "its test programs are not there"}`, (t) => t.pass());
}
