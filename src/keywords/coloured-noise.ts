import type { Random } from "../random.js";

/** One-pole low-pass with this shift, and the gain (in sixteenths) that gives back the RMS it takes away. */
const COLOURS = Object.freeze([
	Object.freeze({ shift: 0, gain: 16 }),
	Object.freeze({ shift: 2, gain: 42 }),
	Object.freeze({ shift: 4, gain: 89 }),
] as const);

/** How many colours there are: white, and two that are darker. */
export const NOISE_COLOURS = COLOURS.length;

/** The peak of uniform noise is the square root of 3 times its RMS, here in units of 1/256. */
const PEAK_PER_RMS = 443;
const LARGEST_PEAK = 16383;

/** Noise of a colour, made sample by sample in integers. */
export class ColouredNoise {
	#random: Random;
	#shift: number;
	#peak: number;
	#filtered = 0;

	/** `rms` in sample values. */
	constructor(random: Random, colour: number, rms: number) {
		const { shift, gain } = COLOURS[colour] ?? COLOURS[0];
		this.#random = random;
		this.#shift = shift;
		this.#peak = Math.min(LARGEST_PEAK, (rms * PEAK_PER_RMS * gain) >> 12);
	}

	/** Adds noise to samples; the sum saturates. */
	addTo(samples: Int16Array): void {
		const peak = this.#peak;
		for (let i = 0; i < samples.length; i++) {
			// Eight fractional bits keep the low-pass from sticking at small levels.
			const white = (this.#random.below(2 * peak + 1) - peak) << 8;
			this.#filtered += (white - this.#filtered) >> this.#shift;
			samples[i] = saturate((samples[i] as number) + (this.#filtered >> 8));
		}
	}
}

/** A sum of samples as a sample. */
export const saturate = (x: number): number => (x > 32767 ? 32767 : x < -32768 ? -32768 : x);
