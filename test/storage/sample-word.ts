import { DEFAULT_FRONT_END } from "../../src/features/front-end.js";
import type { LearnedWord } from "../../src/storage/learned-word.js";

const FEATURES = DEFAULT_FRONT_END.frames * DEFAULT_FRONT_END.coefficients;

/** Bytes that are all different from what lies beside them. */
export const pattern = (length: number, seed = 1): Uint8Array =>
	Uint8Array.from({ length }, (_, i) => ((i + seed) * (seed * 2 + 41) + (i >> 8)) & 0xff);

/** A word as a lesson of four takes on the default model leaves it: 15 units of 3 words each. */
export const wordAt = (classIndex: number, label = `word ${classIndex}`): LearnedWord => ({
	classIndex,
	label,
	samples: 160,
	learnedAt: 1_700_000_000,
	accuracy: 0.95,
	offset: -1.25,
	takes: [1, 2, 3, 4].map((seed) => pattern(FEATURES, seed + classIndex)),
	cells: {
		starts: Uint32Array.of(classIndex * 45, classIndex * 45 + 30),
		lengths: Uint32Array.of(29, 15),
		values: Uint32Array.from({ length: 44 }, (_, i) => i * 0x9e3779b1),
	},
});
