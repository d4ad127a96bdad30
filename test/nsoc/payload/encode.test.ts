import test from "ava";
import { getField, Packet, Unit } from "../../../src/akida/registers.js";
import { MeshLimits, npAt, NP_COUNT } from "../../../host-sim/nsoc/mesh-limits.js";
import {
	addClasses,
	encodeFullyConnected,
	encodeInputConvolutional,
	encodeLearning,
	encodeSeparableConvolutional,
} from "../../../host-sim/nsoc/payload/encode.js";
import { PayloadError, type PayloadProblem } from "../../../host-sim/nsoc/payload/error.js";
import { payloadLength } from "../../../host-sim/nsoc/payload/packet.js";
import { SIGNATURE, unpackRegisters } from "../../../host-sim/nsoc/payload/registers.js";
import { smallConvolution, smallDense, smallSeparable } from "../layers.js";
import { classifierTracks, keywordModel, learningLayer, np } from "../model.js";

interface Block {
	readonly header: number;
	readonly unit: number;
	readonly start: number;
	readonly payload: Uint32Array;
}

/** Cuts a track into its blocks; the whole track must be used up. */
function blocksOf(track: Uint32Array): Block[] {
	const blocks: Block[] = [];
	let at = 0;
	while (at < track.length) {
		const [header, length] = [track[at] as number, track[at + 1] as number];
		const end = at + 2 + payloadLength(length);
		blocks.push({
			header,
			unit: getField(header, Packet.UNIT_0),
			start: getField(length, Packet.START_1),
			payload: track.slice(at + 2, end),
		});
		at = end;
	}
	if (at !== track.length) throw new RangeError("the last block is cut short");
	return blocks;
}

const summary = (track: Uint32Array): number[][] => blocksOf(track).map(({ unit, start, payload }) => [unit, start, payload.length]);

const spikes = { x: 1, y: 1, c: 64 };
const keywords = (classes: number, values = {}) =>
	learningLayer({ input: spikes, classes, neuronsPerClass: 15, numWeights: 25, ...values });

test("the HRC's track goes to column 0, row 0, with HRC enable and no NP", (t) => {
	const track = encodeInputConvolutional(keywordModel().first);
	t.true(blocksOf(track).every(({ header }) => (header & ~0xf) === 0x80));
	t.deepEqual(summary(track), [
		[Unit.REGISTERS, 0, 50],
		[Unit.HRC_SRAM, 0, 400],
		[Unit.CNP_FIRE_THRESHOLDS, 0, 128],
	]);
});

test("a CNP's track names its NP one-hot and puts the pointwise filters behind the depthwise ones", (t) => {
	const track = encodeSeparableConvolutional(keywordModel().separable[0] ?? smallSeparable(), { col: 3, row: 2, id: 2 }, 1);
	t.true(blocksOf(track).every(({ header }) => (header & ~0xf) === 0x03020400));
	t.deepEqual(summary(track), [
		[Unit.REGISTERS, 0, 50],
		[Unit.CNP_FILTERS, 0, 72],
		[Unit.CNP_FILTERS, 72, 512],
		[Unit.CNP_FIRE_THRESHOLDS, 0, 128],
	]);
});

test("an FNP's track carries registers, weights and thresholds", (t) => {
	t.deepEqual(summary(encodeFullyConnected(keywordModel().head, np(4), 5)), [
		[Unit.REGISTERS, 0, 50],
		[Unit.FNP_WEIGHTS, 0, 264],
		[Unit.CNP_FIRE_THRESHOLDS, 0, 66],
	]);
});

test("weights are packed first in the lowest bits, in two's complement", (t) => {
	const nibbles = smallDense({ input: { x: 1, y: 1, c: 9 }, units: 1, weights: Int8Array.of(1, -1, 7, -8, 0, 2, 3, 4, -7) });
	t.deepEqual(blocksOf(encodeFullyConnected(nibbles, np(0), 0))[1]?.payload, Uint32Array.of(0x432087f1, 0x00000009));
	const bytes = smallDense({ input: { x: 1, y: 1, c: 5 }, units: 1, weightBits: 8, weights: Int8Array.of(1, -1, 127, -128, -2) });
	t.deepEqual(blocksOf(encodeFullyConnected(bytes, np(0), 0))[1]?.payload, Uint32Array.of(0x807fff01, 0x000000fe));
});

test("thresholds are signed words, steps sixteenths rounded down", (t) => {
	const layer = smallDense({ input: { x: 1, y: 1, c: 1 }, units: 2, weights: Int8Array.of(1, 1), threshold: Int32Array.of(-5, 7) });
	const track = encodeFullyConnected({ ...layer, actStep: Float32Array.of(1.99, 65535) }, np(0), 0);
	t.deepEqual(blocksOf(track)[2]?.payload, Uint32Array.of(0xfffffffb, 31, 7, 16 * 65535));
});

test("registers carry the geometry and can be read back", (t) => {
	const words = blocksOf(encodeSeparableConvolutional(smallSeparable(), np(0), 3, "sparse"))[0]?.payload as Uint32Array;
	t.is(words[0], SIGNATURE);
	t.like(unpackRegisters(words), {
		stage: 3,
		sparseOutput: 1,
		inputX: 4,
		inputY: 3,
		inputC: 5,
		outputX: 4,
		outputY: 3,
		outputC: 6,
		kernelX: 3,
		kernelY: 2,
		strideX: 1,
		actBits: 4,
		weightBits: 4,
	});
	t.is(unpackRegisters(Uint32Array.of(SIGNATURE + 1)), undefined);
});

test("a long payload becomes an XL block in units of 16 words", (t) => {
	const layer = smallDense({ input: { x: 1, y: 1, c: 2047 }, units: 65 });
	const block = blocksOf(encodeFullyConnected(layer, np(0), 0))[1];
	t.is(block?.payload.length, 16640);
	t.is(encodeFullyConnected(layer, np(0), 0)[53], ((1 << 31) | (1040 << 16)) >>> 0);
	const short = blocksOf(encodeFullyConnected(smallDense({ input: { x: 1, y: 1, c: 2047 }, units: 64 }), np(0), 0))[1];
	t.is(short?.payload.length, 16376);
});

test("the register tracks of a learning layer differ in one bit", (t) => {
	const { learning, inference } = encodeLearning(keywords(33), np(4), 5);
	const differing = learning.map((word, i) => word ^ (inference[i] as number)).filter((word) => word !== 0);
	t.is(learning.length, 52);
	t.deepEqual([...differing], [1 << 17]);
});

test("the learned memory is one block at start 0 that a config read can bring back", (t) => {
	for (const classes of [1, 33, 60]) {
		const { ram } = encodeLearning(keywords(classes), { col: 2, row: 1, id: 3 }, 5);
		t.deepEqual([...ram.subarray(0, 2)], [0x02010806, (1 + classes * 45) * 0x10000]);
		t.deepEqual(summary(ram), [[Unit.FNP_WEIGHTS, 0, 1 + classes * 45]]);
	}
});

test("every fresh unit has exactly numWeights ones and no samples", (t) => {
	const { ram } = encodeLearning(keywords(5), np(0), 0);
	for (let at = 3; at < ram.length; at += 3) {
		const ones = [...((ram[at] as number).toString(2) + (ram[at + 1] as number).toString(2))].filter((bit) => bit === "1");
		t.is(ones.length, 25);
		t.is(ram[at + 2], 0);
	}
});

test("the same seed draws the same weights, another seed others", (t) => {
	const draw = (seed: number): Uint32Array => encodeLearning(keywords(2, { seed }), np(0), 0).ram.slice(3);
	t.deepEqual(draw(7), draw(7));
	t.notDeepEqual(draw(7), draw(8));
});

test("added classes continue the draw and leave the others alone", (t) => {
	const few = encodeLearning(keywords(33), np(4), 5).ram;
	const many = encodeLearning(keywords(36), np(4), 5).ram;
	t.deepEqual(addClasses(few, keywords(33), 3), many);
	const learned = few.slice();
	learned[3] = 0x12345678;
	learned[5] = 4;
	t.deepEqual(addClasses(learned, keywords(33), 3).slice(3, few.length), learned.slice(3));
	t.deepEqual(addClasses(few, keywords(33), 0), few);
});

test("classes cannot be added to a memory of another size, or beyond the mesh", (t) => {
	const { ram } = encodeLearning(keywords(33), np(4), 5);
	t.like(
		t.throws(() => addClasses(ram, keywords(32), 1), { instanceOf: PayloadError }),
		{ code: "bad-layer" },
	);
	t.like(
		t.throws(() => addClasses(ram, keywords(33), 1000), { instanceOf: PayloadError }),
		{ code: "does-not-fit" },
	);
});

test("the shipped model and the largest promised heads fit", (t) => {
	t.is(classifierTracks(keywordModel()).length, 6);
	t.notThrows(() => encodeLearning(keywords(60), np(4), 5));
	t.notThrows(() => encodeFullyConnected(smallDense({ input: spikes, units: 60 }), np(4), 5));
});

test("NPs are counted node after node and end with the mesh", (t) => {
	t.deepEqual(npAt(0), { col: 1, row: 1, id: 0 });
	t.deepEqual(npAt(4), { col: 1, row: 2, id: 0 });
	t.deepEqual(npAt(NP_COUNT - 1), { col: 4, row: 2, id: 3 });
	for (const index of [-1, 0.5, NP_COUNT]) t.is(npAt(index), undefined);
});

const refusals: [string, () => unknown, PayloadProblem, RegExp][] = [
	["an NP outside the mesh", () => encodeFullyConnected(smallDense(), { col: 0, row: 1, id: 0 }, 0), "does-not-fit", /no NP at column 0/],
	["a node's fifth NP", () => encodeFullyConnected(smallDense(), { col: 1, row: 1, id: 4 }, 0), "does-not-fit", /id 4/],
	["a stage beyond its field", () => encodeFullyConnected(smallDense(), np(0), 256), "does-not-fit", /stage 256/],
	["a kernel that is too large", () => encodeInputConvolutional(smallConvolution({ kernel: [16, 1] })), "does-not-fit", /kernel x 16/],
	[
		"an output of the wrong size",
		() => encodeInputConvolutional(smallConvolution({ output: { x: 5, y: 3, c: 5 } })),
		"does-not-fit",
		/output x 5 is not 4/,
	],
	[
		"nine activation bits",
		() => encodeSeparableConvolutional(smallSeparable({ actBits: 9 }), np(0), 1),
		"does-not-fit",
		/activation bits 9/,
	],
	[
		"too many weights",
		() => encodeFullyConnected(smallDense({ input: { x: 1, y: 1, c: 2047 }, units: 200 }), np(0), 0),
		"does-not-fit",
		/weight words/,
	],
	[
		"a missing weight",
		() => encodeFullyConnected(smallDense({ weights: new Int8Array(3) }), np(0), 0),
		"bad-layer",
		/3 weights where .* 504/,
	],
	["a weight too wide", () => encodeFullyConnected(smallDense({ weights: new Int8Array(504).fill(8) }), np(0), 0), "bad-layer", /4 bits/],
	["a missing threshold", () => encodeFullyConnected(smallDense({ threshold: new Int32Array(6) }), np(0), 0), "bad-layer", /7 filters/],
	["a step of nothing", () => encodeInputConvolutional(smallConvolution({ actStep: new Float32Array(5) })), "bad-layer", /act step/],
	[
		"a step that is no number",
		() => encodeFullyConnected(smallDense({ actStep: new Float32Array(7).fill(NaN) }), np(0), 0),
		"bad-layer",
		/act step/,
	],
	["more weights than inputs", () => encodeLearning(keywords(2, { numWeights: 65 }), np(0), 0), "does-not-fit", /weights per unit 65/],
	["a memory that no read brings back", () => encodeLearning(keywords(365), np(0), 0), "does-not-fit", /learned words/],
	["no classes", () => encodeLearning(keywords(0), np(0), 0), "does-not-fit", /output values 0/],
	[
		"a plasticity beyond its register",
		() => encodeLearning(keywords(2, { initialPlasticity: 1e6 }), np(0), 0),
		"does-not-fit",
		/initialPlasticity/,
	],
];
for (const [what, encode, code, message] of refusals) {
	test(`refuses ${what}`, (t) => {
		const error = t.throws(encode, { instanceOf: PayloadError });
		t.is(error.code, code);
		t.regex(error.message, message);
	});
}

test("a mesh limit is a limit: its own value still fits", (t) => {
	t.notThrows(() => encodeFullyConnected(smallDense({ input: { x: 1, y: 1, c: 1 }, units: MeshLimits.THRESHOLD_WORDS / 2 }), np(0), 0));
	t.throws(() => encodeFullyConnected(smallDense({ input: { x: 1, y: 1, c: 1 }, units: MeshLimits.THRESHOLD_WORDS / 2 + 1 }), np(0), 0));
	t.notThrows(() => encodeLearning(keywords(364), np(0), 0));
});
