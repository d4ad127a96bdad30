import test from "ava";
import { Vocabulary } from "../../src/keywords/vocabulary.js";
import type { LearnedWord } from "../../src/storage/learned-word.js";

const NO_CELLS = { starts: new Uint32Array(0), lengths: new Uint32Array(0), values: new Uint32Array(0) };
const word = (classIndex: number, label: string, offset = 0): LearnedWord => ({
	...{ classIndex, label, offset, samples: 160, learnedAt: 0, accuracy: 1, takes: [], cells: NO_CELLS },
});

test("the vocabulary hands out spare classes in order", (t) => {
	const words = new Vocabulary(["_silence_", "yes", "no"], 2, 0);
	t.is(words.classes, 5);
	t.is(words.presetWords, 2);
	t.is(words.nextSpare, 3);
	t.false(words.isActive(3));
	words.replace([word(4, "red")]);
	t.is(words.nextSpare, 3, "the first one that is free");
	words.replace([word(4, "red"), word(3, "blue", 0.5)]);
	t.is(words.labelOf(3), "blue");
	t.is(words.labelOf(1), "yes");
	t.is(words.nextSpare, undefined);
	t.is(words.defaultLabel(4), "word 2");
	t.deepEqual(
		words.learned.map(({ label }) => label),
		["red", "blue"],
		"in the order of learning",
	);
});

test("a class has the offset of the word that it has now", (t) => {
	const words = new Vocabulary(["yes"], 2, -1);
	t.is(words.presetWords, 1);
	words.replace([word(1, "blue", 0.75)]);
	t.deepEqual([...words.offsets], [0, 0.75, 0]);
	words.replace([]);
	t.deepEqual([...words.offsets], [0, 0, 0]);
	t.false(words.isActive(1));
	t.is(words.taught(1), undefined);
});

test("preset words keep the offsets of their model, whatever is taught", (t) => {
	const words = new Vocabulary(["_silence_", "yes"], 2, 0, [0, -0.5]);
	t.deepEqual([...words.offsets], [0, -0.5, 0, 0]);
	words.replace([word(2, "blue", 0.75)]);
	t.deepEqual([...words.offsets], [0, -0.5, 0.75, 0]);
	words.replace([]);
	t.deepEqual([...words.offsets], [0, -0.5, 0, 0]);
});
