import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "ava";
import { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { SIGNATURE } from "../../host-sim/nsoc/payload/registers.js";
import { serveTwin } from "../../host-sim/twin/functional-twin.js";
import { parseProgram } from "../../src/akida/program.js";
import { readBundle } from "../../src/bundle/bundle.js";
import { chip, type ChipOptions } from "../../tools/cli/chip.js";
import { hexOfBytes } from "../../tools/chip/hex.js";
import { writeBundle } from "../../tools/convert/bundle-writer.js";
import { convert } from "../../tools/convert/convert.js";
import { driverOf, openEmulator } from "../../tools/emulator.js";
import type { ToolErrorCode } from "../../tools/errors.js";
import { project } from "../shared.js";
import { refusedLater } from "../tools/refusal.js";
import { scratch } from "../scratch.js";
import { akidaKws } from "../tools/cli/run.js";
import { Peer } from "./peer.js";
import { startChip } from "./running.js";

const VERSION = "bca10309";

test("says where it listens, and at the end what it did; the socket's file is gone", async (t) => {
	const path = join(scratch(), "chip.sock");
	const running = await startChip("--listen", path);
	t.is(running.stdout(), `chip: listening on unix:${path}\n`);
	const peer = await Peer.open(running.place);
	for (const line of ["X 6030000000 4", "X 60 1", "R fc000000 1", "T 7", "rubbish"]) await peer.ask(line);
	const { code, stdout, stderr } = await running.stop("SIGINT");
	t.is(code, 0);
	t.regex(stdout, /1 connections, 5 requests, 1 refused, 7 ms passed\n/);
	t.regex(stdout, /2 frames \(1 malformed\), 6 bytes in, 5 bytes out\n/);
	t.regex(stdout, /0 jobs \(0 not its own\), 0 samples learned, 1 unknown accesses, 0 bad descriptors\n$/);
	t.regex(stderr, /^chip: read outside every block at fc000000\n$/);
	t.false(existsSync(path));
});

test("port 0 is a free one, told in the line; the default bundle's facts come first", async (t) => {
	const running = await startChip("--listen", "127.0.0.1:0", "--bundle", project("models", "default.akb"));
	t.regex(
		running.stdout(),
		/^bundle: simulator program of [\d.]+ KiB, computed by the chip\nbundle: 49x10x1 of 8 bits to 1x1x540 potentials, 6 layers, 33 \+ 3 classes\n/,
	);
	t.true("port" in running.place && running.place.port > 0);
	const peer = await Peer.open(running.place);
	t.is(await peer.ask("R fcc00000 1"), VERSION);
	t.is((await running.stop()).code, 0);
});

test("every access is in the trace, also when the end comes by SIGTERM", async (t) => {
	const trace = join(scratch(), "trace.jsonl");
	const running = await startChip("--listen", "127.0.0.1:0", "--trace", trace);
	const peer = await Peer.open(running.place);
	for (let i = 0; i < 2000; i++) await peer.ask("X 6030000000 4");
	await peer.ask("W fc800000 1");
	t.is((await running.stop("SIGTERM")).code, 0);
	const lines = readFileSync(trace, "utf8").trimEnd().split("\n");
	t.is(lines.length, 2001);
	t.true(lines.slice(0, 2000).every((line) => line === '{"op":"FRAME","tx":"6030000000","rx":"bca10309"}'));
	t.is(lines[2000], '{"op":"W","addr":"fc800000","bytes":4,"words":["00000001"]}');
});

test("a flash that was programmed is written back whole, one that was not stays as it is", async (t) => {
	const folder = scratch();
	const image = join(folder, "flash.bin");
	writeFileSync(image, Uint8Array.of(1, 2, 3, 0xff, 0xff));
	const untouched = await startChip("--listen", "127.0.0.1:0", "--flash", image);
	t.notRegex((await untouched.stop()).stdout, /written/);
	const running = await startChip("--listen", "127.0.0.1:0", "--flash", image);
	const peer = await Peer.open(running.place);
	for (const line of ["W fce00018 10000", "F 06 0", "F 020000030f 0", "T 1", "F 06 0", "F 0200010055 0", "T 1"])
		t.notRegex((await peer.ask(line)) ?? "E", /^E/);
	t.regex((await running.stop()).stdout, /flash\.bin: written, the flash has changed/);
	const after = readFileSync(image);
	t.is(after.length, 0x101);
	t.deepEqual([...after.subarray(0, 6), after[0x100]], [1, 2, 3, 0x0f, 0xff, 0xff, 0x55]);
	t.deepEqual(readdirSync(folder), ["flash.bin"]);
});

test("a socket left behind by a killed chip is taken over", async (t) => {
	const path = join(scratch(), "chip.sock");
	await (await startChip("--listen", path)).stop("SIGKILL");
	t.true(existsSync(path));
	const running = await startChip("--listen", `unix:${path}`);
	t.is(await (await Peer.open(running.place)).ask("R fcc00000 1"), VERSION);
	await running.stop();
});

test("usage: another machine's address exits with 2", async (t) => {
	const { code, stderr } = await akidaKws("chip", "--listen", "0.0.0.0:4000");
	t.is(code, 2);
	t.regex(stderr, /this machine only/);
});

function file(name: string, bytes: Uint8Array | string): string {
	const path = join(scratch(), name);
	writeFileSync(path, bytes);
	return path;
}

/** The project's dense model; its program with words that mean nothing to the emulated chip; and the bundle of the two. */
async function siliconBundle() {
	const name = "ds_cnn_kws_ar.akida.json";
	const { bundle } = await convert({ bytes: new Uint8Array(readFileSync(project("models", name))), name });
	const content = readBundle(bundle);
	const program = content.program.slice();
	const words = new Uint32Array(program.buffer);
	words.forEach((word, i) => {
		if (word === SIGNATURE) words[i] = 0x11223344;
	});
	return { content, program, bytes: writeBundle({ ...content, kind: "silicon", program, twin: content.program }) };
}

test("the twin of a silicon bundle answers over the socket as it does in process", async (t) => {
	const { content, program, bytes } = await siliconBundle();
	const nsoc = new Nsoc();
	serveTwin(nsoc, { program, twin: content.program });
	const frames: [request: string, reply: string][] = [];
	const frame = (sent: Uint8Array, received: Uint8Array): void => {
		nsoc.frame(sent, received);
		frames.push([`X ${hexOfBytes(sent)} ${received.length}`, hexOfBytes(received)]);
	};
	const driver = driverOf({ frame });
	driver.program(program);
	driver.setBatchSize(1);
	const features = Uint8Array.from({ length: 490 }, (_, i) => (i * 7) % 256);
	t.deepEqual([...driver.run(features).values], [...openEmulator(content.program).driver.run(features).values]);

	const running = await startChip("--listen", "127.0.0.1:0", "--bundle", file("silicon.akb", bytes));
	t.regex(running.stdout(), /^bundle: silicon program of .*, answered by its twin\n/);
	const peer = await Peer.open(running.place);
	for (const [request, reply] of frames) t.is(await peer.ask(request), reply);
	t.regex((await running.stop()).stdout, /1 jobs \(1 not its own\)/);
	const both = { bundle: file("silicon.akb", bytes), twin: [project("test", "golden", "programs", "simple_convolution")] };
	await refusedLater(t, "bad-option", /cannot both answer/, chip({ listen: { host: "127.0.0.1", port: 0 }, ...both }));
});

const REFUSALS: [what: string, code: ToolErrorCode, options: () => Partial<ChipOptions>, says: RegExp][] = [
	["a folder that is not there", "cannot-listen", () => ({ listen: { path: "/no-such-folder/chip.sock" } }), /cannot listen/],
	["a bundle that is none", "bad-file", () => ({ bundle: file("b.akb", "text") }), /b\.akb: this is not a model bundle/],
	["a flash that is not there", "no-file", () => ({ flash: "no-such.bin" }), /no file no-such\.bin/],
	["a flash that is too large", "bad-file", () => ({ flash: file("f.bin", new Uint8Array(2 ** 24 + 1)) }), /larger than the chip's window/],
	["a trace in a folder that is not there", "cannot-write", () => ({ trace: "/no-such-folder/t.jsonl" }), /cannot write the trace/],
	["a twin that is not there", "no-file", () => ({ twin: [scratch()] }), /cannot read program\.bin/],
	["a twin whose program is none", "bad-file", () => ({ twin: [dirname(file("program.bin", "text"))] }), /program\.bin in .*: /],
];

for (const [what, code, options, says] of REFUSALS) {
	test(`refused before anybody can connect: ${what}`, async (t) => {
		const path = join(scratch(), "chip.sock");
		await refusedLater(t, code, says, chip({ listen: { path }, ...options() }));
		t.false(existsSync(path));
	});
}

// A device that takes nothing, where there is one.
if (existsSync("/dev/full")) {
	test("a trace that cannot be written to its end is said at the end, and the flash is saved all the same", async (t) => {
		const image = file("flash.bin", new Uint8Array(4).fill(0xff));
		const running = await startChip("--listen", "127.0.0.1:0", "--flash", image, "--trace", "/dev/full");
		const peer = await Peer.open(running.place);
		for (const line of ["W fce00018 10000", "F 06 0", "F 0200000000 0"]) t.is((await peer.ask(line))?.length, line.startsWith("W") ? 2 : 0);
		const { code, stderr } = await running.stop();
		t.is(code, 1);
		t.regex(stderr, /^error: cannot write the trace \/dev\/full \(ENOSPC\)\nhint: /);
		t.deepEqual([...readFileSync(image)], [0, 0xff, 0xff, 0xff]);
	});
}

test("convert writes the bare program beside the bundle, byte for byte the bundle's", async (t) => {
	const folder = scratch();
	const [out, program] = [join(folder, "m.akb"), join(folder, "m.bin")];
	const model = project("models", "ds_cnn_kws_ar.akida.json");
	const { code, stderr } = await akidaKws("convert", model, "--out", out, "--emit-program", program);
	t.is(code, 0, stderr);
	const bytes = new Uint8Array(readFileSync(program));
	t.deepEqual(bytes, readBundle(readFileSync(out)).program);
	t.deepEqual(parseProgram(bytes).outputDims, { x: 1, y: 1, c: 33 });
	t.deepEqual(readdirSync(folder).sort(), ["m.akb", "m.bin"]);
});
