import type { Random } from "../../../src/random.js";
import { type Colour, colouredNoise } from "../../sound/coloured-noise.js";
import { levelled } from "../../sound/level.js";
import type { NoiseSound } from "./recordings.js";

/** Noise that is made, or a recording of one. */
export type Noise = Colour | NoiseSound;

export const noiseName = (noise: Noise): string => (typeof noise === "string" ? noise : noise.name);

/** Where a recorded noise begins anew, it is cross-faded for 50 ms. */
const SEAM = 800;

/** So many samples of a noise with an RMS of `level`, without a DC offset. */
export function makeNoise(noise: Noise, length: number, level: number, random: Random): Float32Array {
	if (typeof noise === "string") return colouredNoise(noise, length, level, random);
	return levelled(looped(noise.samples, length, random), level);
}

/** Repeats a recording from a random place on. */
function looped(samples: Int16Array, length: number, random: Random): Float32Array {
	const out = new Float32Array(length);
	const seam = Math.min(SEAM, samples.length >> 1);
	const period = samples.length - seam;
	let at = random.next() % period;
	for (let i = 0; i < out.length; i++) {
		const rest = samples[period + at];
		const share = rest === undefined || at >= seam ? 1 : at / seam;
		out[i] = share * (samples[at] as number) + (1 - share) * (rest ?? 0);
		if (++at === period) at = 0;
	}
	return out;
}
