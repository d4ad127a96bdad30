import { mulRounded } from "./fixed.js";
import type { MfccTables } from "./tables.js";

/**
 * Complex FFT in place, decimation in time, inputs in bit-reversed order; `points` is at least 4 and the twiddles are every
 * second entry of the tables of a real FFT twice as long. The result is scaled by 2^-halvings(points).
 *
 * A butterfly gives (a + w b) / 2 and (a - w b) / 2, so no magnitude grows from there on. The first two stages together halve
 * once where the zero padding leaves room for it (`tables.padded`), which gains a bit, else twice.
 */
export function fft(re: Int32Array, im: Int32Array, tables: MfccTables): void {
	const points = re.length;
	firstTwoStages(re, im, tables.padded ? 0 : 1);
	let up = 0;
	for (let span = 4; span < points; span <<= 1) {
		stage(re, im, span, up, tables);
		up ^= 1;
	}
}

/** The twiddles of the first two stages are 1 and -i: no multiplication. */
function firstTwoStages(re: Int32Array, im: Int32Array, shift: number): void {
	for (let i = 0; i < re.length; i += 4) {
		const ar = (re[i] as number) >> shift;
		const ai = (im[i] as number) >> shift;
		const br = (re[i + 1] as number) >> shift;
		const bi = (im[i + 1] as number) >> shift;
		const cr = (re[i + 2] as number) >> shift;
		const ci = (im[i + 2] as number) >> shift;
		const dr = (re[i + 3] as number) >> shift;
		const di = (im[i + 3] as number) >> shift;
		const sumR = (ar + br) >> 1;
		const sumI = (ai + bi) >> 1;
		const differenceR = (ar - br) >> 1;
		const differenceI = (ai - bi) >> 1;
		const sum2R = (cr + dr) >> 1;
		const sum2I = (ci + di) >> 1;
		const difference2R = (cr - dr) >> 1;
		const difference2I = (ci - di) >> 1;
		re[i] = sumR + sum2R;
		im[i] = sumI + sum2I;
		re[i + 1] = differenceR + difference2I;
		im[i + 1] = differenceI - difference2R;
		re[i + 2] = sumR - sum2R;
		im[i + 2] = sumI - sum2I;
		re[i + 3] = differenceR - difference2I;
		im[i + 3] = differenceI + difference2R;
	}
}

/**
 * One stage of butterflies `span` apart; twiddle k is exp(-i pi k / span). Halves are rounded down and up by turns (`up`):
 * always down, the errors would add up to a line in the spectrum that drowns the side lobes of a loud tone.
 */
function stage(re: Int32Array, im: Int32Array, span: number, up: number, { cosine, sine }: MfccTables): void {
	const points = re.length;
	// The tables cover half a turn of a circle cut into 2 * points.
	const stride = points / span;
	for (let k = 0; k < span; k++) {
		const wr = cosine[k * stride] as number;
		const wi = sine[k * stride] as number;
		for (let a = k; a < points; a += span << 1) {
			const b = a + span;
			const br = re[b] as number;
			const bi = im[b] as number;
			// Q31 times int32, upper word: already halved.
			const tr = mulRounded(br, wr) + mulRounded(bi, wi);
			const ti = mulRounded(bi, wr) - mulRounded(br, wi);
			const ar = ((re[a] as number) + up) >> 1;
			const ai = ((im[a] as number) + up) >> 1;
			re[a] = ar + tr;
			im[a] = ai + ti;
			re[b] = ar - tr;
			im[b] = ai - ti;
		}
	}
}
