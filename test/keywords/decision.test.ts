import test from "ava";
import fc from "fast-check";
import { Decision, NO_CLASS } from "../../src/keywords/decision.js";
import { ClassScores, NO_EVIDENCE, softmax } from "../../src/keywords/scores.js";
import { DEFAULT_SETTINGS } from "../../src/keywords/settings.js";

test("the class score is the mean of the k largest potentials of the class", (t) => {
	const scores = new ClassScores(3, 4, 2);
	scores.compute([1, 9, 3, 5, 8, 0, 0, 0, 7, 7, 1, 1], () => true);
	t.deepEqual([...scores.evidence], [7, 4, 7]);
	t.is(scores.winner, 0, "the first class wins a tie");
});

test("k = 1 is the plain maximum, and k beyond the units of a class is their mean", (t) => {
	const one = new ClassScores(2, 3, 1);
	one.compute([1, 9, 3, 8, 8, 8], () => true);
	t.deepEqual([...one.evidence], [9, 8]);
	const many = new ClassScores(2, 3, 99);
	many.compute([1, 9, 2, 8, 8, 8], () => true);
	t.deepEqual([...many.evidence], [4, 8]);
});

test("any order of the units gives the same evidence", (t) => {
	const scores = new ClassScores(1, 15, 5);
	fc.assert(
		fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 15, maxLength: 15 }), (units) => {
			const largest = [...units].sort((a, b) => b - a).slice(0, 5);
			scores.compute(units, () => true);
			return Math.abs((scores.evidence[0] as number) - largest.reduce((a, b) => a + b) / 5) < 1e-5;
		}),
	);
	t.pass();
});

test("a class without a word takes no part", (t) => {
	const scores = new ClassScores(3, 1, 1);
	const shares = new Float32Array(3);
	scores.compute([1, 2, 50], (c) => c < 2);
	t.is(scores.winner, 1);
	softmax(scores.evidence, 1, shares);
	t.is(shares[2], 0);
	scores.compute([1, 2, 3], () => false);
	softmax(scores.evidence, 1, shares);
	t.deepEqual([...shares], [0, 0, 0]);
});

test("a softmax gives shares: they sum up to 1, and a difference of the temperature is a factor of e", (t) => {
	const shares = new Float32Array(3);
	softmax(Float32Array.of(10, 10.5, 4), 0.5, shares);
	t.true(Math.abs(shares.reduce((a, b) => a + b) - 1) < 1e-6);
	t.true(Math.abs((shares[1] as number) / (shares[0] as number) - Math.E) < 1e-4);
});

/** With a temperature of 0.1, a lead of 1 is certainty. */
const settings = { ...DEFAULT_SETTINGS.decision, smoothing: 0.5, threshold: 0.6, hits: 2, debounceMs: 500, temperature: 0.1 };
const feed = (decision: Decision, evidence: number[], now: number): number => decision.push(Float32Array.from(evidence), now);

test("a word needs consecutive hits over the threshold", (t) => {
	const decision = new Decision(3, 0, settings);
	t.is(feed(decision, [0, 5, 0], 0), NO_CLASS);
	t.is(feed(decision, [0, 5, 0], 100), 1);
	const broken = new Decision(3, 0, settings);
	feed(broken, [0, 5, 0], 0);
	feed(broken, [0, 0, 9], 100);
	t.is(feed(broken, [0, 9, 0], 200), NO_CLASS, "the streak was broken");
});

test("an unclear lead is no word", (t) => {
	const decision = new Decision(2, -1, settings);
	for (let i = 0; i < 5; i++) t.is(feed(decision, [5, 5.01], i), NO_CLASS);
});

test("silence is never a word, and the strongest of two classes wins", (t) => {
	const decision = new Decision(3, 0, { ...settings, threshold: 0.3 });
	for (let i = 0; i < 5; i++) t.is(feed(decision, [9, 0, 0], i), NO_CLASS);
	decision.reset();
	feed(decision, [0, 5, 5.03], 0);
	t.is(feed(decision, [0, 5, 5.03], 1), 2);
});

test("after a word the decision is deaf for a while, and a reset forgets the evidence", (t) => {
	const decision = new Decision(2, -1, settings);
	feed(decision, [0, 5], 0);
	t.is(feed(decision, [0, 5], 10), 1);
	t.is(feed(decision, [0, 5], 508), NO_CLASS);
	t.is(feed(decision, [0, 5], 509), NO_CLASS);
	t.is(feed(decision, [0, 5], 511), NO_CLASS, "hits while deaf do not count");
	t.is(feed(decision, [0, 5], 512), 1);
	decision.reset();
	t.is(decision.scores[1], 0);
	t.is(decision.hitsOf(1), 0);
	t.is(feed(decision, [5, 0], 5000), NO_CLASS);
	t.true((decision.scores[0] as number) > 0.99, "nothing of class 1 is left");
});

test("evidence is averaged over time; the first after a reset counts in full", (t) => {
	const decision = new Decision(2, -1, { ...settings, temperature: 1 });
	const lead = (): number => Math.log((decision.scores[1] as number) / (decision.scores[0] as number));
	feed(decision, [0, 4], 0);
	t.true(Math.abs(lead() - 4) < 1e-3);
	feed(decision, [0, 2], 1);
	t.true(Math.abs(lead() - 3) < 1e-3);
});

test("a class that was taught just now is not held back by the time before", (t) => {
	const decision = new Decision(2, -1, settings);
	for (let i = 0; i < 5; i++) feed(decision, [4, NO_EVIDENCE], i);
	t.is(decision.scores[1], 0);
	feed(decision, [4, 6], 10000);
	t.true((decision.scores[1] as number) > 0.99);
});

test("a class's offset is added to its evidence, and to nobody else's", (t) => {
	const scores = new ClassScores(3, 2, 2);
	scores.offsets[1] = 0.5;
	scores.offsets[2] = 9;
	scores.compute([4, 4, 4, 4, 1, 1], (c) => c < 2);
	t.deepEqual([...scores.evidence], [4, 4.5, NO_EVIDENCE], "a class without a word takes no part, whatever its offset");
	t.is(scores.winner, 1);
});

test("silence has a start over the words, and only where there is a class of silence", (t) => {
	const biased = { ...settings, hits: 1, silenceBias: 3 };
	t.is(new Decision(2, 0, biased).push(Float32Array.of(4, 6), 0), NO_CLASS, "noise that resembles a word a little");
	t.is(new Decision(2, 0, biased).push(Float32Array.of(4, 12), 0), 1);
	t.is(new Decision(2, 0, { ...biased, silenceBias: 0 }).push(Float32Array.of(4, 6), 0), 1);
	t.is(new Decision(2, -1, biased).push(Float32Array.of(4, 6), 0), 1);
});

test("with a margin, a sound that resembles two words alike is neither", (t) => {
	const strict = { ...settings, hits: 1, silenceBias: 0, threshold: 0.3, margin: 1 };
	t.is(new Decision(3, -1, strict).push(Float32Array.of(8, 8.5, 2), 0), NO_CLASS);
	t.is(new Decision(3, -1, strict).push(Float32Array.of(2, 9.5, 8.5), 0), 1, "the margin itself is enough");
	t.is(new Decision(3, -1, { ...strict, margin: 0 }).push(Float32Array.of(8, 8.5, 2), 0), 1);
});
