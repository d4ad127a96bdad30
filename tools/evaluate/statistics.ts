/** Bounds of a 95 % interval. */
export interface Interval {
	readonly low: number;
	readonly high: number;
}

/** The standard normal distribution's 97.5 % point. */
const Z = 1.959964;

/** Wilson's 95 % score interval for a share of `n` trials; everything from 0 to 1 when there were none. */
export function wilson(share: number, n: number): Interval {
	if (n === 0) return { low: 0, high: 1 };
	const z2 = (Z * Z) / n;
	const centre = (share + z2 / 2) / (1 + z2);
	const half = (Z / (1 + z2)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n));
	return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** Exact 95 % interval (Garwood) for the mean of a Poisson count. */
export function poisson(count: number): Interval {
	return {
		low: count === 0 ? 0 : solve(count - 1, 0.975),
		high: solve(count, 0.025),
	};
}

/** The mean at which a Poisson count is `count` or less with the given probability, by bisection. */
function solve(count: number, probability: number): number {
	let low = 0;
	let high = 2 * count + 20;
	for (let i = 0; i < 60; i++) {
		const middle = (low + high) / 2;
		if (atMost(count, middle) > probability) low = middle;
		else high = middle;
	}
	return (low + high) / 2;
}

function atMost(count: number, mean: number): number {
	let logTerm = -mean;
	let sum = Math.exp(logTerm);
	for (let k = 1; k <= count; k++) {
		logTerm += Math.log(mean / k);
		sum += Math.exp(logTerm);
	}
	return sum;
}

export const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** Standard deviation of a sample; 0 when there is only one value. */
export function deviation(values: readonly number[]): number {
	if (values.length < 2) return 0;
	const centre = mean(values);
	return Math.sqrt(values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (values.length - 1));
}

/** The value below which the given share lies, by linear interpolation; undefined without values. */
export function quantile(values: readonly number[], share: number): number | undefined {
	const sorted = [...values].sort((a, b) => a - b);
	const at = share * (sorted.length - 1);
	const below = sorted[Math.floor(at)];
	const above = sorted[Math.ceil(at)];
	return below === undefined || above === undefined ? undefined : below + (at - Math.floor(at)) * (above - below);
}

/** Counts of values in equal bins between 0 and 1; 1 itself falls into the last. */
export function histogram(values: readonly number[], bins: number): number[] {
	const counts = new Array<number>(bins).fill(0);
	for (const value of values) {
		const bin = Math.max(0, Math.min(bins - 1, Math.floor(value * bins)));
		counts[bin] = (counts[bin] ?? 0) + 1;
	}
	return counts;
}
