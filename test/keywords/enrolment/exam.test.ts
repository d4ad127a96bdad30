import test from "ava";
import { Exam, type ExamMaterial, named } from "../../../src/keywords/enrolment/exam.js";
import { ClassScores } from "../../../src/keywords/scores.js";

/** One unit per class: the features are the potentials. Classes 0 to 2 are preset words, 3 the new one, 4 a spare class. */
const NEW = 3;
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

interface Sitting {
	readonly exam: Exam<Uint8Array>;
	readonly numbers: number[];
	readonly steps: number;
}

/** Sits an exam; every variant of a take is the take and takes three steps. */
function sit(takes: readonly Uint8Array[], calibration: readonly Uint8Array[], changes: Partial<ExamMaterial<Uint8Array>> = {}): Sitting {
	const numbers: number[] = [];
	const features = bytes(0, 0, 0, 0, 0);
	let left = 0;
	const variant = {
		features,
		begin: (take: Uint8Array, number: number) => {
			features.set(take);
			numbers.push(number);
			left = 3;
		},
		step: () => --left === 0,
	};
	const exam = new Exam<Uint8Array>({
		classifier: { classify: (input) => input },
		variant,
		takes,
		heldBack: 2,
		firstNumber: 160,
		classIndex: NEW,
		calibration: calibration.map((input) => ({ features: input, expectedClass: 0 })),
		learned: [],
		scores: new ClassScores(5, 1, 1),
		isActive: (c) => c <= NEW,
		settings: { stolenShare: 0, foundShare: 1, reserve: 0, drift: 0, largest: 5, temperature: 1 },
		...changes,
	});
	let steps = 1;
	while (!exam.step()) steps++;
	return { exam, numbers, steps };
}

test("held-back variants have numbers that no taught one has; all is done in small steps", (t) => {
	const { numbers, steps } = sit([bytes(0, 0, 0, 9), bytes(0, 0, 0, 8)], [bytes(9, 0, 0, 0), bytes(8, 0, 0, 0), bytes(7, 0, 0, 0)]);
	t.deepEqual(numbers, [160, 161, 162, 163]);
	t.is(steps, 4 * 4 + 3);
});

test("accuracy is the share of variants that win, with the offset that the preset words allow", (t) => {
	const takes = [bytes(5, 0, 0, 9), bytes(9, 0, 0, 6)];
	const free = sit(takes, [bytes(20, 0, 0, 5)]).exam;
	t.is(free.offset, 3);
	t.is(free.accuracy, 0.5, "a tie is no win");
	const reserve = sit(takes, [bytes(20, 0, 0, 5)], {
		settings: { stolenShare: 0, foundShare: 1, reserve: 1, drift: 0, largest: 5, temperature: 1 },
	}).exam;
	t.is(reserve.offset, 4);
	t.is(reserve.accuracy, 1);
	const hemmedIn = sit(takes, [bytes(20, 0, 0, 20)]).exam;
	t.is(hemmedIn.offset, 0);
	t.is(hemmedIn.accuracy, 0.5);
});

test("the takes of the other learned words are asked, too, one to a step, and none of them may be lost", (t) => {
	const takes = [bytes(9, 0, 0, 6)];
	const presets = Array.from({ length: 50 }, () => bytes(20, 0, 0, 5));
	const settings = { stolenShare: 0.1, foundShare: 1, reserve: 0, drift: 0, largest: 5, temperature: 1 };
	const alone = sit(takes, presets, { settings });
	t.is(alone.exam.offset, 3);
	const learned = [bytes(0, 20, 0, 5), bytes(0, 9, 0, 8)];
	const { exam, steps } = sit(takes, presets, { settings, learned });
	t.is(steps, alone.steps + 2);
	t.is(exam.offset, 1 - 1 / 64);
	t.is(exam.accuracy, 0);
	t.is(sit(takes, [], { settings, learned }).exam.offset, 0, "without calibration inputs");
});

test("the words that come closest are named, the closest first; a class without a word is none", (t) => {
	const { exam } = sit([bytes(8, 9, 3, 9, 200)], []);
	t.deepEqual(
		exam.confusions.map(({ classIndex }) => classIndex),
		[1, 0],
		"the third is below what is worth telling",
	);
	const [first, second] = exam.confusions;
	t.true(Math.abs((first?.share ?? 0) - 1 / (2 + Math.exp(-1) + Math.exp(-6))) < 1e-5);
	t.true(Math.abs((first?.share ?? 0) / (second?.share ?? 1) - Math.E) < 1e-4);
	t.deepEqual(
		named(exam.confusions, (c) => `word ${c}`).map(({ label }) => label),
		["word 1", "word 0"],
	);
	t.deepEqual(sit([bytes(0, 0, 0, 9)], []).exam.confusions, []);
});

test("at most three are named, of equals the first", (t) => {
	const { exam } = sit([bytes(9, 9, 9, 9, 9)], [], { isActive: () => true });
	t.deepEqual(
		exam.confusions.map(({ classIndex }) => classIndex),
		[0, 1, 2],
	);
});

test("what will be said is less like what was learned: the drift counts against the word", (t) => {
	const settings = { stolenShare: 0, foundShare: 1, reserve: 0, drift: 4, largest: 0, temperature: 1 };
	const { exam } = sit([bytes(5, 0, 0, 9)], [bytes(9, 0, 0, 0)], { settings });
	t.is(exam.confusions[0]?.classIndex, 0);
	t.true(Math.abs((exam.confusions[0]?.share ?? 0) - 0.5) < 0.01);
	t.is(exam.accuracy, 0, "a variant that wins by no more would not win");
});

test("an exam without calibration inputs, or of takes that are never like the word, comes to an end", (t) => {
	t.is(sit([bytes(9, 0, 0, 0)], []).exam.accuracy, 0);
	t.is(sit([bytes(9, 0, 0, 0)], []).exam.offset, 0);
});
