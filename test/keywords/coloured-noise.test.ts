import test from "ava";
import { ColouredNoise, NOISE_COLOURS, saturate } from "../../src/keywords/coloured-noise.js";
import { Random } from "../../src/random.js";

const N = 64000;
const colours = Array.from({ length: NOISE_COLOURS }, (_, colour) => colour);

function make(colour: number, rms: number, { seed = 1, onto = new Int16Array(N) } = {}): Int16Array {
	const samples = onto.slice();
	new ColouredNoise(new Random(seed), colour, rms).addTo(samples);
	return samples;
}

const power = (x: ArrayLike<number>): number => Array.from(x).reduce((sum, v) => sum + v * v, 0) / x.length;
const rmsOf = (x: Int16Array): number => Math.sqrt(power(x));
const mean = (x: Int16Array): number => x.reduce((sum, v) => sum + v, 0) / x.length;

test("every colour has the level that was asked for, from faint to loud, and no offset", (t) => {
	for (const colour of colours) {
		for (const rms of [20, 100, 327, 1500]) {
			const noise = make(colour, rms);
			t.true(Math.abs(rmsOf(noise) / rms - 1) < 0.06, `colour ${colour}: ${rmsOf(noise)} instead of ${rms}`);
			t.true(Math.abs(mean(noise)) < 1 + rms / 15, `colour ${colour}: mean ${mean(noise)}`);
		}
	}
});

test("the colours are three, each darker than the one before", (t) => {
	t.is(NOISE_COLOURS, 3);
	const brightness = colours.map((colour) => {
		const noise = make(colour, 1000);
		return power(noise.subarray(1).map((x, i) => (x - (noise[i] as number)) >> 1)) / power(noise);
	});
	t.true(Math.abs((brightness[0] as number) - 0.5) < 0.02, "white: neighbours know nothing of each other");
	for (const colour of colours.slice(1)) t.true((brightness[colour] as number) < (brightness[colour - 1] as number) / 2, `${brightness}`);
});

test("a seed decides the samples; in pieces they are the same", (t) => {
	for (const colour of colours) {
		const whole = make(colour, 300);
		t.deepEqual(make(colour, 300), whole);
		t.notDeepEqual(make(colour, 300, { seed: 2 }), whole);
		const noise = new ColouredNoise(new Random(1), colour, 300);
		for (let at = 0; at < 3200; at += 320) {
			const piece = new Int16Array(320);
			noise.addTo(piece);
			t.deepEqual(piece, whole.slice(at, at + 320));
		}
	}
});

test("it is added to what is there, and the sum saturates", (t) => {
	const onto = Int16Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? 32767 : -32768));
	const sum = make(0, 2000, { onto });
	t.true(sum.every((x, i) => (i % 2 === 0 ? x > 20000 : x < -20000)));
	t.true(sum.includes(32767) && sum.includes(-32768));
	t.deepEqual(
		make(0, 2000, { onto: new Int16Array(1000).fill(5) }),
		make(0, 2000, { onto: new Int16Array(1000) }).map((x) => x + 5),
	);
	t.deepEqual([40000, 32767, 0, -32768, -40000].map(saturate), [32767, 32767, 0, -32768, -32768]);
});

test("no level is no noise, a huge one stays within half of the range, an unknown colour is white", (t) => {
	for (const colour of colours) {
		t.true(make(colour, 0).every((x) => x === 0));
		const loud = make(colour, 30000);
		t.true(Math.max(...loud) <= 16383 && Math.min(...loud) >= -16384);
	}
	t.deepEqual(make(9, 300), make(0, 300));
});
