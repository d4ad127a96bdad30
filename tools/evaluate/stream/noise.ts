import type { Random } from "../../../src/random.js";
import type { NoiseSound } from "./recordings.js";
import { rms } from "./speech-part.js";

/** Noises that are made here. */
export const COLOURS = ["white", "pink", "brown"] as const;
export type Colour = (typeof COLOURS)[number];

export type Noise = Colour | NoiseSound;

export const noiseName = (noise: Noise): string => (typeof noise === "string" ? noise : noise.name);

/** Below this corner brown noise is flat, in Hz. */
const BROWN_CORNER = 20;
/** Pink noise is a sum of one-pole low-passes an octave apart, the lowest at 15 Hz. */
const PINK_OCTAVES = 10;
const RATE = 16000;
/** Where a recorded noise begins anew, it is cross-faded for 50 ms. */
const SEAM = 800;

/** So many samples of a noise with an RMS of `level`, without a DC offset. */
export function makeNoise(noise: Noise, length: number, level: number, random: Random): Float32Array {
	const out = new Float32Array(length);
	if (typeof noise !== "string") loop(noise.samples, random, out);
	else if (noise === "white") fillWhite(random, out);
	else if (noise === "brown") addLowPass(BROWN_CORNER, 1, random, out);
	else for (let k = 0; k < PINK_OCTAVES; k++) addLowPass(RATE / 2 / 2 ** k, 1, random, out);
	return scaled(out, level);
}

/** Uniform, -1 to 1. */
const draw = (random: Random): number => random.next() / 0x80000000 - 1;

function fillWhite(random: Random, out: Float32Array): void {
	for (let i = 0; i < out.length; i++) out[i] = draw(random);
}

/** Adds white noise behind a one-pole low-pass, with the same power whatever the corner. */
function addLowPass(corner: number, gain: number, random: Random, out: Float32Array): void {
	const a = 1 - Math.exp((-2 * Math.PI * corner) / RATE);
	const compensation = gain * Math.sqrt((2 - a) / a);
	let filtered = 0;
	for (let i = 0; i < out.length; i++) {
		filtered += a * (draw(random) - filtered);
		out[i] = (out[i] as number) + compensation * filtered;
	}
}

/** Repeats a recording from a random place on. */
function loop(samples: Int16Array, random: Random, out: Float32Array): void {
	const seam = Math.min(SEAM, samples.length >> 1);
	const period = samples.length - seam;
	let at = random.next() % period;
	for (let i = 0; i < out.length; i++) {
		const rest = samples[period + at];
		const share = rest === undefined || at >= seam ? 1 : at / seam;
		out[i] = share * (samples[at] as number) + (1 - share) * (rest ?? 0);
		if (++at === period) at = 0;
	}
}

function scaled(samples: Float32Array, level: number): Float32Array {
	const offset = samples.reduce((sum, x) => sum + x, 0) / samples.length;
	for (let i = 0; i < samples.length; i++) samples[i] = (samples[i] as number) - offset;
	const gain = level / (rms(samples) || 1);
	for (let i = 0; i < samples.length; i++) samples[i] = (samples[i] as number) * gain;
	return samples;
}
