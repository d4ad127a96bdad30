import test from "ava";
import { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { encodeFullyConnected, encodeInputConvolutional, encodeSeparableConvolutional } from "../../host-sim/nsoc/payload/encode.js";
import type { Dims } from "../../host-sim/nsoc/payload/layers.js";
import { EVENT, type Host, HRC, INTERRUPTS, programmed, signed } from "./host.js";
import { randomBytes, smallConvolution, smallDense, smallSeparable } from "./layers.js";
import { np } from "./model.js";
import { connectFully, convolve, convolveSeparably } from "./reference.js";
import { cnpEvents, type Entry, nonZero } from "./tensors.js";

const separable = smallSeparable();
const dense = smallDense({ input: { x: 2, y: 3, c: 4 } });

function sparseHost(track: Uint32Array): Host {
	const host = programmed(new Nsoc(), track);
	host.openInput(EVENT);
	return host;
}

test("events give what the dense tensor gives", (t) => {
	const host = sparseHost(encodeSeparableConvolutional({ ...separable, actBits: 0 }, np(0), 0));
	const values = randomBytes(3, 60, 3).map((value) => (value === 2 ? 200 : 0));
	host.enqueueEvents(cnpEvents(nonZero(values, separable.input.y, separable.input.c)));
	t.deepEqual([...signed(host.output())], convolveSeparably({ ...separable, actBits: 0 }, values));
	t.is(host.readWord(EVENT + 0x10), 0x00010000);
});

test("FNP events name the storage index", (t) => {
	const host = sparseHost(encodeFullyConnected(dense, np(0), 0));
	const values = new Uint8Array(24);
	values[5] = 3;
	values[23] = 9;
	host.enqueueEvents(Uint32Array.of(5, 0x80000003, 23, 0x80000009));
	t.deepEqual([...signed(host.output())], connectFully(dense, values));
});

test("the dummy event of an empty input, and any other outside the tensor, do nothing", (t) => {
	const host = sparseHost(encodeFullyConnected(dense, np(0), 0));
	const nothing = connectFully(dense, new Uint8Array(24));
	for (const events of [
		[2 | (3 << 16), 4 | (1 << 16)],
		[0, 4 | (1 << 16)],
		[0 | (3 << 16), 1 << 16],
		[24, 0x80000001],
		[0x3ffff, 0x80000001],
	]) {
		host.enqueueEvents(Uint32Array.from(events, (word) => word >>> 0));
		t.deepEqual([...signed(host.output())], nothing);
	}
});

test("one job's events are gone with the next", (t) => {
	const host = sparseHost(encodeFullyConnected(dense, np(0), 0));
	host.enqueueEvents(Uint32Array.of(5, 0x80000003));
	host.enqueueEvents(Uint32Array.of(7, 0x80000001));
	const values = new Uint8Array(24);
	values[7] = 1;
	t.deepEqual([...signed(host.output())], connectFully(dense, values));
});

test("the event DMA has its own bit in the interrupt mask", (t) => {
	const host = sparseHost(encodeFullyConnected(dense, np(0), 0));
	const levels = host.watchInterrupt();
	host.enqueueEvents(Uint32Array.of(5, 0x80000003));
	t.deepEqual(levels, []);
	host.writeWords(INTERRUPTS + 4, 0xfffffffe);
	t.deepEqual(levels, [true]);
});

/** Runs one dense job whose output is events. */
function events(track: Uint32Array, input: Uint8Array): [number, number][] {
	const host = programmed(new Nsoc(), track);
	host.openInput(HRC);
	const words = host.infer(input);
	return Array.from({ length: words.length / 2 }, (_, i) => [words[2 * i] as number, words[2 * i + 1] as number]);
}

const listed = (values: number[], { y, c }: Dims): Entry[] => nonZero(values, y, c);

const pixels = randomBytes(8, 84);

test("sparse activations of a CNP", (t) => {
	const values = randomBytes(3, 60, 4);
	const expected = listed(convolveSeparably(separable, values), separable.output);
	t.true(expected.length > 3 && expected.length < 72);
	const found = events(encodeSeparableConvolutional(separable, np(0), 0, "sparse"), values);
	t.deepEqual(
		found,
		expected.map(({ x, y, c, value }) => [x | (y << 16), c | (value << 16)]),
	);
});

test("sparse potentials of a CNP have twenty signed bits", (t) => {
	const layer = { ...separable, actBits: 0 };
	const values = randomBytes(3, 60, 4);
	const expected = listed(convolveSeparably(layer, values), layer.output);
	t.true(expected.some(({ value }) => value < 0));
	const found = events(encodeSeparableConvolutional(layer, np(0), 0, "sparse"), values);
	t.deepEqual(
		found.map(([word0, word1]) => ({ x: word0 & 0xfff, y: word0 >>> 16, c: word1 & 0x7ff, value: (word1 | 0) >> 12 })),
		expected,
	);
});

test("sparse activations of the HRC have their coordinates swapped", (t) => {
	const layer = smallConvolution();
	const expected = listed(convolve(layer, pixels), layer.output);
	const found = events(encodeInputConvolutional(layer, "sparse"), pixels);
	t.deepEqual(
		found,
		expected.map(({ x, y, c, value }) => [y | (x << 16), c | (value << 16)]),
	);
});

test("sparse potentials of the HRC have twenty-four signed bits and are not swapped", (t) => {
	const layer = smallConvolution({ actBits: 0, weights: new Int8Array(120).map((_, i) => (i % 2 ? -127 : 127)) });
	const expected = listed(convolve(layer, pixels), layer.output);
	t.true(expected.length > 0);
	const found = events(encodeInputConvolutional(layer, "sparse"), pixels);
	const value = (word0: number, word1: number): number => (((word0 | 0) >> 28) << 20) | (word1 >>> 12);
	t.deepEqual(
		found.map(([word0, word1]) => ({ x: word0 & 0xfff, y: (word0 >>> 16) & 0xfff, c: word1 & 0x7ff, value: value(word0, word1) })),
		expected,
	);
});

test("sparse outputs of an FNP name the unit; potentials have twenty-six signed bits", (t) => {
	const values = randomBytes(5, 24, 16);
	const potentials = connectFully(dense, values);
	const found = events(encodeFullyConnected(dense, np(0), 0, "sparse"), values);
	t.deepEqual(
		found.map(([index, word]) => [index, (word << 6) >> 6]),
		listed(potentials, { x: 1, y: 1, c: 7 }).map(({ c, value }) => [c, value]),
	);
	const spiking = { ...dense, actBits: 4 };
	t.deepEqual(
		events(encodeFullyConnected(spiking, np(0), 0, "sparse"), values),
		listed(connectFully(spiking, values), { x: 1, y: 1, c: 7 }).map(({ c, value }) => [c, value]),
	);
});

test("an output without a single event is a header alone", (t) => {
	t.deepEqual(events(encodeFullyConnected(dense, np(0), 0, "sparse"), new Uint8Array(24)), []);
});
