import { hasLoneStage } from "./fft.js";
import { LOG_NODES, ROOT_NODES } from "./fixed.js";
import type { FrontEnd } from "./front-end.js";
import { tablesFor } from "./tables.js";

/** 32-bit words that the C kernel works in: the spectrum with its first bin once more at the end, and the logarithms. */
export const workWords = (f: FrontEnd): number => f.fft + 2 + f.melBins;

/** Numbers and offsets at the start of the packed tables. */
const HEADER_WORDS = 19;

/**
 * The tables of a front end in one piece for the C kernel (struct mfccTables in mfcc.h): numbers, offsets, tables of 32-bit
 * words, tables of 16-bit words. Made at run time even for the default front end, as the kernel reads words: arrays that
 * preloading has put in ROM may lie there at any address.
 */
export function packTables(f: FrontEnd): ArrayBuffer {
	const t = tablesFor(f);
	const points = f.fft / 2;
	// Known zeros are of use to the kernel where it does three stages at once.
	const inputs = t.headroom === 0 && hasLoneStage(f.fft) ? (points * 5) / 8 : points;
	const words = [ROOT_NODES, LOG_NODES, t.window, t.twiddles, t.rotations, t.dct];
	const halves = [t.reversed.subarray(0, inputs), t.bins, t.rise];
	const wordCount = HEADER_WORDS + total(words);
	const packed = new ArrayBuffer(4 * (wordCount + Math.ceil(total(halves) / 2)));
	const header = new Int32Array(packed);
	header.set([f.window, points, inputs, t.headroom, t.firstBin, f.melBins, f.coefficients]);
	header.set([t.magnitudeShift, t.exponent, t.logFloor, 21 - t.dctShift, t.offset], 7);
	// Where the first two tables begin is known without an offset.
	header.set(place(words, header, HEADER_WORDS).slice(2), 12);
	header.set(place(halves, new Uint16Array(packed), 2 * wordCount), 16);
	return packed;
}

type Table = Int32Array | Uint16Array;

const total = (tables: readonly Table[]): number => tables.reduce((sum, { length }) => sum + length, 0);

/** Copies tables one after the other; returns where each begins. */
function place(tables: readonly Table[], into: Table, from: number): number[] {
	let at = from;
	return tables.map((table) => {
		into.set(table, at);
		at += table.length;
		return at - table.length;
	});
}
