import type { Random } from "../../src/random.js";
import { levelled } from "./level.js";

/** Noise of the tools; what the firmware mixes into utterances is made by src/keywords/coloured-noise.ts. */
export const COLOURS = ["white", "pink", "brown"] as const;
export type Colour = (typeof COLOURS)[number];

/** Below this corner brown noise is flat, in Hz. */
const BROWN_CORNER = 20;
/** Pink noise is a sum of one-pole low-passes an octave apart, the lowest at 15 Hz. */
const PINK_OCTAVES = 10;
const RATE = 16000;

/** So many samples of noise at 16 kHz with an RMS of `level`, without a DC offset. */
export function colouredNoise(colour: Colour, length: number, level: number, random: Random): Float32Array {
	const out = new Float32Array(length);
	if (colour === "white") fillWhite(random, out);
	else if (colour === "brown") addLowPass(BROWN_CORNER, random, out);
	else for (let k = 0; k < PINK_OCTAVES; k++) addLowPass(RATE / 2 / 2 ** k, random, out);
	return levelled(out, level);
}

/** Uniform, -1 to 1. */
const draw = (random: Random): number => random.next() / 0x80000000 - 1;

function fillWhite(random: Random, out: Float32Array): void {
	for (let i = 0; i < out.length; i++) out[i] = draw(random);
}

/** Adds white noise behind a one-pole low-pass, with the same power whatever the corner. */
function addLowPass(corner: number, random: Random, out: Float32Array): void {
	const a = 1 - Math.exp((-2 * Math.PI * corner) / RATE);
	const compensation = Math.sqrt((2 - a) / a);
	let filtered = 0;
	for (let i = 0; i < out.length; i++) {
		filtered += a * (draw(random) - filtered);
		out[i] = (out[i] as number) + compensation * filtered;
	}
}
