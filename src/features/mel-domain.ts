import type { FrontEnd } from "./front-end.js";

/** Fractional bits of the logarithms here. */
export const MEL_LOG_BITS = 12;
const ONE = 2 ** MEL_LOG_BITS;
/** Fractional bits of the cosines. */
const COSINE_BITS = 16;
/** Steps of one natural logarithm in the table of sums, and its length: beyond it the larger of two is the sum. */
const SUM_STEPS = 32;
const SUM_LENGTH = 6 * SUM_STEPS;

/**
 * From rows of features back to logarithms of the mel magnitudes and forth again, so that sounds can be mixed after the fact. A row
 * has fewer coefficients than the filter bank has filters, thus what comes back is the smoothed spectrum that the row
 * stands for. Integers only; sums stay far below 2^53, so they are exact on every engine.
 */
export class MelDomain {
	readonly bins: number;
	#coefficients: number;
	#offset: number;
	/** coefficients x bins each */
	#inverse: Int32Array;
	#forward: Int32Array;
	/** Half of ln(1 + e^(-2d)) by steps of d. */
	#sums: Int32Array;

	constructor({ coefficients, melBins, outputScale, outputOffset }: FrontEnd) {
		const norm = outputScale * Math.sqrt(2 / melBins);
		const cosines = (weight: (i: number) => number): Int32Array =>
			Int32Array.from({ length: coefficients * melBins }, (_, at) => {
				const i = Math.floor(at / melBins);
				return Math.round(weight(i) * Math.cos((Math.PI * i * ((at % melBins) + 0.5)) / melBins) * 2 ** COSINE_BITS);
			});
		this.bins = melBins;
		this.#coefficients = coefficients;
		this.#offset = Math.round(outputOffset * ONE);
		this.#inverse = cosines((i) => (i === 0 ? 1 : 2) / (melBins * norm));
		this.#forward = cosines(() => norm);
		this.#sums = Int32Array.from({ length: SUM_LENGTH }, (_, d) => Math.round((ONE / 2) * Math.log(1 + Math.exp((-2 * d) / SUM_STEPS))));
	}

	/** Logarithms (bins) of the row that begins at `at`. */
	decode(rows: Uint8Array, at: number, logs: Int32Array): void {
		const { bins } = this;
		for (let j = 0; j < bins; j++) {
			let sum = 0;
			for (let i = 0; i < this.#coefficients; i++) {
				sum += ((rows[at + i] as number) * ONE - this.#offset) * (this.#inverse[i * bins + j] as number);
			}
			logs[j] = Math.round(sum / 2 ** COSINE_BITS);
		}
	}

	/** The row of logarithms, written at `at`. */
	encode(logs: Int32Array, rows: Uint8Array, at: number): void {
		const { bins } = this;
		for (let i = 0; i < this.#coefficients; i++) {
			let sum = 0;
			for (let j = 0; j < bins; j++) sum += (logs[j] as number) * (this.#forward[i * bins + j] as number);
			const q = Math.floor((sum / 2 ** COSINE_BITS + this.#offset) / ONE + 0.5);
			rows[at + i] = q < 0 ? 0 : q > 255 ? 255 : q;
		}
	}

	/** Makes a sound louder by a logarithm. */
	amplify(logs: Int32Array, gain: number): void {
		for (let j = 0; j < logs.length; j++) logs[j] = (logs[j] as number) + gain;
	}

	/** Adds a sound, `gain` louder than it is: powers add up, as those of independent sounds do. */
	add(logs: Int32Array, other: Int32Array, gain: number): void {
		for (let j = 0; j < logs.length; j++) {
			const a = logs[j] as number;
			const b = (other[j] as number) + gain;
			const distance = Math.floor((Math.abs(a - b) * SUM_STEPS) / ONE);
			logs[j] = Math.max(a, b) + (distance < SUM_LENGTH ? (this.#sums[distance] as number) : 0);
		}
	}
}
