import { DEFAULT_FRONT_END, type FrontEnd, LOG_FLOOR, outputBound } from "./front-end.js";
import { LOG_BITS } from "./fixed.js";

/**
 * Everything about a front end that does not depend on the sound. Computed once, in floats, and never written again, so that
 * the tables of the default front end live in ROM when this module is preloaded.
 */
export interface MfccTables {
	/** Periodic Hann window, Q31. */
	readonly window: Int32Array;
	/** cos and sin of 2 pi k / fft, k = 0..fft/2, Q31. */
	readonly cosine: Int32Array;
	readonly sine: Int32Array;
	/** The window leaves enough zeros after it for the FFT to do with one halving less (see fft.ts). */
	readonly padded: boolean;
	/** Position of input n of the complex FFT after bit reversal. */
	readonly reversed: Uint16Array;
	/** First and last FFT bin under a filter. */
	readonly firstBin: number;
	readonly lastBin: number;
	/** Of every bin from firstBin on: the filter on whose rising edge it lies (melBins: only the last falling edge). */
	readonly band: Uint8Array;
	/** Its weight on the rising edge, Q14; the weight on the falling edge of the filter before is 1 less this. */
	readonly rise: Uint16Array;
	/** Right shift of the magnitudes that keeps the widest filter's sum inside int32. */
	readonly magnitudeShift: number;
	/** DCT-II with output scale, coefficients x melBins, in Q(31 - dctShift). */
	readonly dct: Int32Array;
	readonly dctShift: number;
	/** Output offset plus one half, in the DCT's Q(21 - dctShift). */
	readonly offset: number;
	/** ln 1e-12 */
	readonly logFloor: number;
}

/** A filter weight of 1, Q14. */
export const WEIGHT_ONE = 1 << 14;

const TWO_31 = 2 ** 31;

const q31 = (x: number): number => Math.min(TWO_31 - 1, Math.round(x * TWO_31));

const mel = (hz: number): number => 1127 * Math.log(1 + hz / 700);

export function makeTables(f: FrontEnd): MfccTables {
	const half = f.fft / 2;
	const angle = (2 * Math.PI) / f.fft;
	return {
		window: Int32Array.from({ length: f.window }, (_, n) => q31(0.5 - 0.5 * Math.cos((2 * Math.PI * n) / f.window))),
		cosine: Int32Array.from({ length: half + 1 }, (_, k) => q31(Math.cos(angle * k))),
		sine: Int32Array.from({ length: half + 1 }, (_, k) => q31(Math.sin(angle * k))),
		padded: 8 * f.window <= 5 * f.fft,
		reversed: bitReversal(half),
		...melTables(f),
		...outputTables(f),
		logFloor: Math.round(LOG_FLOOR * 2 ** LOG_BITS),
	};
}

function bitReversal(points: number): Uint16Array {
	const reversed = new Uint16Array(points);
	for (let i = 1; i < points; i++) {
		reversed[i] = ((reversed[i >> 1] as number) >> 1) | (i & 1 ? points >> 1 : 0);
	}
	return reversed;
}

/** Equal spacing in mel makes every bin lie on one rising and one falling edge, whose weights add up to 1. */
function melTables(f: FrontEnd): Pick<MfccTables, "firstBin" | "lastBin" | "band" | "rise" | "magnitudeShift"> {
	const hzPerBin = f.sampleRate / f.fft;
	const low = mel(f.melLow);
	const step = (mel(f.melHigh) - low) / (f.melBins + 1);
	const firstBin = Math.ceil(f.melLow / hzPerBin);
	const lastBin = Math.floor(f.melHigh / hzPerBin);
	const band = new Uint8Array(Math.max(0, lastBin - firstBin + 1));
	const rise = new Uint16Array(band.length);
	const squares = new Float64Array(f.melBins + 2);
	for (let i = 0; i < band.length; i++) {
		const position = (mel((firstBin + i) * hzPerBin) - low) / step;
		const b = Math.max(0, Math.min(f.melBins, Math.floor(position)));
		const weight = Math.max(0, Math.min(1, position - b));
		band[i] = b;
		rise[i] = Math.round(weight * WEIGHT_ONE);
		squares[b] = (squares[b] as number) + (1 - weight) ** 2;
		squares[b + 1] = (squares[b + 1] as number) + weight ** 2;
	}
	return { firstBin, lastBin, band, rise, magnitudeShift: magnitudeShift(squares) };
}

/**
 * By Parseval the magnitudes of a frame (in the scale of mfcc.ts) have a Euclidean norm below 2^30.5, thus a filter whose
 * squared weights sum up to s gives at most sqrt(s) * 2^28.5 in the upper limb, which must stay below 2^31.
 */
function magnitudeShift(squares: Float64Array): number {
	const widest = Math.sqrt(Math.max(1, ...squares));
	return Math.max(0, Math.ceil(Math.log2(widest) - 2.4));
}

function outputTables(f: FrontEnd): Pick<MfccTables, "dct" | "dctShift" | "offset"> {
	const scale = f.outputScale * Math.sqrt(2 / f.melBins);
	// Both the coefficients and the sums must fit: Q31 factors below 1, Q21 sums below 2^10.
	const dctShift = Math.max(0, Math.ceil(Math.log2(Math.abs(scale))), Math.ceil(Math.log2(outputBound(f))) - 10);
	const dct = new Int32Array(f.coefficients * f.melBins);
	for (let i = 0; i < f.coefficients; i++) {
		for (let j = 0; j < f.melBins; j++) {
			dct[i * f.melBins + j] = q31((scale / 2 ** dctShift) * Math.cos((Math.PI * i * (j + 0.5)) / f.melBins));
		}
	}
	return { dct, dctShift, offset: Math.round((f.outputOffset + 0.5) * 2 ** (21 - dctShift)) };
}

/** Made when the module is evaluated: at link time on Moddable. */
const DEFAULT_TABLES = makeTables(DEFAULT_FRONT_END);

const isDefault = (f: FrontEnd): boolean => {
	const keys = Object.keys(DEFAULT_FRONT_END) as (keyof FrontEnd)[];
	return keys.every((key) => f[key] === DEFAULT_FRONT_END[key]);
};

/** The tables of a front end: from ROM for the default one, computed now for another. */
export const tablesFor = (f: FrontEnd): MfccTables => (isDefault(f) ? DEFAULT_TABLES : makeTables(f));
