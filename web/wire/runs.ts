import type { Decoded } from "./decode.js";

/** One frame, or several that carry one piece of the chip's memory. */
export interface Run extends Decoded {
	/** Numbers of the first and the last frame. */
	readonly first: number;
	readonly last: number;
	/** Simulated milliseconds of the first. */
	readonly at: number;
}

/** A decoded frame with its number and time. */
export type Numbered = Decoded & { readonly number: number; readonly at: number };

/** Joins frames that follow each other in time and in memory: the wire splits long transfers into short frames. */
export function joinRuns(frames: readonly Numbered[]): Run[] {
	const runs: Run[] = [];
	for (const { number, ...frame } of frames) {
		const before = runs.at(-1);
		if (before && continues(before, frame, number)) runs[runs.length - 1] = { ...before, last: number, bytes: before.bytes + frame.bytes };
		else runs.push({ ...frame, first: number, last: number });
	}
	return runs;
}

const continues = (run: Run, next: Decoded, number: number): boolean =>
	run.kind === "memory" &&
	next.kind === "memory" &&
	run.direction === next.direction &&
	run.last + 1 === number &&
	run.address + run.bytes === next.address;
