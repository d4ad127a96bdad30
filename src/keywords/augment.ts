import type { Random } from "../random.js";
import type { EnrolmentSettings } from "./settings.js";

/** Noise colours: one-pole low-pass with this shift, and the gain (in sixteenths) that gives back the RMS it takes away. */
const COLOURS = [
	{ shift: 0, gain: 16 },
	{ shift: 2, gain: 42 },
	{ shift: 4, gain: 89 },
] as const;

/** The peak of uniform noise is the square root of 3 times its RMS, here in units of 1/256. */
const PEAK_PER_RMS = 443;

/**
 * Makes variants of one utterance in the audio: time shift, background noise. Integers only, no allocation, and the
 * generator decides everything, so that the same seed gives the same samples on every engine.
 * Half of the noises are the room's own, recorded before the prompt, the others are made here in three colours.
 */
export class Augmenter {
	#settings: EnrolmentSettings;
	#room: Int16Array;

	/** `room`: background recorded before the enrolment; may be empty. */
	constructor(settings: EnrolmentSettings, room: Int16Array) {
		this.#settings = settings;
		this.#room = room;
	}

	/** Writes a variant of `take` to `out` (same length); silence is shifted in. */
	make(take: Int16Array, random: Random, out: Int16Array): void {
		const { shiftSamples, noiseShare } = this.#settings;
		shift(take, random.below(2 * shiftSamples) - shiftSamples, out);
		if (random.below(1000) >= noiseShare * 1000) return;
		if (this.#room.length > 0 && random.below(2) === 0) this.#addRoom(random, out);
		else this.#addNoise(random, out);
	}

	#addRoom(random: Random, out: Int16Array): void {
		const room = this.#room;
		const gain = random.below(512);
		let at = random.below(room.length);
		for (let i = 0; i < out.length; i++) {
			out[i] = saturate((out[i] as number) + ((gain * (room[at] as number)) >> 8));
			if (++at === room.length) at = 0;
		}
	}

	#addNoise(random: Random, out: Int16Array): void {
		const colour = COLOURS[random.below(COLOURS.length)] ?? COLOURS[0];
		const rms = random.below(this.#settings.noiseLevel + 1);
		const peak = Math.min(32767, (rms * PEAK_PER_RMS * colour.gain) >> 12);
		let filtered = 0;
		for (let i = 0; i < out.length; i++) {
			// Eight fractional bits keep the low-pass from sticking at small levels.
			const white = (random.below(2 * peak + 1 > 32768 ? 32768 : 2 * peak + 1) - peak) << 8;
			filtered += (white - filtered) >> colour.shift;
			out[i] = saturate((out[i] as number) + (filtered >> 8));
		}
	}
}

/** Moves samples by `by` (positive: later); what comes in is digital silence. */
function shift(samples: Int16Array, by: number, out: Int16Array): void {
	const n = samples.length;
	for (let i = 0; i < n; i++) {
		const from = i - by;
		out[i] = from >= 0 && from < n ? (samples[from] as number) : 0;
	}
}

const saturate = (x: number): number => (x > 32767 ? 32767 : x < -32768 ? -32768 : x);
