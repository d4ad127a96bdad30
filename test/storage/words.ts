import fc from "fast-check";
import type { LearnedWord } from "../../src/storage/learned-word.js";

export { wordAt } from "./sample-word.js";

const uint = fc.nat(0xffffffff);

const cells = fc.array(fc.tuple(fc.nat(1000), fc.uint32Array({ minLength: 1, maxLength: 5 })), { maxLength: 6 }).map((runs) => {
	let end = 0;
	const starts = runs.map(([gap, values]) => {
		const start = end + gap;
		end = start + values.length;
		return start;
	});
	return {
		starts: Uint32Array.from(starts),
		lengths: Uint32Array.from(runs, ([, values]) => values.length),
		values: Uint32Array.from(runs.flatMap(([, values]) => [...values])),
	};
});

/** Any word that can be stored. */
export const anyWord: fc.Arbitrary<LearnedWord> = fc.record({
	classIndex: uint,
	label: fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).filter((label) => label.length <= 64 && !hasControl(label)),
	samples: uint,
	learnedAt: uint,
	accuracy: fc.double({ min: 0, max: 1, noNaN: true }),
	// A zero has no sign in a record.
	offset: fc.double({ noDefaultInfinity: true, noNaN: true }).map((offset) => offset + 0),
	takes: fc.array(fc.uint8Array({ minLength: 1, maxLength: 30 }), { maxLength: 4 }),
	cells,
});

const hasControl = (text: string): boolean => [...text].some((letter) => letter < " ");
