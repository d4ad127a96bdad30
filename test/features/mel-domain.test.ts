import test from "ava";
import { featuresOf } from "../../src/features/features-of.js";
import { DEFAULT_FRONT_END } from "../../src/features/front-end.js";
import { MEL_LOG_BITS, MelDomain } from "../../src/features/mel-domain.js";
import { Random } from "../../src/random.js";
import { demoRecordings, wav } from "./sounds.js";

const { coefficients, melBins, outputScale } = DEFAULT_FRONT_END;
const ONE = 2 ** MEL_LOG_BITS;
/** Half of ln 2: twice the power. */
const THREE_DECIBELS = (Math.LN2 / 2) * ONE;

const mel = new MelDomain(DEFAULT_FRONT_END);

function decoded(row: Uint8Array, at = 0): Int32Array {
	const logs = new Int32Array(melBins);
	mel.decode(row, at, logs);
	return logs;
}

function encoded(logs: Int32Array): Uint8Array {
	const row = new Uint8Array(coefficients);
	mel.encode(logs, row, 0);
	return row;
}

function sumOf(a: Int32Array, b: Int32Array, gain = 0): Int32Array {
	const sum = a.slice();
	mel.add(sum, b, gain);
	return sum;
}

const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
	Math.max(...Array.from({ length: a.length }, (_, i) => Math.abs((a[i] as number) - (b[i] as number))));

const randomRow = (random: Random): Uint8Array => Uint8Array.from({ length: coefficients }, () => random.below(256));

const randomLogs = (random: Random): Int32Array => Int32Array.from({ length: melBins }, () => random.below(10 * ONE - 1) - 6 * ONE);

test("there and back a row stays what it was, within a unit", (t) => {
	const random = new Random(1);
	for (let i = 0; i < 500; i++) {
		const row = randomRow(random);
		t.true(distance(encoded(decoded(row)), row) <= 1, `${row}`);
	}
	for (const value of [0, 255]) {
		const row = new Uint8Array(coefficients).fill(value);
		t.true(distance(encoded(decoded(row)), row) <= 1);
	}
});

test("rows of recordings survive it, too, wherever they lie in the window", (t) => {
	for (const path of demoRecordings().slice(0, 6)) {
		const features = featuresOf(wav(path), DEFAULT_FRONT_END);
		const again = new Uint8Array(features.length);
		for (let at = 0; at < features.length; at += coefficients) mel.encode(decoded(features, at), again, at);
		t.true(distance(again, features) <= 1);
	}
});

test("another front end: as many coefficients as filters, a negative scale", (t) => {
	const other = new MelDomain({ ...DEFAULT_FRONT_END, melBins: 13, coefficients: 13, outputScale: -7, outputOffset: 100 });
	const logs = new Int32Array(13);
	const row = Uint8Array.from({ length: 13 }, (_, i) => 60 + 10 * i);
	const again = new Uint8Array(13);
	other.decode(row, 0, logs);
	other.encode(logs, again, 0);
	t.is(other.bins, 13);
	t.true(distance(again, row) <= 1);
});

test("two equally loud sounds are 3 dB louder than one of them", (t) => {
	const logs = randomLogs(new Random(2));
	const sum = sumOf(logs, logs);
	for (let j = 0; j < melBins; j++) t.true(Math.abs((sum[j] as number) - (logs[j] as number) - THREE_DECIBELS) <= 1);
	const row = Uint8Array.from({ length: coefficients }, () => 128);
	const louder = encoded(sumOf(decoded(row), decoded(row)));
	// Only the first coefficient tells loudness, by the cosine transform's norm.
	t.is((louder[0] as number) - (row[0] as number), Math.round((outputScale * Math.sqrt(2 * melBins) * Math.LN2) / 2));
	t.true(distance(louder.subarray(1), row.subarray(1)) <= 1);
});

test("a sum follows the powers at every distance, and far below the louder sound nothing is heard", (t) => {
	for (let step = 0; step <= 80; step++) {
		const d = step / 10;
		const [sum] = sumOf(new Int32Array([0]), new Int32Array([0]), -Math.round(d * ONE));
		const expected = (ONE / 2) * Math.log(1 + Math.exp(-2 * d));
		t.true(Math.abs((sum as number) - expected) <= ONE / 32, `${d}: ${sum}`);
		if (d >= 6) t.is(sum, 0);
	}
});

test("which sound comes first changes nothing; a sum is at least as loud as either, and grows with both", (t) => {
	const random = new Random(3);
	for (let i = 0; i < 100; i++) {
		const [a, b] = [randomLogs(random), randomLogs(random)];
		const sum = sumOf(a, b);
		t.deepEqual(sumOf(b, a), sum);
		const louder = sumOf(a, b, ONE);
		for (let j = 0; j < melBins; j++) {
			t.true((sum[j] as number) >= Math.max(a[j] as number, b[j] as number));
			t.true((louder[j] as number) >= (sum[j] as number));
		}
	}
});

test("gain moves all filters alike; what leaves the range of a byte is clipped, not wrapped", (t) => {
	const logs = randomLogs(new Random(4));
	const before = logs.slice();
	mel.amplify(logs, -777);
	t.true(logs.every((log, j) => log === (before[j] as number) - 777));
	const flat = (level: number): number => encoded(new Int32Array(melBins).fill(level))[0] as number;
	t.is(flat(20 * ONE), 255);
	t.is(flat(-28 * ONE), 0);
});
