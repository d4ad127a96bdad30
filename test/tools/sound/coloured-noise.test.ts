import test from "ava";
import { Random } from "../../../src/random.js";
import { COLOURS, colouredNoise } from "../../../tools/sound/coloured-noise.js";
import { rms } from "../../../tools/sound/level.js";

const SECONDS = 4;
const LENGTH = SECONDS * 16000;

/** Power at a frequency, averaged over short pieces (Goertzel). */
function powerAt(samples: Float32Array, hertz: number): number {
	const n = 4000;
	let power = 0;
	for (let from = 0; from + n <= samples.length; from += n) {
		const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / 16000);
		let before = 0;
		let last = 0;
		for (let i = 0; i < n; i++) [before, last] = [last, (samples[from + i] ?? 0) + coefficient * last - before];
		power += last * last + before * before - coefficient * last * before;
	}
	return power;
}

/** Decibels between the powers about two frequencies. */
function drop(samples: Float32Array, low: number, high: number): number {
	const about = (hertz: number): number => [0.9, 0.95, 1, 1.05, 1.1].reduce((sum, f) => sum + powerAt(samples, hertz * f), 0);
	return 10 * Math.log10(about(low) / about(high));
}

test("every noise has the level that is asked for, and no offset", (t) => {
	for (const colour of COLOURS) {
		const noise = colouredNoise(colour, LENGTH, 300, new Random(1));
		t.is(noise.length, LENGTH);
		t.true(Math.abs(rms(noise) - 300) < 0.1, colour);
		t.true(Math.abs(noise.reduce((sum, x) => sum + x, 0) / LENGTH) < 0.1, colour);
	}
});

test("white is flat, pink falls by 10 dB in a decade, brown by 20 dB", (t) => {
	for (const [colour, expected] of [
		["white", 0],
		["pink", 10],
		["brown", 20],
	] as const) {
		const found = drop(colouredNoise(colour, LENGTH, 1000, new Random(7)), 200, 2000);
		t.true(Math.abs(found - expected) < 2.5, `${colour}: ${found}`);
	}
});

test("the seed decides everything", (t) => {
	for (const colour of COLOURS) {
		t.deepEqual(colouredNoise(colour, 500, 100, new Random(3)), colouredNoise(colour, 500, 100, new Random(3)));
		t.notDeepEqual(colouredNoise(colour, 500, 100, new Random(3)), colouredNoise(colour, 500, 100, new Random(4)));
	}
});
