import type { Random } from "../random.js";
import { ColouredNoise, NOISE_COLOURS, saturate } from "./coloured-noise.js";
import type { EnrolmentSettings } from "./settings.js";

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
	/** Position in the take of the next sample; below 0 or beyond the end there is silence. */
	#at = 0;
	#gain = GAINS[UNITY] as number;
	/** In units of 1/256; 0 is no room. */
	#roomGain = 0;
	#roomAt = 0;
	#noise: ColouredNoise | undefined;

	/** `room`: background recorded before the enrolment; may be empty. */
	constructor(settings: EnrolmentSettings, room: Int16Array) {
		this.#settings = settings;
		this.#room = room;
		this.#take = room;
	}

	/** Begins a variant of `take`, or without a generator the take as it is; its samples come from {@link fill}. */
	begin(take: Int16Array, random?: Random): void {
		this.#take = take;
		this.#at = 0;
		this.#gain = GAINS[UNITY] as number;
		this.#roomGain = 0;
		this.#noise = undefined;
		if (random) this.#draw(random);
	}

	/** Writes the next samples of the variant. */
	fill(out: Int16Array): void {
		this.#copy(out);
		if (this.#roomGain > 0) this.#addRoom(out);
		else this.#noise?.addTo(out);
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
		this.#noise = new ColouredNoise(random, random.below(NOISE_COLOURS), random.below(noiseLevel + 1));
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
}
