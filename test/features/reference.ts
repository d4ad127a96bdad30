import type { FrontEnd } from "../../src/features/front-end.js";

const mel = (hz: number): number => 1127 * Math.log(1 + hz / 700);

/** The definition of the MFCC specification in float64, as slow and plain as it is written there. */
export class Reference {
	#f: FrontEnd;
	#window: Float64Array;
	#filters: { bin: number; weight: number }[][];

	constructor(f: FrontEnd) {
		this.#f = f;
		this.#window = Float64Array.from({ length: f.window }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / f.window));
		const low = mel(f.melLow);
		const d = (mel(f.melHigh) - low) / (f.melBins + 1);
		this.#filters = Array.from({ length: f.melBins }, (_, j) => {
			const left = low + j * d;
			const filter: { bin: number; weight: number }[] = [];
			for (let bin = 0; bin <= f.fft / 2; bin++) {
				const hz = (bin * f.sampleRate) / f.fft;
				const weight = Math.min((mel(hz) - left) / d, (left + 2 * d - mel(hz)) / d);
				if (weight > 0 && hz >= f.melLow && hz <= f.melHigh) filter.push({ bin, weight });
			}
			return filter;
		});
	}

	/** Unrounded outputs (scale and offset applied) of one window of samples. */
	exact(samples: ArrayLike<number>): Float64Array {
		const f = this.#f;
		const magnitudes = this.#magnitudes(samples);
		const logs = this.#filters.map((filter) => {
			const energy = filter.reduce((sum, { bin, weight }) => sum + (magnitudes[bin] as number) * weight, 0);
			return Math.log(Math.max(energy, 1e-12));
		});
		return Float64Array.from({ length: f.coefficients }, (_, i) => {
			const c = logs.reduce((sum, log, j) => sum + log * Math.cos((Math.PI * i * (j + 0.5)) / f.melBins), 0);
			return f.outputScale * Math.sqrt(2 / f.melBins) * c + f.outputOffset;
		});
	}

	/** The bytes of one window. */
	row(samples: ArrayLike<number>): Uint8Array {
		return Uint8Array.from(this.exact(samples), (x) => Math.max(0, Math.min(255, Math.floor(x + 0.5))));
	}

	/** |X[k]|, k = 0..fft/2, by a recursive radix-2 transform. */
	#magnitudes(samples: ArrayLike<number>): Float64Array {
		const { fft, window } = this.#f;
		const re = new Float64Array(fft);
		const im = new Float64Array(fft);
		for (let n = 0; n < window; n++) re[n] = ((samples[n] as number) / 32768) * (this.#window[n] as number);
		const [xr, xi] = transform(re, im);
		return Float64Array.from({ length: fft / 2 + 1 }, (_, k) => Math.hypot(xr[k] as number, xi[k] as number));
	}
}

function transform(re: Float64Array, im: Float64Array): [Float64Array, Float64Array] {
	const n = re.length;
	if (n === 1) return [re, im];
	const pick = (x: Float64Array, odd: number): Float64Array => x.filter((_, i) => (i & 1) === odd);
	const [er, ei] = transform(pick(re, 0), pick(im, 0));
	const [or, oi] = transform(pick(re, 1), pick(im, 1));
	const outR = new Float64Array(n);
	const outI = new Float64Array(n);
	for (let k = 0; k < n / 2; k++) {
		const c = Math.cos((2 * Math.PI * k) / n);
		const s = -Math.sin((2 * Math.PI * k) / n);
		const tr = (or[k] as number) * c - (oi[k] as number) * s;
		const ti = (or[k] as number) * s + (oi[k] as number) * c;
		outR[k] = (er[k] as number) + tr;
		outI[k] = (ei[k] as number) + ti;
		outR[k + n / 2] = (er[k] as number) - tr;
		outI[k + n / 2] = (ei[k] as number) - ti;
	}
	return [outR, outI];
}

/** How two sets of bytes differ. */
export interface Agreement {
	readonly bytes: number;
	readonly different: number;
	readonly worst: number;
}

export function agreement(a: ArrayLike<number>, b: ArrayLike<number>): Agreement {
	let different = 0;
	let worst = 0;
	for (let i = 0; i < a.length; i++) {
		const off = Math.abs((a[i] as number) - (b[i] as number));
		if (off > 0) different++;
		worst = Math.max(worst, off);
	}
	return { bytes: a.length, different, worst };
}
