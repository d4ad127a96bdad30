import { makeTwiddles } from "./fft.js";
import { LOG_BITS } from "./fixed.js";
import { DEFAULT_FRONT_END, type FrontEnd, LOG_FLOOR, outputBound } from "./front-end.js";

/**
 * Everything about a front end that does not depend on the sound. Computed once, in floats, and never written again, so that
 * the tables of the default front end live in ROM when this module is preloaded.
 */
export interface MfccTables {
	/** Periodic Hann window, Q31. */
	readonly window: Int32Array;
	/** Position of input n of the complex FFT after bit reversal. */
	readonly reversed: Uint16Array;
	/** Bits kept free above the windowed samples for the exact sums at the beginning of the FFT; none if 3/8 of its inputs are zeros. */
	readonly headroom: number;
	/** See {@link makeTwiddles}. */
	readonly twiddles: Int32Array;
	/** Of every bin from firstBin on: cosine and sine of 2 pi k / fft, Q31. */
	readonly rotations: Int32Array;
	/** First FFT bin under a filter. */
	readonly firstBin: number;
	/** How many bins lie on each edge: on edge j filter j rises and filter j - 1 falls. */
	readonly bins: Uint16Array;
	/** Weight of every bin on the rising edge, Q14; the weight on the falling edge of the filter before is 1 less this. */
	readonly rise: Uint16Array;
	/** Right shift of the magnitudes that keeps the widest filter's sum inside int32. */
	readonly magnitudeShift: number;
	/** Powers of two in the energies of a frame that was not normalised. */
	readonly exponent: number;
	/** ln 1e-12 */
	readonly logFloor: number;
	/** DCT-II with output scale, coefficients x half the filters (see foldLogs in mfcc.ts), in Q(31 - dctShift). */
	readonly dct: Int32Array;
	readonly dctShift: number;
	/** Output offset plus one half, in the DCT's Q(21 - dctShift). */
	readonly offset: number;
}

/** A filter weight of 1, Q14. */
const WEIGHT_BITS = 14;
export const WEIGHT_ONE: number = 1 << WEIGHT_BITS;

const TWO_31 = 2 ** 31;

const q31 = (x: number): number => Math.min(TWO_31 - 1, Math.round(x * TWO_31));

const mel = (hz: number): number => 1127 * Math.log(1 + hz / 700);

export function makeTables(f: FrontEnd): MfccTables {
	const points = f.fft / 2;
	// Four samples a quarter of the FFT apart add up to at most 1.81 under a Hann window of 5/8 of the FFT, else to less than 4.
	const headroom = 8 * f.window <= 5 * f.fft ? 0 : 1;
	const edges = melTables(f);
	return {
		window: Int32Array.from({ length: f.window }, (_, n) => q31(0.5 - 0.5 * Math.cos((2 * Math.PI * n) / f.window))),
		reversed: bitReversal(points),
		headroom,
		twiddles: makeTwiddles(points),
		rotations: rotations(f, edges.firstBin, edges.rise.length),
		...edges,
		// The samples are scaled by 2^30 over the headroom, the spectrum by 2 / points, the energies by the weights' one.
		exponent: 30 - headroom + 1 - Math.log2(points) + WEIGHT_BITS - edges.magnitudeShift,
		logFloor: Math.round(LOG_FLOOR * 2 ** LOG_BITS),
		...outputTables(f),
	};
}

function bitReversal(points: number): Uint16Array {
	const reversed = new Uint16Array(points);
	for (let i = 1; i < points; i++) {
		reversed[i] = ((reversed[i >> 1] as number) >> 1) | (i & 1 ? points >> 1 : 0);
	}
	return reversed;
}

function rotations(f: FrontEnd, firstBin: number, bins: number): Int32Array {
	const table = new Int32Array(2 * bins);
	for (let i = 0; i < bins; i++) {
		const angle = (2 * Math.PI * (firstBin + i)) / f.fft;
		table[2 * i] = q31(Math.cos(angle));
		table[2 * i + 1] = q31(Math.sin(angle));
	}
	return table;
}

/** Equal spacing in mel makes every bin lie on one rising and one falling edge, whose weights add up to 1. */
function melTables(f: FrontEnd): Pick<MfccTables, "firstBin" | "bins" | "rise" | "magnitudeShift"> {
	const hzPerBin = f.sampleRate / f.fft;
	const low = mel(f.melLow);
	const step = (mel(f.melHigh) - low) / (f.melBins + 1);
	const firstBin = Math.ceil(f.melLow / hzPerBin);
	const lastBin = Math.floor(f.melHigh / hzPerBin);
	const bins = new Uint16Array(f.melBins + 1);
	const rise = new Uint16Array(Math.max(0, lastBin - firstBin + 1));
	const squares = new Float64Array(f.melBins + 2);
	for (let i = 0; i < rise.length; i++) {
		const position = (mel((firstBin + i) * hzPerBin) - low) / step;
		const edge = Math.max(0, Math.min(f.melBins, Math.floor(position)));
		const weight = Math.max(0, Math.min(1, position - edge));
		bins[edge] = (bins[edge] as number) + 1;
		rise[i] = Math.round(weight * WEIGHT_ONE);
		squares[edge] = (squares[edge] as number) + (1 - weight) ** 2;
		squares[edge + 1] = (squares[edge + 1] as number) + weight ** 2;
	}
	return { firstBin, bins, rise, magnitudeShift: magnitudeShift(squares) };
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
	const half = (f.melBins + 1) >> 1;
	const dct = new Int32Array(f.coefficients * half);
	for (let i = 0; i < f.coefficients; i++) {
		for (let j = 0; j < half; j++) {
			dct[i * half + j] = q31((scale / 2 ** dctShift) * Math.cos((Math.PI * i * (j + 0.5)) / f.melBins));
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
