import { type FrontEnd, windowSamples } from "../../src/features/front-end.js";
import { Augmenter } from "../../src/keywords/augment.js";
import { Variant } from "../../src/keywords/enrolment/variant.js";
import { FeatureWindow } from "../../src/features/feature-window.js";
import { Mfcc } from "../../src/features/mfcc.js";
import { DEFAULT_SETTINGS, type EnrolmentSettings } from "../../src/keywords/settings.js";
import { Random } from "../../src/random.js";
import type { NpyArray } from "../files/npy.js";

export interface AugmentOptions {
	readonly settings?: Partial<EnrolmentSettings>;
	/** Background of the room, heard before the utterances; half of the noises are taken from it. */
	readonly room?: Int16Array;
}

/** Variants of utterances in the order in which the firmware teaches them. */
export interface AugmentedTakes {
	/** uint8, N x frames x coefficients x 1 */
	readonly x: NpyArray;
	/** Of every row: the utterance it was made from, counted from 0. */
	readonly take: NpyArray;
	/** Of every row: which variant of the utterance it is. */
	readonly variant: NpyArray;
}

/**
 * Makes variants of utterances as an enrolment does: time shift and background noise in the audio, then the fixed-point front
 * end; interleaved by a seeded permutation. The same seed gives the same bytes as the firmware.
 */
export function augmentTakes(takes: readonly Int16Array[], frontEnd: FrontEnd, options: AugmentOptions = {}): AugmentedTakes {
	const settings = { ...DEFAULT_SETTINGS.enrolment, ...options.settings };
	const { frames, coefficients } = frontEnd;
	const parts = { mfcc: new Mfcc(frontEnd), window: new FeatureWindow(frontEnd) };
	const variant = new Variant(parts, new Augmenter(settings, options.room ?? new Int16Array(0)), settings.seed);
	const whole = takes.map((take) => centred(take, frontEnd));
	const order = Uint16Array.from({ length: takes.length * settings.variants }, (_, i) => i);
	new Random(settings.seed).shuffle(order);
	const data = new Uint8Array(order.length * frames * coefficients);
	order.forEach((sample, row) => {
		variant.begin(whole[Math.floor(sample / settings.variants)] as Int16Array, sample);
		while (!variant.step());
		data.set(variant.features, row * frames * coefficients);
	});
	const column = (of: (sample: number) => number): NpyArray => ({ data: Int32Array.from(order, of), shape: [order.length] });
	return {
		x: { data, shape: [order.length, frames, coefficients, 1] },
		take: column((sample) => Math.floor(sample / settings.variants)),
		variant: column((sample) => sample % settings.variants),
	};
}

/** An utterance in the middle of what the front end looks at. */
function centred(take: Int16Array, frontEnd: FrontEnd): Int16Array {
	const whole = new Int16Array(windowSamples(frontEnd));
	const heard = take.subarray(0, whole.length);
	whole.set(heard, (whole.length - heard.length) >> 1);
	return whole;
}
