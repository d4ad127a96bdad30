import { Random } from "../../../src/random.js";
import { makeNoise, type Noise } from "./noise.js";
import type { Recording } from "./recordings.js";

export const SAMPLE_RATE = 16000;

/** A word in a scene; times are seconds from the scene's beginning. */
export interface SpokenWord {
	readonly word: string;
	readonly known: boolean;
	readonly file: string;
	/** Of the speech part of the recording. */
	readonly start: number;
	readonly end: number;
}

/** Long audio, and what is said in it. */
export interface Scene {
	readonly samples: Int16Array;
	readonly words: readonly SpokenWord[];
}

export interface ScenePlan {
	readonly seed: number;
	readonly seconds: number;
	/** RMS that the speech part of every recording is brought to, in sample values. */
	readonly level: number;
}

/** The first word comes after this many seconds, when the speech gate knows the room. */
const LEAD = 3;
/** Between the end of a recording and the beginning of the next: at least this many seconds, */
export const SMALLEST_GAP = 1.5;
/** and an exponentially distributed time of this mean more. */
export const MEAN_EXTRA_GAP = 1;
/** A recording is faded in and out over 5 ms. */
const FADE = 80;
/** Pure noise changes its kind and level after 10 to 30 s; 50 ms of fading in between. */
const STRETCH = { shortest: 10, longest: 30 };
const STRETCH_FADE = 800;

/** Words at random times in one noise. `snr`: RMS of the speech parts to RMS of the noise, both from 0 to 8 kHz, in dB. */
export function wordScene(plan: ScenePlan, recordings: readonly Recording[], noise: Noise, snr: number): Scene {
	const random = new Random(plan.seed);
	const mix = makeNoise(noise, plan.seconds * SAMPLE_RATE, plan.level / 10 ** (snr / 20), random);
	const words: SpokenWord[] = [];
	const deck = new Deck(recordings, random);
	for (let at = LEAD * SAMPLE_RATE; ;) {
		const recording = deck.draw();
		const after = at + recording.samples.length;
		if (after + SMALLEST_GAP * SAMPLE_RATE > mix.length) break;
		add(recording, at, plan.level, mix);
		words.push(spoken(recording, at));
		at = after + Math.round((SMALLEST_GAP + exponential(MEAN_EXTRA_GAP, random)) * SAMPLE_RATE);
	}
	return { samples: toPcm(mix), words };
}

/** Nothing but noise, whose kind and level change at random; the levels are those of the word scenes. */
export function noiseScene(plan: ScenePlan, noises: readonly Noise[], snrs: readonly number[]): Scene {
	const random = new Random(plan.seed);
	const mix = new Float32Array(plan.seconds * SAMPLE_RATE);
	for (let at = 0; at < mix.length;) {
		const seconds = STRETCH.shortest + random.below(STRETCH.longest - STRETCH.shortest + 1);
		const noise = noises[random.below(noises.length)] ?? "white";
		const snr = snrs[random.below(snrs.length)] ?? 0;
		const stretch = makeNoise(noise, seconds * SAMPLE_RATE, plan.level / 10 ** (snr / 20), random);
		fade(stretch, STRETCH_FADE);
		mix.set(stretch.subarray(0, mix.length - at), at);
		at += stretch.length;
	}
	return { samples: toPcm(mix), words: [] };
}

/** Deals every recording once before any comes again. */
class Deck {
	#recordings: readonly Recording[];
	#random: Random;
	#order: number[] = [];

	constructor(recordings: readonly Recording[], random: Random) {
		this.#recordings = recordings;
		this.#random = random;
	}

	draw(): Recording {
		if (this.#order.length === 0) {
			this.#order = [...this.#recordings.keys()];
			this.#random.shuffle(this.#order);
		}
		return this.#recordings[this.#order.pop() as number] as Recording;
	}
}

const exponential = (average: number, random: Random): number => -average * Math.log((random.next() + 1) / 0x100000000);

function spoken({ word, known, file, speech }: Recording, at: number): SpokenWord {
	return { word, known, file, start: (at + speech.start) / SAMPLE_RATE, end: (at + speech.end) / SAMPLE_RATE };
}

function add({ samples, speech }: Recording, at: number, level: number, mix: Float32Array): void {
	const sound = Float32Array.from(samples, (x) => (x * level) / speech.level);
	fade(sound, FADE);
	for (let i = 0; i < sound.length; i++) mix[at + i] = (mix[at + i] as number) + (sound[i] as number);
}

/** Fades in and out over so many samples. */
function fade(samples: Float32Array, over: number): void {
	const n = Math.min(over, samples.length >> 1);
	for (let i = 0; i < n; i++) {
		samples[i] = ((samples[i] as number) * i) / n;
		samples[samples.length - 1 - i] = ((samples[samples.length - 1 - i] as number) * i) / n;
	}
}

const toPcm = (mix: Float32Array): Int16Array => Int16Array.from(mix, (x) => Math.max(-32768, Math.min(32767, Math.round(x))));
