import test from "ava";
import fc from "fast-check";
import { extent, hypotenuse, LOG_BITS, logarithm, mulRounded } from "../../src/features/fixed.js";

const EDGES = [0, 1, -1, 2, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, -0x8000, -0x8001, -0x10000, -0x7fffffff, -0x80000000];
/** Words whose halves are all ones, all zeros or next to it: where carries run furthest. */
const word = fc.oneof(
	fc.integer(),
	fc.constantFrom(...EDGES),
	fc
		.tuple(fc.constantFrom(0, 1, 0x7fff, 0x8000, 0xfffe, 0xffff), fc.constantFrom(0, 1, 0x7fff, 0x8000, 0xfffe, 0xffff))
		.map(([high, low]) => (high << 16) | low),
);

test("a product is exact, rounded to nearest with halves up", (t) => {
	const exact = (a: number, b: number): number => Number((BigInt(a) * BigInt(b) + (1n << 31n)) >> 32n);
	for (const a of EDGES) for (const b of EDGES) t.is(mulRounded(a, b), exact(a, b), `${a} * ${b}`);
	fc.assert(
		fc.property(word, word, (a, b) => mulRounded(a, b) === exact(a, b)),
		{ numRuns: 20_000, seed: 1 },
	);
	t.is(mulRounded(1 << 16, 1 << 15), 1);
	t.is(mulRounded(-(1 << 16), 1 << 15), 0);
});

test("an extent has as many leading zeros as its number can be shifted", (t) => {
	t.is(extent(0), 0);
	for (const v of EDGES.filter((v) => v !== 0)) {
		const shift = Math.clz32(extent(v));
		t.is((v << shift) >> shift, v, `${v}`);
		if (shift < 31) t.not((v << (shift + 1)) >> (shift + 1), v, `${v}`);
	}
});

test("a magnitude is rounded down, 0 only for 0 and 1", (t) => {
	t.is(hypotenuse(0, 0), 0);
	for (let x = -40; x <= 40; x++) {
		for (let y = -40; y <= 40; y++) {
			const off = Math.hypot(x, y) - hypotenuse(x, y);
			t.true(off > -0.001 && off <= 1.001, `${x} ${y}`);
		}
	}
	t.is(Math.round(hypotenuse(-0x40000000, -0x40000000) / 0x5a828), 0x1000);
});

test("a large magnitude is off by at most 2.1e-5 of itself, its bias is below 1e-6", (t) => {
	let worst = 0;
	let sum = 0;
	for (let i = 0; i < 100_000; i++) {
		const radius = 2 ** 29 * 2 ** (1.4 * ((i * 0.6180339887) % 1));
		const x = Math.round(radius * Math.cos(i));
		const y = Math.round(radius * Math.sin(i));
		const error = hypotenuse(x, y) / Math.hypot(x, y) - 1;
		worst = Math.max(worst, Math.abs(error));
		sum += error;
	}
	t.true(worst < 2.1e-5, `${worst}`);
	t.true(Math.abs(sum) / 100_000 < 1e-6, `${sum / 100_000}`);
});

test("a logarithm is off by at most 5.5e-6, its bias is below 2e-7", (t) => {
	let worst = 0;
	let sum = 0;
	const count = 1 << 16;
	for (let i = 0; i < count; i++) {
		const mantissa = 2 ** 31 + i * 2 ** 15 + 77;
		const error = logarithm(mantissa | 0, -5) / 2 ** LOG_BITS - Math.log(mantissa * 2 ** -36);
		worst = Math.max(worst, Math.abs(error));
		sum += error;
	}
	t.true(worst < 5.5e-6, `${worst}`);
	t.true(Math.abs(sum) / count < 2e-7, `${sum / count}`);
});
