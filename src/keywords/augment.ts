import type { Random } from "../random.js";
import type { EnrolmentSettings } from "./settings.js";

/** Noise colours: one-pole low-pass with this shift, and the gain (in sixteenths) that gives back the RMS it takes away. */
const COLOURS = Object.freeze([
	Object.freeze({ shift: 0, gain: 16 }),
	Object.freeze({ shift: 2, gain: 42 }),
	Object.freeze({ shift: 4, gain: 89 }),
] as const);

/** The peak of uniform noise is the square root of 3 times its RMS, here in units of 1/256. */
const PEAK_PER_RMS = 443;

/** Gain factors of -12, -11 ... 12 dB in units of 1/256. */
const GAINS = Object.freeze([
	64, 72, 81, 91, 102, 114, 128, 144, 162, 181, 203, 228, 256, 287, 322, 362, 406, 455, 511, 573, 643, 722, 810, 909, 1019,
]);
const UNITY = 12;

/**
 * Makes variants of one utterance in the audio, piece by piece: time shift, gain, background noise. Integers only, no
 * allocation, and the generator decides everything, so that the same seed gives the same samples on every engine.
 * Half of the noises are the room's own, recorded before the prompt, the others are made here in three colours.
 */
export class Augmenter {
	#settings: EnrolmentSettings;
	#room: Int16Array;
	#take: Int16Array;
	#random: Random | undefined;
	/** Position in the take of the next sample; below 0 or beyond the end there is silence. */
	#at = 0;
	#gain = GAINS[UNITY] as number;
	/** In units of 1/256; 0 is no room. */
	#roomGain = 0;
	#roomAt = 0;
	/** Of the noise that is made; 0 is none. */
	#peak = 0;
	#colour = 0;
	#filtered = 0;

	/** `room`: background recorded before the enrolment; may be empty. */
	constructor(settings: EnrolmentSettings, room: Int16Array) {
		this.#settings = settings;
		this.#room = room;
		this.#take = room;
	}

	/** Begins a variant of `take`, or without a generator the take as it is; its samples come from {@link fill}. */
	begin(take: Int16Array, random?: Random): void {
		this.#take = take;
		this.#random = random;
		this.#at = 0;
		this.#gain = GAINS[UNITY] as number;
		this.#roomGain = 0;
		this.#peak = 0;
		if (random) this.#draw(random);
	}

	/** Writes the next samples of the variant. */
	fill(out: Int16Array): void {
		this.#copy(out);
		if (this.#roomGain > 0) this.#addRoom(out);
		else if (this.#peak > 0 && this.#random) this.#addNoise(this.#random, out);
	}

	#draw(random: Random): void {
		const { shiftSamples, gainDb, noiseShare, noiseLevel } = this.#settings;
		this.#at = shiftSamples - random.below(2 * shiftSamples);
		if (gainDb > 0) this.#gain = GAINS[UNITY - gainDb + random.below(2 * gainDb + 1)] as number;
		if (random.below(1000) >= noiseShare * 1000) return;
		if (this.#room.length > 0 && random.below(2) === 0) {
			this.#roomGain = random.below(512);
			this.#roomAt = random.below(this.#room.length);
			return;
		}
		this.#colour = random.below(COLOURS.length);
		const { gain } = COLOURS[this.#colour] ?? COLOURS[0];
		this.#peak = Math.min(16383, (random.below(noiseLevel + 1) * PEAK_PER_RMS * gain) >> 12);
		this.#filtered = 0;
	}

	#copy(out: Int16Array): void {
		const take = this.#take;
		const gain = this.#gain;
		for (let i = 0; i < out.length; i++, this.#at++) {
			const inside = this.#at >= 0 && this.#at < take.length;
			out[i] = inside ? saturate(((take[this.#at] as number) * gain) >> 8) : 0;
		}
	}

	#addRoom(out: Int16Array): void {
		const room = this.#room;
		for (let i = 0; i < out.length; i++) {
			out[i] = saturate((out[i] as number) + ((this.#roomGain * (room[this.#roomAt] as number)) >> 8));
			if (++this.#roomAt === room.length) this.#roomAt = 0;
		}
	}

	#addNoise(random: Random, out: Int16Array): void {
		const { shift } = COLOURS[this.#colour] ?? COLOURS[0];
		const peak = this.#peak;
		for (let i = 0; i < out.length; i++) {
			// Eight fractional bits keep the low-pass from sticking at small levels.
			const white = (random.below(2 * peak + 1) - peak) << 8;
			this.#filtered += (white - this.#filtered) >> shift;
			out[i] = saturate((out[i] as number) + (this.#filtered >> 8));
		}
	}
}

const saturate = (x: number): number => (x > 32767 ? 32767 : x < -32768 ? -32768 : x);
