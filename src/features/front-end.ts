/**
 * Geometry and constants of the MFCC front end (section "Constants" of the MFCC specification).
 * They come from the model bundle: features must be what the network was trained on.
 */
export interface FrontEnd {
	/** Hz */
	readonly sampleRate: number;
	/** Samples in one analysis window. */
	readonly window: number;
	/** Samples between two windows. */
	readonly hop: number;
	/** FFT length; the window is followed by zeros up to it. */
	readonly fft: number;
	/** Triangular filters, equally spaced in mel. */
	readonly melBins: number;
	/** Hz, left foot of the first filter. */
	readonly melLow: number;
	/** Hz, right foot of the last filter. */
	readonly melHigh: number;
	/** Cepstral coefficients per row, c0 included. */
	readonly coefficients: number;
	/** Rows in one feature window. */
	readonly frames: number;
	/** Output byte = clip(floor(outputScale * c + outputOffset + 0.5), 0, 255). */
	readonly outputScale: number;
	readonly outputOffset: number;
}

/** The constants that the default model was trained with. */
export const DEFAULT_FRONT_END: FrontEnd = Object.freeze({
	sampleRate: 16000,
	window: 640,
	hop: 320,
	fft: 1024,
	melBins: 40,
	melLow: 20,
	melHigh: 4000,
	coefficients: 10,
	frames: 49,
	outputScale: 3,
	outputOffset: 160,
});

/** Natural logarithm of the floor under the mel energies, 1e-12. */
export const LOG_FLOOR = -27.631021115928547;

export type FrontEndErrorCode =
	"sample-rate" | "window" | "hop" | "fft-size" | "mel-range" | "mel-bins" | "coefficients" | "frames" | "output-range" | "frame-size";

/** A front end that this code cannot compute, or a frame that is not of its size. */
export class FrontEndError extends Error {
	override readonly name = "FrontEndError";
	readonly code: FrontEndErrorCode;
	constructor(code: FrontEndErrorCode, message: string) {
		super(message);
		this.code = code;
	}
}

/** Samples that a whole feature window spans. */
export const windowSamples = (f: FrontEnd): number => f.window + (f.frames - 1) * f.hop;

/** Largest magnitude that an output can have before it is clipped: all mel energies at the log floor. */
export const outputBound = (f: FrontEnd): number =>
	Math.abs(f.outputScale) * Math.sqrt(2 * f.melBins) * -LOG_FLOOR + Math.abs(f.outputOffset) + 1;

/** Throws FrontEndError when the front end cannot be computed. */
export function checkFrontEnd(f: FrontEnd): void {
	const whole = (value: number, low: number, high: number): boolean => Number.isInteger(value) && value >= low && value <= high;
	const refuse = (bad: boolean, code: FrontEndErrorCode, message: string): void => {
		if (bad) throw new FrontEndError(code, message);
	};
	refuse(!whole(f.sampleRate, 8000, 48000), "sample-rate", `sample rate ${f.sampleRate} Hz; 8000 to 48000 can be computed`);
	const powerOfTwo = whole(f.fft, 128, 2048) && (f.fft & (f.fft - 1)) === 0;
	refuse(!powerOfTwo, "fft-size", `FFT length ${f.fft}; powers of two from 128 to 2048 can be computed`);
	refuse(!whole(f.window, 2, f.fft), "window", `window of ${f.window} samples; it must have 2 to ${f.fft}, the FFT length`);
	refuse(!whole(f.hop, 1, f.window), "hop", `hop of ${f.hop} samples; it must have 1 to ${f.window}, the window`);
	const range = f.melLow >= 0 && f.melLow < f.melHigh && f.melHigh <= f.sampleRate / 2;
	refuse(!range, "mel-range", `mel range ${f.melLow} to ${f.melHigh} Hz; it must rise and end at ${f.sampleRate / 2} Hz at the most`);
	refuse(!whole(f.melBins, 1, 64), "mel-bins", `${f.melBins} mel filters; 1 to 64 can be computed`);
	refuse(!whole(f.coefficients, 1, f.melBins), "coefficients", `${f.coefficients} coefficients of ${f.melBins} mel filters`);
	refuse(!whole(f.frames, 1, 1000), "frames", `${f.frames} rows in a feature window; 1 to 1000 can be held`);
	const bound = outputBound(f);
	refuse(!(bound < 1 << 16), "output-range", `output scale ${f.outputScale} and offset ${f.outputOffset} leave the fixed-point range`);
}
