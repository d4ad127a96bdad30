import { type FrontEnd, windowSamples } from "./front-end.js";
import { Mfcc } from "./mfcc.js";

/**
 * Features of one recording, frames x coefficients bytes. A recording shorter than the window is centred in silence,
 * of a longer one the first window counts.
 */
export function featuresOf(samples: Int16Array, frontEnd: FrontEnd): Uint8Array {
	const { frames, coefficients, hop, window } = frontEnd;
	const whole = new Int16Array(windowSamples(frontEnd));
	const heard = samples.subarray(0, whole.length);
	whole.set(heard, (whole.length - heard.length) >> 1);
	const mfcc = new Mfcc(frontEnd);
	const features = new Uint8Array(frames * coefficients);
	for (let t = 0; t < frames; t++) {
		mfcc.frame(whole.subarray(t * hop, t * hop + window), features.subarray(t * coefficients, (t + 1) * coefficients));
	}
	return features;
}
