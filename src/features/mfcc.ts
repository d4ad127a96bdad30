import { fft } from "./fft.js";
import { LN2, logOfMantissa, magnitude, mulHigh, mulRounded, squareRoot } from "./fixed.js";
import { checkFrontEnd, type FrontEnd } from "./front-end.js";
import { type MfccTables, tablesFor, WEIGHT_ONE } from "./tables.js";

/**
 * Fixed-point MFCC: int32 only, nothing allocated per hop. docs/mfcc.md gives the formats and the bounds.
 * A frame has its own binary exponent: samples are normalised before the window and again after it, so that a whisper and
 * a single impulse under the edge of the window keep as many bits as a shout.
 */
export class Mfcc {
	readonly frontEnd: FrontEnd;
	#tables: MfccTables;
	/** The newest window of samples, oldest first. */
	#samples: Int16Array;
	#held = 0;
	#windowed: Int32Array;
	#re: Int32Array;
	#im: Int32Array;
	/** Mel energies in two limbs of 16 fractional bits; filter j is at j + 1, either end catches what belongs to no filter. */
	#energyHigh: Int32Array;
	#energyLow: Int32Array;
	#logs: Int32Array;
	/** How often the FFT halves. */
	#halvings: number;

	/** Throws FrontEndError for a front end that cannot be computed. */
	constructor(frontEnd: FrontEnd) {
		checkFrontEnd(frontEnd);
		const points = frontEnd.fft / 2;
		this.frontEnd = frontEnd;
		this.#tables = tablesFor(frontEnd);
		this.#samples = new Int16Array(frontEnd.window);
		this.#windowed = new Int32Array(frontEnd.window + (frontEnd.window & 1));
		this.#re = new Int32Array(points);
		this.#im = new Int32Array(points);
		this.#energyHigh = new Int32Array(frontEnd.melBins + 2);
		this.#energyLow = new Int32Array(frontEnd.melBins + 2);
		this.#logs = new Int32Array(frontEnd.melBins);
		this.#halvings = 31 - Math.clz32(points) - (this.#tables.padded ? 1 : 0);
	}

	/** Forgets the samples so far. */
	reset(): void {
		this.#held = 0;
	}

	/**
	 * Takes the next hop; writes one row of bytes (coefficients) and returns true once a whole window of samples is there.
	 * A window that is no multiple of the hop is filled with the hops that end it.
	 */
	push(hop: Int16Array, row: Uint8Array): boolean {
		const samples = this.#samples;
		samples.copyWithin(0, hop.length);
		samples.set(hop, samples.length - hop.length);
		this.#held = Math.min(this.#held + hop.length, samples.length);
		if (this.#held < samples.length) return false;
		this.frame(samples, row);
		return true;
	}

	/** The kernel: one window of samples to one row of bytes; keeps nothing. */
	frame(samples: Int16Array, row: Uint8Array): void {
		const exponent = this.#applyWindow(samples);
		fft(this.#re, this.#im, this.#tables);
		this.#sumFilters();
		// The samples were scaled by 2^30, the spectrum by the FFT's halvings, the energies by the weights' 2^14.
		this.#takeLogs(exponent + 30 - this.#halvings + 14 - this.#tables.magnitudeShift);
		this.#transform(row);
	}

	/** Fills the FFT with the windowed samples; returns the left shifts that they got. */
	#applyWindow(samples: Int16Array): number {
		const { window } = this.#tables;
		const windowed = this.#windowed;
		const n = samples.length;
		let peak = 0;
		for (let i = 0; i < n; i++) peak |= magnitude(samples[i] as number);
		const first = Math.max(0, Math.clz32(peak) - 17);
		let loudest = 0;
		for (let i = 0; i < n; i++) {
			const y = mulHigh(window[i] as number, (samples[i] as number) << (first + 16));
			windowed[i] = y;
			loudest |= magnitude(y);
		}
		if (loudest === 0) return this.#load(0);
		const second = Math.clz32(loudest) - 2;
		return first + this.#load(second);
	}

	/** Even samples are the real parts, odd ones the imaginary parts, zeros fill up. Values stay below 2^30. */
	#load(shift: number): number {
		const re = this.#re;
		const im = this.#im;
		const windowed = this.#windowed;
		const { reversed } = this.#tables;
		const pairs = windowed.length >> 1;
		for (let i = 0; i < re.length; i++) {
			const at = reversed[i] as number;
			re[at] = i < pairs ? shifted(windowed[2 * i] as number, shift) : 0;
			im[at] = i < pairs ? shifted(windowed[2 * i + 1] as number, shift) : 0;
		}
		return shift;
	}

	/** Untangles the real spectrum from the complex one, bin by bin, and adds the magnitudes up under the filters. */
	#sumFilters(): void {
		const { firstBin, lastBin, band, rise, magnitudeShift } = this.#tables;
		const high = this.#energyHigh;
		const low = this.#energyLow;
		high.fill(0);
		low.fill(0);
		for (let k = firstBin; k <= lastBin; k++) {
			const a = this.#magnitudeOf(k) >> magnitudeShift;
			const filter = band[k - firstBin] as number;
			const rising = rise[k - firstBin] as number;
			addProduct(high, low, filter + 1, a, rising);
			addProduct(high, low, filter, a, WEIGHT_ONE - rising);
		}
	}

	/**
	 * Magnitude of bin k of the real spectrum, below 2^31: the transforms of the even and of the odd samples, each bounded by
	 * half of all, are the symmetric and the antisymmetric part of the complex one.
	 */
	#magnitudeOf(k: number): number {
		const re = this.#re;
		const im = this.#im;
		const { cosine, sine } = this.#tables;
		const points = re.length;
		const i = k & (points - 1);
		const j = (points - k) & (points - 1);
		const ar = re[i] as number;
		const ai = im[i] as number;
		const br = re[j] as number;
		const bi = im[j] as number;
		const oddR = ai + bi;
		const oddI = br - ar;
		const c = cosine[k] as number;
		const s = sine[k] as number;
		const x = ((ar + br) >> 1) + mulRounded(oddR, c) + mulRounded(oddI, s);
		const y = ((ai - bi) >> 1) + mulRounded(oddI, c) - mulRounded(oddR, s);
		return hypotenuse(magnitude(x), magnitude(y));
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

	/** DCT, output scale and offset, rounding half up, clipping. */
	#transform(row: Uint8Array): void {
		const { dct, dctShift, offset } = this.#tables;
		const logs = this.#logs;
		const n = logs.length;
		for (let i = 0; i < row.length; i++) {
			let sum = offset;
			for (let j = 0; j < n; j++) sum += mulHigh(logs[j] as number, dct[i * n + j] as number);
			const q = sum >> (21 - dctShift);
			row[i] = q < 0 ? 0 : q > 255 ? 255 : q;
		}
	}
}

const shifted = (value: number, left: number): number => (left >= 0 ? value << left : value >> -left);

/** sqrt(x^2 + y^2) for 0 <= x, y < 2^31: both are brought to 15 bits first. */
function hypotenuse(x: number, y: number): number {
	const both = x | y;
	if (both === 0) return 0;
	const shift = Math.clz32(both) - 17;
	const a = shifted(x, shift);
	const b = shifted(y, shift);
	return shifted(squareRoot(Math.imul(a, a) + Math.imul(b, b)), -shift - 8);
}

/** Adds a * weight (Q14, at most 1) to an energy, exactly. */
function addProduct(high: Int32Array, low: Int32Array, at: number, a: number, weight: number): void {
	const lower = Math.imul(a & 0xffff, weight);
	high[at] = (high[at] as number) + Math.imul(a >> 16, weight) + (lower >>> 16);
	low[at] = (low[at] as number) + (lower & 0xffff);
}

/** ln((high * 2^16 + low) * 2^-exponent); of zero: the most negative number. */
function logOf(high: number, low: number, exponent: number): number {
	if (high === 0) return low === 0 ? -0x80000000 : logWith(low << Math.clz32(low), 31 - Math.clz32(low) - exponent);
	const zeros = Math.clz32(high);
	const rest = zeros <= 16 ? low >>> (16 - zeros) : low << (zeros - 16);
	return logWith((high << zeros) | rest, 47 - zeros - exponent);
}

/** ln(mantissa / 2^31 * 2^power) for a mantissa with its top bit set. */
const logWith = (mantissa: number, power: number): number => Math.imul(power, LN2) + logOfMantissa(mantissa);
