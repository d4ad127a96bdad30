import { basename } from "node:path";
import { featuresOf } from "../../src/features/features-of.js";
import { DEFAULT_FRONT_END, type FrontEnd } from "../../src/features/front-end.js";
import { writeNpy } from "../files/npy.js";
import { readWav } from "../files/wav.js";
import { writeWhole } from "../files/write.js";
import { openBundle, readInput } from "./files.js";

export interface MfccOptions {
	readonly out: string;
	readonly bundle?: string;
}

/** Features of recordings to a file: uint8, N x frames x coefficients. */
export function mfcc(wavs: readonly string[], options: MfccOptions): void {
	const frontEnd: FrontEnd = options.bundle === undefined ? DEFAULT_FRONT_END : openBundle(options.bundle).bundle.frontEnd;
	const { frames, coefficients } = frontEnd;
	const features = new Uint8Array(wavs.length * frames * coefficients);
	wavs.forEach((path, i) => {
		const { samples } = readWav(readInput(path), basename(path));
		features.set(featuresOf(samples, frontEnd), i * frames * coefficients);
	});
	writeWhole(options.out, writeNpy({ data: features, shape: [wavs.length, frames, coefficients] }));
	console.log(`${options.out}: ${wavs.length} x ${frames} x ${coefficients}`);
}
