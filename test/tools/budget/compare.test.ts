import test from "ava";
import { compareBudgets, figuresOf } from "../../../tools/budget/compare.js";
import type { Budget } from "../../../tools/budget/measure.js";

const memory = { slots: 100, chunkBytes: 40960 };

const BUDGET: Budget = {
	compute: { boot: 1000, quietHop: 20, speechHop: 200, inference: 100, learnedSample: 5000 },
	allocation: { quietHops: { hops: 10, slots: 0, chunkBytes: 0 }, speechHops: { hops: 5, slots: 0, chunkBytes: 0 }, slotsPerInference: 0 },
	heap: { boot: memory, bootGarbage: memory, listening: memory, enrolment: memory },
	wire: { framesPerInference: 40, bytesPerInference: 3000 },
};

test("figures are named by their path", (t) => {
	const figures = new Map(figuresOf(BUDGET));
	t.is(figures.get("compute.speechHop"), 200);
	t.is(figures.get("allocation.quietHops.slots"), 0);
	t.is(figures.get("heap.enrolment.chunkBytes"), 40960);
	t.is(figures.size, 5 + 7 + 8 + 2);
});

test("a figure may fall, and rise by five in a hundred, no more", (t) => {
	const withBoot = (boot: number): Budget => ({ ...BUDGET, compute: { ...BUDGET.compute, boot } });
	t.deepEqual(compareBudgets(BUDGET, withBoot(10)), []);
	t.deepEqual(compareBudgets(BUDGET, withBoot(1050)), []);
	t.deepEqual(compareBudgets(BUDGET, withBoot(1051)), ["compute.boot rose from 1000 to 1051 (5.1 %)"]);
});

test("where nothing was allocated, nothing may be", (t) => {
	const leaking: Budget = { ...BUDGET, allocation: { ...BUDGET.allocation, slotsPerInference: 1 } };
	t.deepEqual(compareBudgets(BUDGET, leaking), ["allocation.slotsPerInference rose from 0 to 1"]);
});

test("every problem is told, and figures that are new or gone", (t) => {
	const { wire, ...rest } = BUDGET;
	const short: object = rest;
	t.deepEqual(compareBudgets(short as Budget, { ...BUDGET, wire: { ...wire, framesPerInference: 41 } }), [
		"wire.framesPerInference is 41 and not in the recorded budget",
		"wire.bytesPerInference is 3000 and not in the recorded budget",
	]);
	t.deepEqual(compareBudgets(BUDGET, short as Budget), [
		"wire.framesPerInference is not measured any more",
		"wire.bytesPerInference is not measured any more",
	]);
});
