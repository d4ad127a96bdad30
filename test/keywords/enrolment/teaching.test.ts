import test from "ava";
import { SimClock } from "../../../host-sim/board/clock.js";
import { StateMachine } from "../../../src/keywords/enrolment/state.js";
import { Teaching } from "../../../src/keywords/enrolment/teaching.js";
import { Turns } from "../../../src/keywords/enrolment/turns.js";
import { DEFAULT_SETTINGS, type Settings } from "../../../src/keywords/settings.js";
import { Vocabulary } from "../../../src/keywords/vocabulary.js";
import type { LearnedWord } from "../../../src/storage/learned-word.js";

/** One unit per class: the features are the potentials. Classes 0 and 1 are words, 2 is silence, 3 to 5 are to be taught. */
const PRESETS = ["yes", "no", "_silence_"];
const SILENCE = 2;
const NEW = 3;
const LITTLE = 1 / 64;

const SETTINGS: Settings = {
	...DEFAULT_SETTINGS,
	enrolment: { ...DEFAULT_SETTINGS.enrolment, variants: 1, heldBack: 1 },
	decision: { ...DEFAULT_SETTINGS.decision, silenceBias: 0 },
	calibration: { stolenShare: 0, foundShare: 1, reserve: 0, drift: 0, largest: 5, temperature: 1 },
};
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const FAR = bytes(60, 0, 0, 0, 0, 0);

function word(classIndex: number, offset: number, ...takes: Uint8Array[]): LearnedWord {
	const cells = { starts: new Uint32Array(0), lengths: new Uint32Array(0), values: new Uint32Array(0) };
	return { classIndex, label: `word ${classIndex}`, samples: 1, learnedAt: 0, accuracy: 1, offset, takes, cells };
}

interface Lesson {
	readonly taught: LearnedWord;
	/** What the chip was asked after the lesson. */
	readonly asked: readonly Uint8Array[];
}

/** Teaches the class a take beside words that were there before; the preset words have offsets, too. */
function teach(take: Uint8Array, before: readonly LearnedWord[], settings = SETTINGS, presetOffsets: readonly number[] = []): Lesson {
	const clock = new SimClock();
	const vocabulary = new Vocabulary(PRESETS, 3, SILENCE, presetOffsets);
	vocabulary.replace(before);
	const asked: Uint8Array[] = [];
	const taught: LearnedWord[] = [];
	const teaching = new Teaching({
		clock,
		indicator: { show: () => {} },
		classifier: {
			bundle: { neuronsPerClass: 1, calibration: [{ features: FAR, expectedClass: 0 }] },
			beginLesson: () => Uint32Array.of(1, 2, 3),
			teach: () => {},
			endLesson: () => Uint32Array.of(1, 9, 3),
			classify: (features) => (asked.push(features), features),
		},
		vocabulary,
		settings,
		machine: new StateMachine(),
		turns: new Turns(clock, 10),
		onEvent: () => {},
		onTaught: (learned) => taught.push(learned),
		onFault: (error) => {
			throw error;
		},
	});
	const variant = { features: take, begin: () => {}, step: () => true };
	teaching.start({ classIndex: NEW, label: "new", takes: [take], features: [take], variant, time: 7 });
	clock.run(1000);
	if (!taught[0]) throw new Error("nothing was taught");
	return { taught: taught[0], asked };
}

const offsetOf = (...lesson: Parameters<typeof teach>): number => teach(...lesson).taught.offset;

test("what is stored of a word: its takes, date, samples, and what the lesson changed", (t) => {
	const take = bytes(0, 0, 0, 9, 0, 0);
	t.deepEqual(teach(take, []).taught, {
		...{ classIndex: NEW, label: "new", samples: 1, learnedAt: 7, accuracy: 1, offset: 0, takes: [take] },
		cells: { starts: Uint32Array.of(1), lengths: Uint32Array.of(1), values: Uint32Array.of(9) },
	});
});

test("the other words have their offsets in the exam", (t) => {
	const take = bytes(0, 0, 0, 9, 8, 0);
	t.is(offsetOf(take, [word(4, 0)]), 0);
	t.is(offsetOf(take, [word(4, 2.5)]), 1.5);
});

test("the offset that a word had before it is taught anew does not count", (t) => {
	t.is(offsetOf(bytes(0, 10, 0, 9, 0, 0), [word(NEW, 4)]), 1);
});

test("a class without a word takes no part", (t) => {
	t.is(offsetOf(bytes(0, 10, 0, 9, 0, 200), [word(4, 0)]), 1);
	t.is(offsetOf(bytes(0, 10, 0, 9, 0, 12), [word(5, 0)]), 3);
});

test("silence has the evidence that is added to it when the device listens", (t) => {
	const decision = { ...SETTINGS.decision, silenceBias: 3 };
	t.is(offsetOf(bytes(0, 0, 8, 9, 0, 0), []), 0);
	t.is(offsetOf(bytes(0, 0, 8, 9, 0, 0), [], { ...SETTINGS, decision }), 2);
	t.is(offsetOf(bytes(0, 0, 8, 9, 0, 0), [], { ...SETTINGS, decision }, [0, 0, -0.5]), 1.5, "beside its own offset");
	t.is(offsetOf(bytes(0, 0, 8, 9, 0, 0), [word(4, 0)], SETTINGS, [0, 0, 1.5]), 0.5);
});

test("the takes of the other words are asked, five of each at most, and none of them may be lost", (t) => {
	const take = bytes(0, 12, 0, 9, 0, 0);
	t.is(offsetOf(take, []), 3);
	const near = bytes(0, 0, 0, 7, 8, 0);
	const far = bytes(0, 0, 0, 0, 40, 0);
	t.is(offsetOf(take, [word(4, 0, far, near)]), 1 - LITTLE);
	t.is(offsetOf(take, [word(4, 1.5, far, near)]), 2.5 - LITTLE, "with the offset of their word");
	const { asked } = teach(take, [word(4, 0, ...Array.from({ length: 9 }, () => far)), word(5, 0, far, far)]);
	t.is(asked.length, 1 + 1 + 5 + 2);
});

test("the old takes of a word that is taught anew are not asked", (t) => {
	const lesson = teach(bytes(0, 12, 0, 9, 0, 0), [word(NEW, 0, bytes(0, 0, 0, 9, 0, 0))]);
	t.is(lesson.taught.offset, 3);
	t.is(lesson.asked.length, 2);
});
