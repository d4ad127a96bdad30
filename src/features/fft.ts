import { mulRounded } from "./fixed.js";

/**
 * Complex FFT in place, decimation in time: pairs (real, imaginary), the inputs in bit-reversed order. The result is scaled by
 * 4 / points. `data` has one pair more, which becomes a copy of the first: a spectrum is periodic.
 *
 * The first two stages are exact sums, for which the caller leaves room. The further ones go by twos (radix 4) and quarter, so
 * that no magnitude grows from there on; if their number is odd, the first goes alone and halves.
 *
 * @param shift left shift of the inputs before anything else
 * @param twiddles see {@link makeTwiddles}
 */
export function fft(data: Int32Array, shift: number, twiddles: Int32Array): void {
	const size = data.length - 2;
	sumsOfFour(data, size, shift);
	let span = 8;
	if (hasLoneStage(size)) {
		loneStage(data, size);
		span = 16;
	}
	for (; span < size; span <<= 2) doubleStage(data, size, span, twiddles);
	data[size] = data[0] as number;
	data[size + 1] = data[1] as number;
}

/** Whether size / 2 is an odd power of two. */
export const hasLoneStage = (size: number): boolean => (Math.clz32(size) & 1) === 1;

/** 1 in Q30: a product with it is a quarter. */
const ONE = 2 ** 30;

/** Cosine and sine of an eighth of a turn, Q31. */
const DIAGONAL = Math.round(2 ** 31 * Math.SQRT1_2);

/** For the last double stage: of every k the cosines and sines of 2, 1 and 3 times 2 pi k / points, Q30. */
export function makeTwiddles(points: number): Int32Array {
	const twiddles = new Int32Array((points / 4) * 6);
	for (let i = 0; i < twiddles.length; i += 6) {
		const angle = (2 * Math.PI * (i / 6)) / points;
		[2, 1, 3].forEach((times, at) => {
			twiddles[i + 2 * at] = Math.round(Math.cos(times * angle) * ONE);
			twiddles[i + 2 * at + 1] = Math.round(Math.sin(times * angle) * ONE);
		});
	}
	return twiddles;
}

/** Two stages whose twiddles are 1 and -i: no multiplication. */
function sumsOfFour(data: Int32Array, size: number, shift: number): void {
	for (let i = 0; i < size; i += 8) {
		const ar = (data[i] as number) << shift;
		const ai = (data[i + 1] as number) << shift;
		const br = (data[i + 2] as number) << shift;
		const bi = (data[i + 3] as number) << shift;
		const cr = (data[i + 4] as number) << shift;
		const ci = (data[i + 5] as number) << shift;
		const dr = (data[i + 6] as number) << shift;
		const di = (data[i + 7] as number) << shift;
		data[i] = ar + br + cr + dr;
		data[i + 1] = ai + bi + ci + di;
		data[i + 2] = ar - br + ci - di;
		data[i + 3] = ai - bi - cr + dr;
		data[i + 4] = ar + br - cr - dr;
		data[i + 5] = ai + bi - ci - di;
		data[i + 6] = ar - br - ci + di;
		data[i + 7] = ai - bi + cr - dr;
	}
}

/** The third stage; its twiddles are eighths of a turn. */
function loneStage(data: Int32Array, size: number): void {
	for (let a = 0; a < size; a += 16) {
		const b = a + 8;
		join(data, a, (data[b] as number) >> 1, (data[b + 1] as number) >> 1);
		join(data, a + 2, project(data, b + 2, DIAGONAL, DIAGONAL), project(data, b + 2, -DIAGONAL, DIAGONAL));
		join(data, a + 4, (data[b + 5] as number) >> 1, -((data[b + 4] as number) >> 1));
		join(data, a + 6, project(data, b + 6, -DIAGONAL, DIAGONAL), project(data, b + 6, -DIAGONAL, -DIAGONAL));
	}
}

const project = (data: Int32Array, b: number, x: number, y: number): number =>
	mulRounded(data[b] as number, x) + mulRounded(data[b + 1] as number, y);

/** a / 2 + t and a / 2 - t to where a and b were, for t = w b / 2. */
function join(data: Int32Array, a: number, tr: number, ti: number): void {
	const ar = (data[a] as number) >> 1;
	const ai = (data[a + 1] as number) >> 1;
	data[a] = ar + tr;
	data[a + 1] = ai + ti;
	data[a + 8] = ar - tr;
	data[a + 9] = ai - ti;
}

/** Two stages in one: of a, b, c, d, one span apart, b meets a and d meets c, then both pairs each other. */
function doubleStage(data: Int32Array, size: number, span: number, twiddles: Int32Array): void {
	const stride = (3 * size) / (2 * span);
	for (let k = 0; k < span; k += 2) butterflies(data, size, span, k, twiddles, (k / 2) * stride);
}

/** All butterflies of a double stage that have the twiddles at `w`. */
function butterflies(data: Int32Array, size: number, span: number, k: number, twiddles: Int32Array, w: number): void {
	const wbr = twiddles[w] as number;
	const wbi = twiddles[w + 1] as number;
	const wcr = twiddles[w + 2] as number;
	const wci = twiddles[w + 3] as number;
	const wdr = twiddles[w + 4] as number;
	const wdi = twiddles[w + 5] as number;
	for (let a = k; a < size; a += 4 * span) {
		const b = a + span;
		const c = b + span;
		const d = c + span;
		const ar = ((data[a] as number) + 2) >> 2;
		const ai = ((data[a + 1] as number) + 2) >> 2;
		const br = data[b] as number;
		const bi = data[b + 1] as number;
		const cr = data[c] as number;
		const ci = data[c + 1] as number;
		const dr = data[d] as number;
		const di = data[d + 1] as number;
		const tr = mulRounded(cr, wcr) + mulRounded(ci, wci);
		const ti = mulRounded(ci, wcr) + mulRounded(cr, -wci);
		const ur = ar + mulRounded(br, wbr) + mulRounded(bi, wbi);
		const ui = ai + mulRounded(bi, wbr) + mulRounded(br, -wbi);
		const vr = tr + mulRounded(dr, wdr) + mulRounded(di, wdi);
		const vi = ti + mulRounded(di, wdr) + mulRounded(dr, -wdi);
		const pr = 2 * ar - ur;
		const pi = 2 * ai - ui;
		const qr = 2 * tr - vr;
		const qi = 2 * ti - vi;
		data[a] = ur + vr;
		data[a + 1] = ui + vi;
		data[b] = pr + qi;
		data[b + 1] = pi - qr;
		data[c] = ur - vr;
		data[c + 1] = ui - vi;
		data[d] = pr - qi;
		data[d + 1] = pi + qr;
	}
}
