import test from "ava";
import fc from "fast-check";
import { EventReader } from "../../src/akida/event-reader.js";
import { EventWriter } from "../../src/akida/event-writer.js";
import { parseProgram, type Program } from "../../src/akida/program.js";
import { Memory } from "../../src/akida/registers.js";
import { dequantize, OutputReader } from "../../src/akida/tensors.js";
import { buildContainer, type Recipe } from "./build-program.js";
import { loadFixture } from "./fixtures.js";
import { refuses } from "./refusals.js";
import { StandIn } from "./stand-in.js";

const ADDRESS = Memory.SCRATCH + 64;
const [FNP, CNP, HRC] = [1, 2, 3];

const make = (recipe: Partial<Recipe>): Program => parseProgram(buildContainer(recipe));
const wordsOf = (bytes: Uint8Array): number[] => [...new Uint32Array(bytes.slice().buffer)];
/** Events that a writer makes of a dense tensor. */
function eventsOf(program: Program, dense: Uint8Array): Uint8Array {
	const writer = new EventWriter(program);
	writer.write(dense);
	return writer.bytes.slice(0, writer.length);
}

const bytesOf = (...words: number[]): Uint8Array => new Uint8Array(Uint32Array.from(words).buffer);

/** What a program's reader makes of an output whose header counts the payload's words. */
function readOutput(program: Program, payload: Uint8Array, words = payload.length / 4) {
	const chip = new StandIn();
	chip.write(ADDRESS, bytesOf(words + 0xa0000000));
	chip.write(ADDRESS + 32, payload);
	const reader = new OutputReader(chip, program);
	return reader.read(ADDRESS, reader.readHeader(ADDRESS), 7);
}

test("dense outputs are uint8 below 8 bits, int8 at 8, int32 above, whatever the header counts", (t) => {
	const payload = Uint8Array.from({ length: 12 }, (_, i) => 0xf8 + i);
	const values = (outputBits: number, filters: number) =>
		readOutput(make({ outputBits, outputDims: [1, 1, filters] }), payload, 0xffffff).values;
	t.deepEqual(values(1, 3), Uint8Array.of(0xf8, 0xf9, 0xfa));
	t.deepEqual(values(7, 3), Uint8Array.of(0xf8, 0xf9, 0xfa));
	t.deepEqual(values(8, 3), Int8Array.of(-8, -7, -6));
	for (const bits of [9, 24, 32]) t.deepEqual(values(bits, 3), new Int32Array(payload.slice().buffer));
});

test("an output names its job and dims", (t) => {
	const output = readOutput(make({ outputDims: [2, 3, 1], outputBits: 1 }), new Uint8Array(8));
	t.like(output, { jobId: 7, dims: { x: 2, y: 3, c: 1 } });
});

test("CNP events carry x, y, channel and a byte or 20 signed bits", (t) => {
	const dims = { outputDims: [3, 5, 7], outputType: CNP };
	const payload = bytesOf(0x00040002, 0x00ff0006, 0x00000000, 0x80001001);
	const spikes = readOutput(make({ ...dims, activation: true, outputBits: 4 }), payload).values;
	t.deepEqual([spikes[2 * 35 + 4 * 7 + 6], spikes[1], spikes.length], [255, 0, 105]);
	t.true(spikes instanceof Uint8Array);
	const potentials = readOutput(make(dims), payload).values;
	t.deepEqual([potentials[104], potentials[1]], [0x00ff0006 >> 12, -0x7ffff]);
	t.true(potentials instanceof Int32Array);
});

test("FNP events carry an index and a byte or 26 signed bits", (t) => {
	const dims = { outputDims: [1, 1, 9], outputType: FNP };
	const payload = bytesOf(8, 0x82000103, 1, 0x80000005);
	t.deepEqual([...readOutput(make({ ...dims, activation: true }), payload).values], [0, 5, 0, 0, 0, 0, 0, 0, 3]);
	t.deepEqual([...readOutput(make(dims), payload).values], [0, 5, 0, 0, 0, 0, 0, 0, -0x2000000 + 0x103]);
});

test("HRC events exchange coordinates for spikes, and split 24 bits for potentials", (t) => {
	const dims = { outputDims: [2, 4, 1], outputType: HRC };
	const spikes = readOutput(make({ ...dims, activation: true }), bytesOf(0x00010003, 0x00090000)).values;
	t.deepEqual([...spikes], [0, 0, 0, 0, 0, 0, 0, 9]);
	const potentials = readOutput(make(dims), bytesOf(0xf0030001, 0xffffe000, 0x70000000, 0x00001000)).values;
	t.deepEqual([...potentials], [0x700001, 0, 0, 0, 0, 0, 0, -2]);
});

test("lists of events that cannot be are refused", (t) => {
	const program = make({ outputDims: [2, 3, 4], outputType: CNP });
	const read = (words: number, payload: Uint8Array) => () => readOutput(program, payload, words);
	const fits = bytesOf(0x00020001, 3);
	t.notThrows(read(2, fits));
	t.notThrows(read(0, fits));
	for (const words of [1, 3, 50]) refuses(t, "bad-output", read(words, new Uint8Array(4 * words)));
	for (const event of [bytesOf(2, 0), bytesOf(0x00030000, 0), bytesOf(0, 4)]) refuses(t, "bad-output", read(2, event));
	const fnp = make({ outputDims: [1, 1, 4], outputType: FNP });
	refuses(t, "bad-output", () => readOutput(fnp, bytesOf(4, 1)));
});

test("an event reader forgets the events before", (t) => {
	const program = make({ outputDims: [1, 1, 3], outputType: FNP });
	const chip = new StandIn();
	const reader = new EventReader(chip, program);
	const values = new Int32Array(3);
	chip.write(ADDRESS, bytesOf(0, 1, 2, 3));
	reader.read(ADDRESS, 4, values);
	t.deepEqual([...values], [1, 0, 3]);
	reader.read(ADDRESS + 8, 2, values);
	t.deepEqual([...values], [0, 0, 3]);
});

test("events of a dense tensor: only what is not 0, in storage order", (t) => {
	const dense = Uint8Array.of(0, 9, 0, 0, 255, 0);
	const cnp = make({ inputDims: [1, 3, 2], inputType: CNP });
	t.deepEqual(wordsOf(eventsOf(cnp, dense)), [0x00000000, 0x00090001, 0x00020000, 0x00ff0000]);
	const fnp = make({ inputDims: [1, 3, 2], inputType: FNP });
	t.deepEqual(wordsOf(eventsOf(fnp, dense)), [1, 0x80000009, 4, 0x800000ff]);
});

test("an all-zero tensor is one event past the end", (t) => {
	const cnp = make({ inputDims: [4, 5, 6], inputType: CNP });
	t.deepEqual(wordsOf(eventsOf(cnp, new Uint8Array(120))), [0x00050004, 0x00010006]);
	const fnp = make({ inputDims: [4, 5, 6], inputType: FNP });
	t.deepEqual(wordsOf(eventsOf(fnp, new Uint8Array(120))), [4 + 5 * 4 + 6 * 4 * 5, 0x80000001]);
});

test("tensors whose places no event can say are refused", (t) => {
	t.notThrows(() => new EventWriter(make({ inputDims: [4096, 1, 1], inputType: CNP })));
	refuses(t, "field-overflow", () => new EventWriter(make({ inputDims: [4097, 1, 1], inputType: CNP })));
	refuses(t, "field-overflow", () => new EventWriter(make({ inputDims: [1, 4097, 1], inputType: CNP })));
	refuses(t, "field-overflow", () => new EventWriter(make({ inputDims: [1, 1, 2049], inputType: CNP })));
	refuses(t, "field-overflow", () => new EventWriter(make({ inputDims: [1, 1, 2 ** 18 + 1], inputType: FNP })));
});

test("events written are the events read", (t) => {
	for (const type of [FNP, CNP]) {
		const program = make({ inputDims: [3, 4, 5], outputDims: [3, 4, 5], inputType: type, outputType: type, activation: true });
		const writer = new EventWriter(program);
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 60, maxLength: 60 }), (dense) => {
				dense[59] ||= 1;
				writer.write(dense);
				t.deepEqual(readOutput(program, writer.bytes.slice(0, writer.length)).values, dense);
			}),
			{ numRuns: 50 },
		);
	}
});

test("potentials come back in the model's scale", (t) => {
	const { program, outputs } = loadFixture("synthetic_learn_fnp3");
	const output = readOutput(program, outputs[0] as Uint8Array);
	const scaled = dequantize(output, program);
	t.is(scaled.length, 10);
	t.is(scaled[0], (-50 + 2) * 1);
	t.is(scaled[2], Math.fround(24 * Math.fround(1 / 3)));
	t.is(scaled[9], Math.fround((-20 - 7) * Math.fround(0.1)));
	const into = new Float32Array(10);
	t.is(dequantize(output, program, into), into);
	t.deepEqual(into, scaled);
});

test("potentials of several positions use the scales of their channels; without scales they stay", (t) => {
	const scaled = make({ outputDims: [1, 2, 2], outputShift: [10, 20], outputScales: [1, 0.5] });
	t.deepEqual([...dequantize(readOutput(scaled, bytesOf(11, 22, 33, 44)), scaled)], [1, 1, 23, 12]);
	const bare = make({ outputDims: [1, 2, 2] });
	t.deepEqual([...dequantize(readOutput(bare, bytesOf(11, 22, 33, 44)), bare)], [11, 22, 33, 44]);
});

test("activations have no scale", (t) => {
	const { program, outputs } = loadFixture("simple_convolution");
	refuses(t, "not-potentials", () => dequantize(readOutput(program, outputs[0] as Uint8Array), program));
});
