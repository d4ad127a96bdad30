import { Mfcc } from "../../src/features/mfcc.js";
import type { FrontEnd } from "../../src/features/front-end.js";
import { saturate } from "../../src/keywords/coloured-noise.js";
import { Random } from "../../src/random.js";
import type { FeatureRows } from "../files/features.js";
import { COLOURS, colouredNoise } from "../sound/coloured-noise.js";
import type { LabelledSamples } from "./samples.js";

/** RMS of the noises: from 10^1.7 (hardly more than a microphone's own) to 10^3.8 (louder than speech). */
const LEVELS = { lowest: 1.7, decades: 2.1 };
/** RMS of what a room always has. */
const QUIETEST = { lowest: 5, range: 30 };
/** A noise that sets in or stops is up to 10^1.7 times as loud as before or after. */
const STEPS = { lowest: 0.3, decades: 1.4 };

/** Of each kind of noise so many in a row. */
const SHARES = Object.freeze([
	{ of: 7, make: rumble },
	{ of: 1, make: coloured },
	{ of: 1, make: resonant },
	{ of: 1, make: tonal },
] as const);
const TURN = SHARES.reduce((sum, share) => sum + share.of, 0);

/**
 * Feature windows of `count` noises that no recording has: rumble with the hum of mains or fans, coloured noise, noise through
 * a resonance, buzzing tones; steady, setting in, stopping or swelling. The seed decides everything.
 */
export function noiseRows(frontEnd: FrontEnd, count: number, seed: number): FeatureRows {
	const size = frontEnd.frames * frontEnd.coefficients;
	const data = new Uint8Array(count * size);
	const random = new Random(seed);
	for (let i = 0; i < count; i++) data.set(windowOf(frontEnd, noise(frontEnd, i, random)), i * size);
	return { count, size, data, row: (i) => data.subarray(i * size, (i + 1) * size) };
}

/** Samples with rows of silence spread evenly among them. */
export function mixedIn({ rows, labels }: LabelledSamples, noise: FeatureRows, silence: number): LabelledSamples {
	const { size } = rows;
	const count = rows.count + noise.count;
	const data = new Uint8Array(count * size);
	const mixed = new Int32Array(count);
	for (let i = 0; i < count; i++) {
		const before = Math.floor((i * noise.count) / count);
		const isNoise = Math.floor(((i + 1) * noise.count) / count) > before;
		data.set(isNoise ? noise.row(before) : rows.row(i - before), i * size);
		mixed[i] = isNoise ? silence : (labels[i - before] as number);
	}
	return { rows: { count, size, data, row: (i) => data.subarray(i * size, (i + 1) * size) }, labels: mixed };
}

/** From 0 up to 1. */
const share = (random: Random): number => random.next() / 2 ** 32;

/** Samples enough for one window of features. */
function noise({ sampleRate, window, hop, frames }: FrontEnd, number: number, random: Random): Int16Array {
	const length = Math.ceil(window / hop + frames) * hop;
	const loud = 10 ** (LEVELS.lowest + LEVELS.decades * share(random));
	const sound = withLevel(makerOf(number)(length, sampleRate, random), loud);
	const envelope = envelopeOf(length, sampleRate, random);
	const quiet = colouredNoise("white", length, QUIETEST.lowest + QUIETEST.range * share(random), random);
	return Int16Array.from(sound, (x, i) => saturate(Math.round(x * envelope(i) + (quiet[i] as number))));
}

function makerOf(number: number): Maker {
	let place = number % TURN;
	for (const { of, make } of SHARES) if ((place -= of) < 0) return make;
	return rumble;
}

type Maker = (length: number, rate: number, random: Random) => Float64Array;

/** Noise below a corner of 1 to 31 Hz, once or twice filtered, beneath a hum whose strength goes up and down. */
function rumble(length: number, rate: number, random: Random): Float64Array {
	const weight = share(random);
	const low = withLevel(lowNoise(length, 1 + 30 * share(random), rate, random), 1 - weight);
	const hum = withLevel(harmonics(length, humPitch(random), 1 + random.below(8), rate, random), weight ** 2);
	const [depth, speed, phase] = [0.9 * share(random), 0.1 + 3 * share(random), 2 * Math.PI * share(random)];
	return low.map((x, i) => (x + (hum[i] as number)) * (1 + depth * Math.sin((2 * Math.PI * speed * i) / rate + phase)));
}

/** Mains in most of the world and in the rest of it, or a motor. */
function humPitch(random: Random): number {
	const kind = random.below(10);
	return kind < 4 ? 50 : kind < 7 ? 60 : 30 + 120 * share(random);
}

function lowNoise(length: number, corner: number, rate: number, random: Random): Float64Array {
	const out = new Float64Array(length);
	const a = 1 - Math.exp((-2 * Math.PI * corner) / rate);
	const twice = random.below(2) === 1;
	let once = 0;
	let again = 0;
	// A second for the filters to forget where they began.
	for (let i = -rate; i < length; i++) {
		once += a * (2 * share(random) - 1 - once);
		again += 8 * a * (once - again);
		if (i >= 0) out[i] = twice ? again : once;
	}
	return out;
}

/** Tones at multiples of a pitch (Hz), each with a strength and a phase of its own. */
function harmonics(length: number, pitch: number, count: number, rate: number, random: Random): Float64Array {
	const out = new Float64Array(length);
	for (let h = 1; h <= count; h++) {
		const strength = share(random) / (1 + (h - 1) * share(random));
		const phase = 2 * Math.PI * share(random);
		for (let i = 0; i < length; i++) out[i] = (out[i] as number) + strength * Math.sin((2 * Math.PI * pitch * h * i) / rate + phase);
	}
	return out;
}

function coloured(length: number, _: number, random: Random): Float64Array {
	return Float64Array.from(colouredNoise(COLOURS[random.below(COLOURS.length)] ?? "white", length, 1, random));
}

/** White noise through two poles anywhere in the band. */
function resonant(length: number, _: number, random: Random): Float64Array {
	const radius = 0.3 + 0.65 * share(random);
	const a1 = 2 * radius * Math.cos(Math.PI * share(random));
	const a2 = -(radius ** 2);
	const out = new Float64Array(length);
	for (let i = 0; i < length; i++) {
		out[i] = 2 * share(random) - 1 + a1 * (out[i - 1] ?? 0) + a2 * (out[i - 2] ?? 0);
	}
	return out;
}

/** Up to twelve harmonics of 40 to 240 Hz in some hiss. */
function tonal(length: number, rate: number, random: Random): Float64Array {
	const tones = withLevel(harmonics(length, 40 + 200 * share(random), 1 + random.below(12), rate, random), 1);
	const hiss = colouredNoise("white", length, 0.05 + 0.5 * share(random), random);
	return tones.map((x, i) => x + (hiss[i] as number));
}

/** How loud the noise is at each sample, 0..1: steady, setting in, stopping or swelling. */
function envelopeOf(length: number, rate: number, random: Random): (i: number) => number {
	const kind = random.below(4);
	const least = 10 ** -(STEPS.lowest + STEPS.decades * share(random));
	const at = Math.floor(length * share(random));
	// Mostly abrupt, up to 0.4 s.
	const ramp = 1 + 0.4 * rate * share(random) ** 2;
	if (kind === 0) return () => 1;
	if (kind === 1) return (i) => (i < at ? least : Math.min(1, least + (i - at) / ramp));
	if (kind === 2) return (i) => (i < at ? 1 : Math.max(least, 1 - (i - at) / ramp));
	return (i) => least + ((1 - least) * i) / length;
}

function withLevel(sound: Float64Array, level: number): Float64Array {
	const power = sound.reduce((sum, x) => sum + x * x, 0) / sound.length;
	const gain = power > 0 ? level / Math.sqrt(power) : 0;
	return sound.map((x) => x * gain);
}

/** The features of the window that the samples fill. */
function windowOf(frontEnd: FrontEnd, samples: Int16Array): Uint8Array {
	const { hop, frames, coefficients } = frontEnd;
	const mfcc = new Mfcc(frontEnd);
	const features = new Uint8Array(frames * coefficients);
	const row = new Uint8Array(coefficients);
	let done = 0;
	for (let at = 0; at + hop <= samples.length && done < frames; at += hop) {
		if (mfcc.push(samples.subarray(at, at + hop), row)) features.set(row, coefficients * done++);
	}
	return features;
}
