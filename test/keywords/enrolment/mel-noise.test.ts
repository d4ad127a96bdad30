import test from "ava";
import { featuresOf } from "../../../src/features/features-of.js";
import { FeatureWindow } from "../../../src/features/feature-window.js";
import { DEFAULT_FRONT_END, windowSamples } from "../../../src/features/front-end.js";
import { Mfcc } from "../../../src/features/mfcc.js";
import { ColouredNoise, NOISE_COLOURS } from "../../../src/keywords/coloured-noise.js";
import { MelNoise } from "../../../src/keywords/enrolment/mel-noise.js";
import { DEFAULT_SETTINGS } from "../../../src/keywords/settings.js";
import { Random } from "../../../src/random.js";

const { frames, coefficients, hop } = DEFAULT_FRONT_END;
const BLOCK = frames * coefficients;
const SAMPLES = windowSamples(DEFAULT_FRONT_END);
const settings = DEFAULT_SETTINGS.enrolment;
/** What the generators of the noises start from; it is part of what replays. */
const SEED = 0x6d656c;

const parts = () => ({ mfcc: new Mfcc(DEFAULT_FRONT_END), window: new FeatureWindow(DEFAULT_FRONT_END) });

function make(room: Int16Array, level = settings.noiseLevel, from = parts()): { noise: MelNoise; steps: number } {
	const noise = new MelNoise(from, room, { ...settings, noiseLevel: level });
	let steps = 1;
	while (!noise.step()) steps++;
	return { noise, steps };
}

const block = ({ rows }: MelNoise, n: number): Uint8Array => rows.slice(n * BLOCK, (n + 1) * BLOCK);

function expected(colour: number, level: number): Uint8Array {
	const samples = new Int16Array(SAMPLES);
	new ColouredNoise(new Random(SEED + colour), colour, level).addTo(samples);
	return featuresOf(samples, DEFAULT_FRONT_END);
}

const room = Int16Array.from({ length: SAMPLES }, (_, i) => Math.round(400 * Math.sin(i / 7) * Math.sin(i / 900)));
const NO_ROOM = new Int16Array(0);

test("the rows are those of the front end on the same noise, one block per colour", (t) => {
	for (const level of [20, 327]) {
		const { noise } = make(NO_ROOM, level);
		t.is(noise.noises, NOISE_COLOURS);
		t.is(noise.rows.length, NOISE_COLOURS * BLOCK);
		for (let colour = 0; colour < NOISE_COLOURS; colour++) t.deepEqual(block(noise, colour), expected(colour, level));
	}
});

test("the room comes first, row for row, and the colours follow unchanged", (t) => {
	const { noise } = make(room);
	t.true(noise.hasRoom);
	t.is(noise.noises, NOISE_COLOURS + 1);
	t.deepEqual(block(noise, 0), featuresOf(room, DEFAULT_FRONT_END));
	for (let colour = 0; colour < NOISE_COLOURS; colour++) t.deepEqual(block(noise, colour + 1), expected(colour, settings.noiseLevel));
});

test("a longer room counts by its first window, a shorter one not at all", (t) => {
	const longer = new Int16Array(SAMPLES + 5000).fill(3000);
	longer.set(room);
	t.deepEqual(make(longer).noise.rows, make(room).noise.rows);
	const { noise } = make(room.subarray(0, SAMPLES - 1));
	t.false(noise.hasRoom);
	t.deepEqual(noise.rows, make(NO_ROOM).noise.rows);
});

test("a step hears one hop, and makes at most one row", (t) => {
	let rows = 0;
	class Watched extends Mfcc {
		override frame(samples: Int16Array, row: Uint8Array): void {
			rows++;
			super.frame(samples, row);
		}
	}
	const { noise, steps } = make(room, 327, { ...parts(), mfcc: new Watched(DEFAULT_FRONT_END) });
	t.is(steps, noise.noises * (SAMPLES / hop));
	t.is(rows, noise.noises * frames);
	t.is(noise.length, frames);
	t.is(noise.hop, hop);
});

test("what the front end heard before does not matter", (t) => {
	const used = parts();
	used.mfcc.push(new Int16Array(hop).fill(20000), new Uint8Array(coefficients));
	t.deepEqual(make(room, 327, used).noise.rows, make(room).noise.rows);
});
