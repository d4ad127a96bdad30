import { basename } from "node:path";
import { featuresOf } from "../../src/features/features-of.js";
import { DEFAULT_FRONT_END, type FrontEnd } from "../../src/features/front-end.js";
import { writeNpy, writeNpz } from "../files/npy.js";
import { readWav } from "../files/wav.js";
import { writeWhole } from "../files/write.js";
import { openBundle, readInput } from "../files/read.js";
import { checkOutputs } from "./files.js";
import { printJson } from "./format.js";

export interface MfccOptions {
	readonly out: string;
	readonly bundle?: string;
	readonly json?: boolean;
}

/** Features of recordings to a file: uint8, N x frames x coefficients. */
export function mfcc(wavs: readonly string[], options: MfccOptions): void {
	checkOutputs([options.out], [...wavs, options.bundle]);
	const frontEnd: FrontEnd = options.bundle === undefined ? DEFAULT_FRONT_END : openBundle(options.bundle).bundle.frontEnd;
	const { frames, coefficients } = frontEnd;
	const features = new Uint8Array(wavs.length * frames * coefficients);
	wavs.forEach((path, i) => {
		const { samples } = readWav(readInput(path), basename(path));
		features.set(featuresOf(samples, frontEnd), i * frames * coefficients);
	});
	const x = { data: features, shape: [wavs.length, frames, coefficients] };
	writeWhole(options.out, options.out.endsWith(".npz") ? writeNpz({ x }) : writeNpy(x));
	if (options.json) printJson({ out: options.out, shape: [wavs.length, frames, coefficients] });
	else console.log(`${options.out}: ${wavs.length} x ${frames} x ${coefficients}`);
}
