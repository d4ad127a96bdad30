import test from "ava";
import fc from "fast-check";
import { calibratedOffset, deficit } from "../../../src/keywords/enrolment/calibration.js";
import { NO_EVIDENCE } from "../../../src/keywords/scores.js";

const settings = { stolenShare: 0.1, foundShare: 0.9, reserve: 0.5, drift: 0, largest: 2, temperature: 1 };
const A_LITTLE = 1 / 64;

test("a deficit is what a class lacks to win", (t) => {
	t.is(deficit([5, 9, 7], 2), 2);
	t.is(deficit([5, 9, 7], 1), -2);
	t.is(deficit([5, 5], 0), 0);
	t.is(deficit([3, NO_EVIDENCE], 0), -Infinity, "nobody else takes part");
	t.is(deficit([NO_EVIDENCE, 3], 0), Infinity, "it takes no part itself");
});

test("the offset is what the word's variants need, and a reserve", (t) => {
	t.is(calibratedOffset([-1, 0.25], [9, 9], [], settings), 0.75);
	t.is(calibratedOffset([-5, -5], [9, 9], [], settings), 0, "never negative: a word that wins anyway needs none");
	t.is(calibratedOffset([8], [9], [], settings), 2, "never more than the largest");
});

test("the offset stops where it would take over more than its share of the preset words' inputs", (t) => {
	t.is(calibratedOffset([1], [0.5, 5], [], settings), 0.5 - A_LITTLE);
	t.is(calibratedOffset([1], [-3, 5], [], settings), 0, "what is taken over without it cannot be helped");
	const ten = [0.1, 1, 2, 3, 4, 5, 6, 7, 8, 9];
	t.is(calibratedOffset([1], ten, [], settings), 1 - A_LITTLE, "one of ten may be taken over");
	t.is(calibratedOffset([1], ten.slice(0, 9), [], settings), 0.1 - A_LITTLE, "of nine none");
});

test("of the other learned words' takes none is taken over, nor one that is weaker by the drift", (t) => {
	const plenty = Array.from({ length: 100 }, () => 9);
	t.is(calibratedOffset([5], plenty, [9, 9, 1], settings), 1 - A_LITTLE, "one of a hundred and three");
	t.is(calibratedOffset([5], plenty, [9, 9, 1], { ...settings, drift: 0.75 }), 0.25 - A_LITTLE);
	t.is(calibratedOffset([5], plenty, [9, 9, 1], { ...settings, drift: 2 }), 0);
	t.is(calibratedOffset([5], plenty, [-1, 9], settings), 0, "what is taken over without it cannot be helped");
	t.is(calibratedOffset([5], plenty, [9], settings), 2);
});

test("without variants or without inputs nothing is known, so there is no offset", (t) => {
	t.is(calibratedOffset([], [1], [], settings), 0);
	t.is(calibratedOffset([1], [], [], settings), 0);
	t.is(calibratedOffset([1], [Infinity], [], settings), 1.5);
	t.is(calibratedOffset([-Infinity], [-Infinity], [], settings), 0);
});

const deficits = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 1, maxLength: 80 });
const few = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { maxLength: 12 });

test("whatever the evidence: at most the share of inputs is taken over by the offset, and order does not matter", (t) => {
	fc.assert(
		fc.property(deficits, deficits, few, (own, presets, learned) => {
			const offset = calibratedOffset(own, presets, learned, settings);
			const taken = presets.filter((lack) => lack > 0 && lack < offset).length;
			const same = calibratedOffset([...own].reverse(), [...presets].reverse(), [...learned].reverse(), settings);
			const lost = learned.filter((lack) => lack > 0 && lack < offset).length;
			return lost === 0 && offset >= 0 && offset <= settings.largest && taken <= settings.stolenShare * presets.length && same === offset;
		}),
	);
	t.pass();
});
