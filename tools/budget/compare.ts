import type { Budget } from "./measure.js";

/** A figure may rise by this share before somebody has to say that it is meant. */
export const TOLERANCE = 0.05;

/** A figure of the budget with its path, as "heap.boot.slots". */
export type Figure = readonly [path: string, value: number];

/** All figures, in order. */
export function figuresOf(budget: Budget): Figure[] {
	return flatten("", budget);
}

/** What has risen by more than the tolerance, what is new and what is gone, a line each. */
export function compareBudgets(recorded: Budget, measured: Budget): string[] {
	const before = new Map(figuresOf(recorded));
	const now = new Map(figuresOf(measured));
	const gone = [...before.keys()].filter((path) => !now.has(path)).map((path) => `${path} is not measured any more`);
	return [...gone, ...[...now].flatMap(([path, value]) => problemWith(path, before.get(path), value))];
}

function problemWith(path: string, before: number | undefined, now: number): string[] {
	if (before === undefined) return [`${path} is ${now} and not in the recorded budget`];
	if (now <= before * (1 + TOLERANCE)) return [];
	const share = before > 0 ? ` (${((100 * (now - before)) / before).toFixed(1)} %)` : "";
	return [`${path} rose from ${before} to ${now}${share}`];
}

function flatten(path: string, node: object): Figure[] {
	return Object.entries(node).flatMap(([name, value]): Figure[] => {
		const inner = path ? `${path}.${name}` : name;
		return typeof value === "number" ? [[inner, value]] : flatten(inner, value as object);
	});
}
