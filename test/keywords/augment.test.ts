import test from "ava";
import { Augmenter } from "../../src/keywords/augment.js";
import { DEFAULT_SETTINGS } from "../../src/keywords/settings.js";
import { Random } from "../../src/random.js";

const N = 16000;
const quiet = { ...DEFAULT_SETTINGS.enrolment, noiseShare: 0, gainDb: 0 };
const rms = (x: Int16Array): number => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / x.length);

/** A whole variant at once. */
function make(augmenter: Augmenter, take: Int16Array, seed: number, out: Int16Array): Int16Array {
	augmenter.begin(take, new Random(seed));
	augmenter.fill(out);
	return out;
}

test("the same seed gives the same variant, another seed another one", (t) => {
	const take = Int16Array.from({ length: N }, (_, i) => Math.round(3000 * Math.sin(i / 20)));
	const augmenter = new Augmenter(DEFAULT_SETTINGS.enrolment, new Int16Array(0));
	const made = (seed: number): Int16Array => make(augmenter, take, seed, new Int16Array(N));
	t.deepEqual(made(7), made(7));
	t.notDeepEqual(made(7), made(8));
});

test("without noise a variant is the take moved by at most the set shift, with silence shifted in", (t) => {
	const take = new Int16Array(N).fill(0);
	take[8000] = 12345;
	const augmenter = new Augmenter(quiet, new Int16Array(0));
	const out = new Int16Array(N);
	const shifts = new Set<number>();
	for (let seed = 0; seed < 300; seed++) {
		make(augmenter, take, seed, out);
		const at = out.indexOf(12345);
		t.true(at >= 8000 - 1600 && at <= 8000 + 1599, `${at}`);
		t.is(out.filter((x) => x !== 0).length, 1);
		shifts.add(at - 8000);
	}
	t.true(shifts.size > 200, "the shifts are spread out");
	t.true(Math.min(...shifts) < -1400 && Math.max(...shifts) > 1400);
});

test("the made noise stays below its level in every colour and is there in the set share of variants", (t) => {
	const augmenter = new Augmenter(DEFAULT_SETTINGS.enrolment, new Int16Array(0));
	const out = new Int16Array(N);
	const levels: number[] = [];
	for (let seed = 0; seed < 400; seed++) {
		make(augmenter, new Int16Array(N), seed, out);
		levels.push(rms(out));
	}
	const noisy = levels.filter((level) => level > 0);
	t.true(noisy.length > 280 && noisy.length < 350, `${noisy.length} of 400`);
	t.true(Math.max(...noisy) < 360, `${Math.max(...noisy)}`);
	t.true(Math.max(...noisy) > 280);
	const mean = noisy.reduce((a, b) => a + b) / noisy.length;
	t.true(mean > 130 && mean < 200, `${mean}`);
});

test("noise of the room is mixed in when there is some, and the sum saturates instead of wrapping", (t) => {
	const room = new Int16Array(1000).fill(30000);
	const augmenter = new Augmenter({ ...DEFAULT_SETTINGS.enrolment, noiseShare: 1, shiftSamples: 1, gainDb: 0 }, room);
	const out = new Int16Array(N);
	let withRoom = 0;
	for (let seed = 0; seed < 200; seed++) {
		make(augmenter, new Int16Array(N).fill(20000), seed, out);
		t.true(Math.min(...out.subarray(2, N - 2)) >= 18000, "never wrapped");
		if (out[100] === out[200] && (out[100] as number) > 20000) withRoom++;
	}
	t.true(withRoom > 60 && withRoom < 140, `${withRoom} of 200`);
});

test("a variant that is made louder saturates instead of wrapping", (t) => {
	const take = Int16Array.from({ length: N }, (_, i) => (i % 2 === 0 ? 30000 : -30000));
	const augmenter = new Augmenter({ ...quiet, gainDb: 12, shiftSamples: 1 }, new Int16Array(0));
	const out = new Int16Array(N);
	const peaks = new Set<number>();
	for (let seed = 0; seed < 100; seed++) {
		make(augmenter, take, seed, out);
		const [high, low] = [Math.max(out[100] as number, out[101] as number), Math.min(out[100] as number, out[101] as number)];
		t.true(out.subarray(2, N - 2).every((x, i) => (i % 2 === 0 ? x === out[2] : x === out[3])));
		t.true(high >= 7500 && low <= -7500, `${high} and ${low}`);
		peaks.add(high);
		if (high === 32767) t.is(low, -32768);
	}
	t.true(peaks.has(32767) && peaks.size > 5);
});

test("a variant that comes hop by hop is the same as one made at once", (t) => {
	const take = Int16Array.from({ length: N }, (_, i) => Math.round(9000 * Math.sin(i / 9)));
	const room = Int16Array.from({ length: 777 }, (_, i) => (i * 37) % 500);
	const augmenter = new Augmenter({ ...DEFAULT_SETTINGS.enrolment, gainDb: 6 }, room);
	for (let seed = 0; seed < 20; seed++) {
		const whole = make(augmenter, take, seed, new Int16Array(N));
		augmenter.begin(take, new Random(seed));
		for (let at = 0; at < N; at += 320) {
			const hop = new Int16Array(320);
			augmenter.fill(hop);
			t.deepEqual(hop, whole.slice(at, at + 320));
		}
	}
});

test("without a generator the take comes as it is; gain changes its level by at most so many decibels", (t) => {
	const take = Int16Array.from({ length: N }, (_, i) => Math.round(3000 * Math.sin(i / 20)));
	const augmenter = new Augmenter({ ...quiet, gainDb: 6, shiftSamples: 1 }, new Int16Array(0));
	const out = new Int16Array(N);
	augmenter.begin(take);
	augmenter.fill(out);
	t.deepEqual(out, take);
	const gains = Array.from({ length: 200 }, (_, seed) => 20 * Math.log10(rms(make(augmenter, take, seed, out)) / rms(take)));
	t.true(Math.max(...gains) > 5.5 && Math.max(...gains) < 6.1, `${Math.max(...gains)}`);
	t.true(Math.min(...gains) < -5.5 && Math.min(...gains) > -6.1, `${Math.min(...gains)}`);
});
