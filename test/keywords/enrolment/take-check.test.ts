import test from "ava";
import { resemblance, soundProblem } from "../../../src/keywords/enrolment/take-check.js";
import { type Take, Takes } from "../../../src/keywords/enrolment/takes.js";
import { DEFAULT_SETTINGS } from "../../../src/keywords/settings.js";

const settings = { ...DEFAULT_SETTINGS.take, minimumLevel: 320, noiseRatio: 2 };
/** A square wave: its level is its amplitude. */
const square = (amplitude: number, length = 2000): Int16Array =>
	Int16Array.from({ length }, (_, i) => (i % 2 === 0 ? amplitude : -amplitude));
const problem = (samples: Int16Array, noise = 0): string | undefined => soundProblem({ samples, noise }, settings);

test("an utterance is too quiet below the least level, too noisy below its multiple of the room", (t) => {
	t.is(problem(square(0)), "too quiet");
	t.is(problem(square(300)), "too quiet");
	t.is(problem(square(320)), undefined);
	t.is(problem(square(3200), 1600), undefined);
	t.is(problem(square(3200), 1601), "too noisy");
	t.is(problem(square(300), 1600), "too quiet", "the first reason is told");
});

test("one sample in a thousand may be at the rail, either of them; more is clipped", (t) => {
	for (const rail of [32767, -32768, 32700, -32700]) {
		const samples = square(8000);
		samples.fill(rail, 0, 2);
		t.is(problem(samples), undefined, `two of 2,000 at ${rail}`);
		samples.fill(rail, 0, 3);
		t.is(problem(samples), "clipped", `three of 2,000 at ${rail}`);
	}
	const below = square(8000);
	below.fill(32699, 0, 500);
	t.is(problem(below), undefined);
	t.is(problem(square(32767), 30000), "clipped", "the first reason is told");
});

test("an utterance without samples is too quiet, not a division by nothing", (t) => {
	t.is(problem(new Int16Array(0)), "too quiet");
});

test("resemblance is a correlation: 1 for the same but for loudness, -1 for the opposite, 0 for what is constant", (t) => {
	const a = [1, 4, 2, 8];
	t.true(Math.abs(resemblance(a, [13, 43, 23, 83], 4) - 1) < 1e-12);
	t.true(Math.abs(resemblance(a, [-1, -4, -2, -8], 4) + 1) < 1e-12);
	t.is(resemblance(a, [5, 5, 5, 5], 4), 0);
	t.is(resemblance([0, 0], [0, 0], 2), 0);
	t.is(resemblance([1, 2, 99], [1, 2, -99], 2), 1, "what lies beyond the length does not count");
});

/** Takes of the same letter resemble each other, of different letters not at all. */
const take = (letter: string, number = 0): Take => ({
	audio: Int16Array.of(number),
	features: Uint8Array.of(number),
	potentials: Float32Array.from("abcd", (other) => (other === letter ? 1 : 0)),
});

function said(letters: string): { answers: boolean[]; kept: number[] } {
	const takes = new Takes(0.5);
	const answers = [...letters].map((letter, i) => takes.add(take(letter, i)));
	return { answers, kept: takes.audio.map((audio) => audio[0] as number) };
}

test("the first take is taken as it is; another must resemble one of those before it", (t) => {
	t.deepEqual(said("aaaa"), { answers: [true, true, true, true], kept: [0, 1, 2, 3] });
	t.deepEqual(said("abaca"), { answers: [true, false, true, false, true], kept: [0, 2, 4] });
});

test("when the first was the slip, the two that follow outvote it", (t) => {
	t.deepEqual(said("abbb"), { answers: [true, false, true, true], kept: [1, 2, 3] });
});

test("two refused takes that do not resemble each other outvote nobody", (t) => {
	t.deepEqual(said("abca"), { answers: [true, false, false, true], kept: [0, 3] });
	t.deepEqual(said("abcc"), { answers: [true, false, false, true], kept: [2, 3] }, "but the last two do");
});

test("two takes that agree are outvoted by nobody, and a refusal is forgotten with the next good take", (t) => {
	t.deepEqual(said("aabbb"), { answers: [true, true, false, false, false], kept: [0, 1] });
	t.deepEqual(said("abab"), { answers: [true, false, true, false], kept: [0, 2] });
});
