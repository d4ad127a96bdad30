import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import type { Akd1500 } from "../../src/akida/driver.js";
import { readRecording, type Recording } from "../../tools/chip/recording.js";
import { serveRecordings } from "../../tools/chip/twins.js";
import { driverOf } from "../../tools/emulator.js";
import { project } from "../shared.js";
import { refused } from "../tools/refusal.js";
import { scratch } from "../scratch.js";

const folder = (name: string): string => project("test", "golden", "programs", name);
const recording = (name: string): Recording => readRecording(folder(name));

/** A driver in front of a chip that some recordings answer for. */
function openChip(recordings: readonly Recording[]) {
	const lines: string[] = [];
	const nsoc = new Nsoc({ log: (line) => lines.push(line) });
	serveRecordings(nsoc, recordings);
	return { driver: driverOf(nsoc), nsoc, lines };
}

const bytesOf = ({ values }: { values: Uint8Array | Int8Array | Int32Array }): Uint8Array => new Uint8Array(values.slice().buffer);

const load = (driver: Akd1500, { container }: Recording): void => {
	driver.program(container);
	driver.setBatchSize(1);
};

test("each program gets its own recording, in any order of programs, the first output first after each loading", (t) => {
	const names = [
		"simple_convolution",
		"simple_separable_convolution",
		"synthetic_sparse_io",
		"synthetic_learn_fnp3",
		"synthetic_multipass_learn",
		"synthetic_learn_fnp2",
	];
	const recordings = names.map(recording);
	const { driver, nsoc, lines } = openChip(recordings);
	for (const one of [...recordings, ...recordings.reverse()]) {
		load(driver, one);
		one.inputs.forEach((input, i) => t.deepEqual(bytesOf(driver.run(input)), one.outputs[i]));
		load(driver, one);
		t.deepEqual(bytesOf(driver.run(one.inputs[0] as Uint8Array)), one.outputs[0]);
	}
	t.is(nsoc.counters.opaqueJobs, 36);
	t.deepEqual(lines, []);
});

test("an input recorded several times gets its outputs in turn", (t) => {
	const one = recording("synthetic_learn_fnp3");
	t.deepEqual(one.inputs[0], one.inputs[1]);
	const { driver } = openChip([one]);
	load(driver, one);
	const runs = Array.from({ length: 5 }, () => bytesOf(driver.run(one.inputs[0] as Uint8Array)));
	t.deepEqual(
		runs,
		[0, 1, 0, 1, 0].map((i) => one.outputs[i]),
	);
});

for (const name of ["synthetic_learn_fnp2", "synthetic_learn_fnp3", "synthetic_multipass_learn"]) {
	test(`${name}: lessons, and learned memory put back, do not make it another program`, (t) => {
		const one = recording(name);
		const { driver } = openChip([one]);
		load(driver, one);
		driver.toggleLearn(true);
		driver.setBatchSize(1);
		t.deepEqual(bytesOf(driver.run(one.inputs[0] as Uint8Array, 3)), one.outputs[0]);
		const memory = driver.readLearned();
		memory[memory.length - 1] = 0x12345678;
		driver.writeLearned(memory);
		t.deepEqual(bytesOf(driver.run(one.inputs[1] as Uint8Array, 3)), one.outputs[1]);
		driver.toggleLearn(false);
		t.deepEqual(bytesOf(driver.run(one.inputs[0] as Uint8Array)), one.outputs[0]);
	});
}

test("an input that was not recorded, and a program that differs in a bit, get zeros and a line in the log", (t) => {
	const one = recording("simple_separable_convolution");
	const { driver, nsoc, lines } = openChip([one]);
	load(driver, one);
	const other = (one.inputs[0] as Uint8Array).slice();
	other[0] = (other[0] as number) ^ 1;
	t.true(bytesOf(driver.run(other)).every((byte) => byte === 0));
	t.is(lines.length, 1);
	const container = one.container.slice();
	const track = one.program.passes[0]?.records[1]?.tracks[0];
	const at = container.length - one.program.data.length + (track?.offset ?? 0) + 12;
	container[at] = (container[at] as number) ^ 1;
	driver.program(container);
	driver.setBatchSize(1);
	t.true(bytesOf(driver.run(one.inputs[0] as Uint8Array)).every((byte) => byte === 0));
	t.is(lines.length, 2);
	t.is(nsoc.counters.opaqueJobs, 2);
});

test("a recording whose files do not belong together is refused by its folder", (t) => {
	const broken = scratch();
	copyFileSync(join(folder("simple_convolution"), "program.bin"), join(broken, "program.bin"));
	refused(t, "no-file", /cannot read inputs\.bin in .* \(ENOENT\)/, () => readRecording(broken));
	writeFileSync(join(broken, "inputs.bin"), new Uint8Array(216));
	for (const size of [719, 360, 0]) {
		writeFileSync(join(broken, "outputs.bin"), new Uint8Array(size));
		refused(t, "bad-file", /do not fit the program/, () => readRecording(broken));
	}
	writeFileSync(join(broken, "outputs.bin"), new Uint8Array(720));
	t.is(readRecording(broken).inputs.length, 2);
});
