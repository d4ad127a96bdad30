import { fft } from "./fft.js";
import { extent, hypotenuse, logarithm, mulRounded } from "./fixed.js";
import { Framer } from "./framer.js";
import type { FrontEnd } from "./front-end.js";
import { type MfccTables, tablesFor, WEIGHT_ONE } from "./tables.js";

/**
 * Fixed-point MFCC: int32 only, nothing allocated per hop. docs/mfcc.md gives the formats and the bounds; mfcc.c is the same in C.
 * A frame has its own binary exponent: samples are normalised before the window and again after it, so that a whisper and
 * a single impulse under the edge of the window keep as many bits as a shout.
 */
export class Mfcc extends Framer {
	#tables: MfccTables;
	/** Pairs of windowed samples, then the spectrum of the pairs as complex numbers, its first bin once more at the end. */
	#spectrum: Int32Array;
	/** Mel energies in two limbs of 16 fractional bits; filter j is at j + 1, either end catches what belongs to no filter. */
	#energyHigh: Int32Array;
	#energyLow: Int32Array;
	#logs: Int32Array;

	/** Throws FrontEndError for a front end that cannot be computed. */
	constructor(frontEnd: FrontEnd) {
		super(frontEnd);
		this.#tables = tablesFor(frontEnd);
		this.#spectrum = new Int32Array(frontEnd.fft + 2);
		this.#energyHigh = new Int32Array(frontEnd.melBins + 2);
		this.#energyLow = new Int32Array(frontEnd.melBins + 2);
		this.#logs = new Int32Array(frontEnd.melBins);
	}

	protected override compute(samples: Int16Array, row: Uint8Array): void {
		const first = this.#normalise(samples);
		const second = this.#applyWindow(samples, first);
		fft(this.#spectrum, second, this.#tables.twiddles);
		this.#sumFilters();
		this.#takeLogs(first + second + this.#tables.exponent);
		this.#foldLogs();
		this.#transform(row);
	}

	/** The left shift that makes the loudest sample fill 16 bits. */
	#normalise(samples: Int16Array): number {
		let loudest = 0;
		for (let i = 0; i < samples.length; i++) loudest |= extent(samples[i] as number);
		return Math.clz32(loudest | 1) - 16;
	}

	/**
	 * Fills the FFT with the windowed samples, even ones as real parts and odd ones as imaginary parts, below 2^30 over the headroom.
	 * Returns the left shift that they take: as they are they lie under the window, which bounds their sums; shifted they could all be
	 * as large as the largest, hence a bit more stays free.
	 */
	#applyWindow(samples: Int16Array, shift: number): number {
		const { window, reversed, headroom } = this.#tables;
		const spectrum = this.#spectrum;
		spectrum.fill(0);
		let loudest = 0;
		for (let i = 0; i < window.length; i++) {
			const y = mulRounded(window[i] as number, (samples[i] as number) << (shift + 16 - headroom));
			spectrum[2 * (reversed[i >> 1] as number) + (i & 1)] = y;
			loudest |= extent(y);
		}
		return Math.max(0, Math.clz32(loudest | 1) - 2 - headroom);
	}

	/** Adds the magnitudes of the bins up under the filters. */
	#sumFilters(): void {
		const { bins, rise, magnitudeShift } = this.#tables;
		const high = this.#energyHigh;
		const low = this.#energyLow;
		high.fill(0);
		low.fill(0);
		let i = 0;
		for (let edge = 0; edge < bins.length; edge++) {
			for (const end = i + (bins[edge] as number); i < end; i++) {
				const a = this.#magnitudeOf(i) >> magnitudeShift;
				const rising = rise[i] as number;
				addProduct(high, low, edge + 1, a, rising);
				addProduct(high, low, edge, a, WEIGHT_ONE - rising);
			}
		}
	}

	/**
	 * Magnitude of a bin of the real spectrum, below 2^31; i counts from the first bin under a filter. The transforms of the even
	 * and of the odd samples, each bounded by half of all, are the symmetric and the antisymmetric part of the complex one.
	 */
	#magnitudeOf(i: number): number {
		const spectrum = this.#spectrum;
		const { firstBin, rotations } = this.#tables;
		const a = 2 * (firstBin + i);
		const b = spectrum.length - 2 - a;
		const ar = (spectrum[a] as number) >> 1;
		const ai = (spectrum[a + 1] as number) >> 1;
		const br = (spectrum[b] as number) >> 1;
		const bi = (spectrum[b + 1] as number) >> 1;
		const oddR = ai + bi;
		const oddI = br - ar;
		const c = rotations[2 * i] as number;
		const s = rotations[2 * i + 1] as number;
		const x = ((ar + br) >> 1) + mulRounded(oddR, c) + mulRounded(oddI, s);
		const y = ((ai - bi) >> 1) + mulRounded(oddI, c) + mulRounded(oddR, -s);
		return hypotenuse(x, y);
	}

	/** Natural logarithms of the energies times 2^-exponent, not below the floor. */
	#takeLogs(exponent: number): void {
		const { logFloor } = this.#tables;
		const logs = this.#logs;
		for (let j = 0; j < logs.length; j++) {
			const low = this.#energyLow[j + 1] as number;
			const high = (this.#energyHigh[j + 1] as number) + (low >>> 16);
			const log = logOf(high, low & 0xffff, exponent);
			logs[j] = log > logFloor ? log : logFloor;
		}
	}

	/** A cosine of the DCT is even or odd about the middle: sums of opposite logarithms to the front, differences to the back. */
	#foldLogs(): void {
		const logs = this.#logs;
		for (let i = 0, j = logs.length - 1; i < j; i++, j--) {
			const a = logs[i] as number;
			const b = logs[j] as number;
			logs[i] = a + b;
			logs[j] = a - b;
		}
	}

	/** DCT, output scale and offset, rounding half up, clipping. */
	#transform(row: Uint8Array): void {
		const { dct, dctShift, offset } = this.#tables;
		const logs = this.#logs;
		const last = logs.length - 1;
		const half = (logs.length + 1) >> 1;
		for (let i = 0; i < row.length; i++) {
			let sum = offset;
			for (let j = 0; j < half; j++) sum += mulRounded(logs[i & 1 ? last - j : j] as number, dct[i * half + j] as number);
			const q = sum >> (21 - dctShift);
			row[i] = q < 0 ? 0 : q > 255 ? 255 : q;
		}
	}
}

/** Adds a * weight (Q14, at most 1) to an energy, exactly. */
function addProduct(high: Int32Array, low: Int32Array, at: number, a: number, weight: number): void {
	const lower = Math.imul(a & 0xffff, weight);
	high[at] = (high[at] as number) + Math.imul(a >> 16, weight) + (lower >>> 16);
	low[at] = (low[at] as number) + (lower & 0xffff);
}

/** ln((high * 2^16 + low) * 2^-exponent); of zero: the most negative number. */
function logOf(high: number, low: number, exponent: number): number {
	if (high === 0) return low === 0 ? -0x80000000 : logarithm(low << Math.clz32(low), 31 - Math.clz32(low) - exponent);
	const zeros = Math.clz32(high);
	const rest = zeros <= 16 ? low >>> (16 - zeros) : low << (zeros - 16);
	return logarithm((high << zeros) | rest, 47 - zeros - exponent);
}
