import test from "ava";
import { goal } from "../../../tools/evaluate/goals.js";
import { deviation, histogram, mean, poisson, quantile, wilson } from "../../../tools/evaluate/statistics.js";

const near = (a: number, b: number, by = 5e-4): boolean => Math.abs(a - b) <= by;

test("Wilson's interval has its published values and never leaves 0..1", (t) => {
	const of = (successes: number, n: number): number[] => {
		const { low, high } = wilson(successes / n, n);
		return [low, high];
	};
	for (const [successes, n, low, high] of [
		[8, 10, 0.4902, 0.9433],
		[81, 263, 0.2553, 0.3662],
		[0, 20, 0, 0.1611],
		[20, 20, 0.8389, 1],
	] as const) {
		t.true(near(of(successes, n)[0] ?? NaN, low), `${successes} of ${n}`);
		t.true(near(of(successes, n)[1] ?? NaN, high), `${successes} of ${n}`);
	}
	t.deepEqual(wilson(0, 0), { low: 0, high: 1 });
});

test("the interval of a Poisson count has its tabulated values", (t) => {
	for (const [count, low, high] of [
		[0, 0, 3.6889],
		[1, 0.0253, 5.5716],
		[5, 1.6235, 11.6683],
		[100, 81.3637, 121.6272],
	] as const) {
		const found = poisson(count);
		t.true(near(found.low, low, 2e-3), `${count}: ${found.low}`);
		t.true(near(found.high, high, 2e-3), `${count}: ${found.high}`);
	}
});

test("quantiles interpolate, whatever the order; without values there is none", (t) => {
	t.is(quantile([4, 1, 3, 2], 0.5), 2.5);
	t.is(quantile([5], 0.95), 5);
	t.is(quantile([0, 10], 0.95), 9.5);
	t.is(quantile([], 0.5), undefined);
});

test("mean, deviation and histogram", (t) => {
	t.is(mean([1, 2, 6]), 3);
	t.true(near(deviation([2, 4, 4, 4, 5, 5, 7, 9]), 2.1381));
	t.is(deviation([3]), 0);
	t.deepEqual(histogram([0, 0.09, 0.5, 0.99, 1], 10), [2, 0, 0, 0, 0, 1, 0, 0, 0, 2]);
});

test("a goal is met at its limit, and missed when nothing was measured", (t) => {
	t.true(goal("x", "at least", 0.9, 0.9).met);
	t.false(goal("x", "at least", 0.9, 0.899).met);
	t.true(goal("x", "at most", 0.4, 0.4).met);
	t.false(goal("x", "at most", 0.4, 0.401).met);
	t.false(goal("x", "at most", 0.4, undefined).met);
});
