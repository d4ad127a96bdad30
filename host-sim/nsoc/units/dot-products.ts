/** Two sums share one double, this far apart: each must stay below half of it. */
const LANE = 2 ** 26;

/** Columns computed side by side in the inner loop. */
const UNROLL = 4;

/**
 * Exact integer dot products of one row of values with every filter. Doubles hold integers up to 2^53, so where the sums are
 * provably small two filters travel in one double and the work is halved.
 */
export class DotProducts {
	/** One sum per filter (padded with zeros), valid until the next `run`. */
	readonly sums: Float64Array;
	readonly #taps: number;
	readonly #columns: number;
	readonly #paired: boolean;
	/** Column after column; a column is one filter or a pair. */
	readonly #weights: Float64Array;
	readonly #live: Int32Array;
	readonly #values: Float64Array;

	/** `weights` is (tap, filter); `peak` the largest magnitude that each tap's value can have. */
	constructor(weights: Int8Array, filters: number, peak: Float64Array) {
		this.#taps = peak.length;
		this.#paired = largestSum(weights, filters, peak) < LANE / 2;
		const lanes = this.#paired ? 2 : 1;
		this.#columns = UNROLL * Math.ceil(filters / lanes / UNROLL);
		this.#weights = new Float64Array(this.#columns * this.#taps);
		this.sums = new Float64Array(this.#columns * lanes);
		this.#live = new Int32Array(this.#taps);
		this.#values = new Float64Array(this.#taps);
		for (let tap = 0; tap < this.#taps; tap++) {
			for (let f = 0; f < filters; f++) this.#addWeight(tap, f, lanes, weights[tap * filters + f] as number);
		}
	}

	/** Fills `sums` for the values of one row, which begins at `from`. */
	run(row: Float64Array, from = 0): void {
		this.#multiply(this.#gather(row, from));
		if (this.#paired) this.#separate();
	}

	#addWeight(tap: number, filter: number, lanes: number, weight: number): void {
		const column = Math.floor(filter / lanes);
		const at = column * this.#taps + tap;
		this.#weights[at] = (this.#weights[at] as number) + (filter % lanes === 0 ? weight : weight * LANE);
	}

	/** Zeros cost nothing in the mesh either: only the others enter the inner loop. */
	#gather(row: Float64Array, from: number): number {
		const live = this.#live;
		const values = this.#values;
		const taps = this.#taps;
		let count = 0;
		for (let tap = 0; tap < taps; tap++) {
			const value = row[from + tap] as number;
			if (value !== 0) {
				live[count] = tap;
				values[count++] = value;
			}
		}
		return count;
	}

	/** Splits the pairs, from the back so that none is overwritten before it is read. */
	#separate(): void {
		const sums = this.sums;
		for (let column = this.#columns - 1; column >= 0; column--) {
			const both = sums[column] as number;
			const high = Math.round(both / LANE);
			sums[2 * column] = both - high * LANE;
			sums[2 * column + 1] = high;
		}
	}

	/** Leaves one sum per column in the front of `sums`. */
	#multiply(count: number): void {
		const weights = this.#weights;
		const live = this.#live;
		const values = this.#values;
		const sums = this.sums;
		const taps = this.#taps;
		const columns = this.#columns;
		for (let column = 0; column < columns; column += UNROLL) {
			const at0 = column * taps;
			const at1 = at0 + taps;
			const at2 = at1 + taps;
			const at3 = at2 + taps;
			let sum0 = 0;
			let sum1 = 0;
			let sum2 = 0;
			let sum3 = 0;
			for (let i = 0; i < count; i++) {
				const value = values[i] as number;
				const tap = live[i] as number;
				sum0 += value * (weights[at0 + tap] as number);
				sum1 += value * (weights[at1 + tap] as number);
				sum2 += value * (weights[at2 + tap] as number);
				sum3 += value * (weights[at3 + tap] as number);
			}
			sums[column] = sum0;
			sums[column + 1] = sum1;
			sums[column + 2] = sum2;
			sums[column + 3] = sum3;
		}
	}
}

function largestSum(weights: Int8Array, filters: number, peak: Float64Array): number {
	let largest = 0;
	for (let f = 0; f < filters; f++) {
		let sum = 0;
		for (let tap = 0; tap < peak.length; tap++) sum += (peak[tap] as number) * Math.abs(weights[tap * filters + f] as number);
		largest = Math.max(largest, sum);
	}
	return largest;
}
