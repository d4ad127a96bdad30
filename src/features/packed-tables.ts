import { LOG_TABLE, SQRT_FIRST, SQRT_TABLE } from "./fixed.js";
import type { FrontEnd } from "./front-end.js";
import { tablesFor } from "./tables.js";

/** 32-bit words that the C kernel needs to work in: the spectrum and the logarithms. */
export const workWords = (f: FrontEnd): number => f.fft + 2 + f.melBins;

/**
 * The tables of a front end in one piece, as the C kernel takes them (struct mfccTables in mfcc.h): a header of numbers
 * and offsets, then the tables of 32 bits, then those of 16.
 */
export function packTables(f: FrontEnd): ArrayBuffer {
	const t = tablesFor(f);
	const inputs = t.headroom === 0 ? (5 * f.fft) / 16 : f.fft / 2;
	const numbers = [f.window, f.fft / 2, inputs, t.headroom, t.firstBin, f.melBins, f.coefficients];
	numbers.push(t.magnitudeShift, t.exponent, t.logFloor, 21 - t.dctShift, t.offset);
	const words = [t.window, t.twiddles, t.rotations, SQRT_TABLE, LOG_TABLE, t.dct];
	const halves = [t.reversed.subarray(0, inputs), t.bins, t.rise];
	const header = numbers.length + words.length + halves.length;
	const end = words.reduce((at, table) => at + table.length, header);
	const bytes = 4 * end + 2 * halves.reduce((n, table) => n + table.length, 0);
	const packed = new ArrayBuffer((bytes + 3) & ~3);
	const packedWords = new Int32Array(packed);
	const packedHalves = new Uint16Array(packed);
	packedWords.set(numbers)
	let at = header, i = numbers.length;
	for (const table of words) { packedWords[i++] = at - (table === SQRT_TABLE ? SQRT_FIRST : 0); packedWords.set(table, at); at += table.length; }
	at *= 2;
	for (const table of halves) { packedWords[i++] = at; packedHalves.set(table, at); at += table.length; }
	return packed;
}
