/**
 * What a lesson changed in the learned memory: runs of words, the values one after the other. It says nothing about what a
 * word means, so it holds for any chip whose classes have their own units.
 */
export interface LearnedCells {
	/** Index of each run's first word. */
	readonly starts: Uint32Array;
	/** Words of each run. */
	readonly lengths: Uint32Array;
	/** What the lesson left there, run after run. */
	readonly values: Uint32Array;
}

/** The words in which two states of the same memory differ, with the values of the later one. */
export function changedCells(before: Uint32Array, after: Uint32Array): LearnedCells {
	const starts: number[] = [];
	const lengths: number[] = [];
	const values: number[] = [];
	let previous = -2;
	for (let i = 0; i < after.length; i++) {
		if (before[i] === after[i]) continue;
		if (i !== previous + 1) {
			starts.push(i);
			lengths.push(0);
		}
		lengths[lengths.length - 1] = (lengths[lengths.length - 1] as number) + 1;
		values.push(after[i] as number);
		previous = i;
	}
	return { starts: Uint32Array.from(starts), lengths: Uint32Array.from(lengths), values: Uint32Array.from(values) };
}

/** Puts what a lesson left into a memory; false, and nothing is changed, when the cells are not of a memory of this size. */
export function applyCells(cells: LearnedCells, memory: Uint32Array): boolean {
	if (!fits(cells, memory.length)) return false;
	let at = 0;
	for (let run = 0; run < cells.starts.length; run++) {
		const length = cells.lengths[run] as number;
		memory.set(cells.values.subarray(at, at + length), cells.starts[run]);
		at += length;
	}
	return true;
}

function fits({ starts, lengths, values }: LearnedCells, size: number): boolean {
	let total = 0;
	let end = 0;
	for (let run = 0; run < starts.length; run++) {
		const start = starts[run] as number;
		if (start < end) return false;
		end = start + (lengths[run] ?? Infinity);
		total += end - start;
	}
	return end <= size && total === values.length && starts.length === lengths.length;
}
