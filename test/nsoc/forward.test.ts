import test from "ava";
import fc from "fast-check";
import { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { encodeFullyConnected, encodeInputConvolutional, encodeSeparableConvolutional } from "../../host-sim/nsoc/payload/encode.js";
import type { Dims } from "../../host-sim/nsoc/payload/layers.js";
import { bytesOf, programmed, signed } from "./host.js";
import { randomBytes, smallConvolution, smallDense, smallSeparable } from "./layers.js";
import { np } from "./model.js";
import { connectFully, convolve, convolveSeparably } from "./reference.js";

const size = ({ x, y, c }: Dims): number => x * y * c;

/** Runs one job on a fresh chip and returns its output as numbers. */
function compute(tracks: Uint32Array[], input: Uint8Array, count: number, actBits: number): number[] {
	const nsoc = new Nsoc();
	const output = programmed(nsoc, ...tracks).infer(input);
	if (nsoc.counters.opaqueJobs) throw new Error("the chip refused the program");
	return [...(actBits === 0 ? signed(output) : bytesOf(output, count))];
}

const extents = fc.record({ x: fc.integer({ min: 1, max: 9 }), y: fc.integer({ min: 1, max: 9 }), c: fc.integer({ min: 1, max: 6 }) });
const kernels = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }));
const bits = fc.integer({ min: 0, max: 8 });
const steps = fc.constantFrom(0.0625, 1, 33.34, 900.5, 65535);

test("the HRC computes the input convolution for any geometry and width", (t) => {
	const strides = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }));
	const property = fc.property(
		extents,
		kernels,
		strides,
		fc.integer({ min: 1, max: 9 }),
		bits,
		steps,
		(input, kernel, stride, c, actBits, step) => {
			const output = { x: Math.ceil(input.x / stride[0]), y: Math.ceil(input.y / stride[1]), c };
			const layer = smallConvolution({ input, output, kernel, stride, actBits, actStep: new Float32Array(c).fill(step) });
			const pixels = randomBytes(input.x, size(input));
			t.deepEqual(compute([encodeInputConvolutional(layer)], pixels, size(output), actBits), convolve(layer, pixels));
		},
	);
	fc.assert(property, { numRuns: 60 });
});

test("a CNP computes the separable convolution for any geometry, pooled or not", (t) => {
	const pooling = fc.constantFrom("none" as const, "global" as const);
	const property = fc.property(
		extents,
		kernels,
		fc.integer({ min: 1, max: 9 }),
		bits,
		steps,
		pooling,
		(input, kernel, c, actBits, step, pooled) => {
			const output = pooled === "global" ? { x: 1, y: 1, c } : { ...input, c };
			const layer = smallSeparable({ input, output, kernel, actBits, pooling: pooled, actStep: new Float32Array(c).fill(step) });
			const values = randomBytes(input.y, size(input), 16);
			t.deepEqual(
				compute([encodeSeparableConvolutional(layer, np(0), 0)], values, size(output), actBits),
				convolveSeparably(layer, values),
			);
		},
	);
	fc.assert(property, { numRuns: 60 });
});

test("an FNP computes dot products of the flattened input", (t) => {
	const property = fc.property(
		extents,
		fc.integer({ min: 1, max: 20 }),
		bits,
		steps,
		fc.constantFrom(4, 8),
		(input, units, actBits, step, weightBits) => {
			const layer = smallDense({ input, units, actBits, weightBits, actStep: new Float32Array(units).fill(step) });
			const values = randomBytes(input.c, size(input));
			t.deepEqual(compute([encodeFullyConnected(layer, np(0), 0)], values, units, actBits), connectFully(layer, values));
		},
	);
	fc.assert(property, { numRuns: 60 });
});

test("sums too large to travel in pairs are exact as well", (t) => {
	const input = { x: 1, y: 1, c: 2000 };
	const weights = new Int8Array(2000 * 6).map((_, i) => (i % 2 ? 127 - (i % 5) : -128 + (i % 3)));
	const layer = smallDense({ input, units: 6, weightBits: 8, weights });
	const values = randomBytes(1, 2000, 56).map((value) => 200 + value);
	const expected = connectFully(layer, values);
	t.true(expected.every((value) => Math.abs(value) > 2 ** 25));
	t.deepEqual(compute([encodeFullyConnected(layer, np(0), 0)], values, 6, 0), expected);
});

test("sums that only pooling makes large are exact as well", (t) => {
	const input = { x: 32, y: 32, c: 8 };
	const weights = new Int8Array(9 * 8).fill(7);
	const pointwise = new Int8Array(8 * 5).map((_, i) => 7 - (i % 2));
	const layer = smallSeparable({ input, output: { x: 1, y: 1, c: 5 }, kernel: [3, 3], weights, pointwise, pooling: "global", actBits: 0 });
	const values = randomBytes(2, 32 * 32 * 8, 56).map((value) => 200 + value);
	const expected = convolveSeparably(layer, values);
	t.true(expected.every((value) => value > 2 ** 25 && value < 2 ** 31));
	t.deepEqual(compute([encodeSeparableConvolutional(layer, np(0), 0)], values, 5, 0), expected);
});

test("a potential equal to the threshold does not fire, one more does", (t) => {
	const layer = smallDense({
		input: { x: 1, y: 1, c: 1 },
		units: 2,
		weights: Int8Array.of(3, 3),
		actBits: 1,
		threshold: Int32Array.of(6, 5),
	});
	const ready = { ...layer, actStep: new Float32Array(2).fill(100) };
	t.deepEqual(compute([encodeFullyConnected(ready, np(0), 0)], Uint8Array.of(2), 2, 1), [0, 1]);
});

test("three stages in a row agree with the reference, in whatever order their tracks came", (t) => {
	const [first, second, third] = [smallConvolution(), smallSeparable(), smallDense()];
	const pixels = randomBytes(9, size(first.input));
	const expected = connectFully(third, Uint8Array.from(convolveSeparably(second, Uint8Array.from(convolve(first, pixels)))));
	const tracks = [encodeFullyConnected(third, np(5), 2), encodeInputConvolutional(first), encodeSeparableConvolutional(second, np(31), 1)];
	t.deepEqual(compute(tracks, pixels, 7, 0), expected);
	t.true(expected.some((value) => value !== 0));
});
