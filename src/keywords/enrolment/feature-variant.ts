import { MelDomain, MEL_LOG_BITS } from "../../features/mel-domain.js";
import type { FrontEnd } from "../../features/front-end.js";
import { Random } from "../../random.js";
import type { EnrolmentSettings } from "../settings.js";
import type { VariantSource } from "./lesson.js";
import type { MelNoise } from "./mel-noise.js";

const LOG_ONE = 2 ** MEL_LOG_BITS;
/** Levels of noise, evenly spaced up to the largest one. */
const LEVELS = 64;
const LEVEL_LOGS = Int32Array.from({ length: LEVELS }, (_, i) => Math.round(Math.log((i + 1) / LEVELS) * LOG_ONE));
/** A decibel as a natural logarithm. */
const DECIBEL = (Math.LN10 / 20) * LOG_ONE;

/**
 * Variants of takes of which there are only features, mixed in the mel domain: time shift by whole rows, gain, noise. No
 * transform of audio is needed, so it costs a twentieth where the front end is not in C; and a word that is stored can be
 * learned anew on another model. docs/enrolment.md tells how it compares.
 */
export class FeatureVariant implements VariantSource<Uint8Array> {
	/** frames x coefficients bytes */
	readonly features: Uint8Array;
	#settings: EnrolmentSettings;
	#noise: MelNoise;
	#mel: MelDomain;
	#rows: number;
	#coefficients: number;
	#logs: Int32Array;
	#noiseLogs: Int32Array;
	#take: Uint8Array = NO_TAKE;
	#row = 0;
	#shift = 0;
	#gain = 0;
	/** First row of the noise that is mixed in, or -1. */
	#noiseAt = -1;
	#noiseGain = 0;

	/** `noise` must be ready when the first variant begins. */
	constructor(frontEnd: FrontEnd, noise: MelNoise, settings: EnrolmentSettings) {
		const { frames, coefficients, melBins } = frontEnd;
		this.#settings = settings;
		this.#noise = noise;
		this.#mel = new MelDomain(frontEnd);
		this.#rows = frames;
		this.#coefficients = coefficients;
		this.#logs = new Int32Array(melBins);
		this.#noiseLogs = new Int32Array(melBins);
		this.features = new Uint8Array(frames * coefficients);
	}

	begin(take: Uint8Array, number: number): void {
		const { seed, shiftSamples, gainDb, noiseShare } = this.#settings;
		const random = new Random(seed + Math.imul(number + 1, 0x9e3779b1));
		const shiftRows = Math.round(shiftSamples / this.#noise.hop);
		this.#take = take;
		this.#row = 0;
		this.#shift = random.below(2 * shiftRows + 1) - shiftRows;
		this.#gain = Math.round((random.below(2 * gainDb + 1) - gainDb) * DECIBEL);
		this.#noiseAt = -1;
		if (random.below(1000) < noiseShare * 1000) this.#drawNoise(random);
	}

	/** Makes one more row; true when the features are whole. */
	step(): boolean {
		const mel = this.#mel;
		const coefficients = this.#coefficients;
		const from = Math.min(this.#rows - 1, Math.max(0, this.#row - this.#shift));
		mel.decode(this.#take, from * coefficients, this.#logs);
		mel.amplify(this.#logs, this.#gain);
		if (this.#noiseAt >= 0) {
			const { rows, length } = this.#noise;
			const first = this.#noiseAt - (this.#noiseAt % length);
			const row = first + ((this.#noiseAt + this.#row) % length);
			mel.decode(rows, row * coefficients, this.#noiseLogs);
			mel.add(this.#logs, this.#noiseLogs, this.#noiseGain);
		}
		mel.encode(this.#logs, this.features, this.#row * coefficients);
		return ++this.#row === this.#rows;
	}

	/** As in the audio: half of the noises are the room's, up to twice as loud as it was. */
	#drawNoise(random: Random): void {
		const { noises, length, hasRoom } = this.#noise;
		const room = hasRoom && random.below(2) === 0;
		const noise = room ? 0 : random.below(noises - (hasRoom ? 1 : 0)) + (hasRoom ? 1 : 0);
		this.#noiseAt = noise * length + random.below(length);
		this.#noiseGain = (LEVEL_LOGS[random.below(LEVELS)] as number) + (room ? LN_2 : 0);
	}
}

const NO_TAKE = new Uint8Array(0);
const LN_2 = Math.round(Math.LN2 * LOG_ONE);
