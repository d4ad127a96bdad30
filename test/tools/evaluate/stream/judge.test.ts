import test from "ava";
import { isHit, judge, latency, wordlessSeconds } from "../../../../tools/evaluate/stream/judge.js";
import type { SpokenWord } from "../../../../tools/evaluate/stream/scene.js";

const spoken = (word: string, start: number, end: number): SpokenWord => ({ word, known: true, file: "", start, end });
const heard = (t: number, label: string) => ({ t, label, score: 0.9 });

const words = [spoken("up", 3, 3.5), spoken("down", 6, 6.6), spoken("left", 9, 9.5)];

test("the first report in a word's time decides: hit, wrong word or missed", (t) => {
	const { words: verdicts, falseAlarms, repeats } = judge(words, [heard(3.8, "up"), heard(6.9, "up"), heard(7.4, "down")]);
	t.deepEqual(verdicts.map(isHit), [true, false, false]);
	t.deepEqual(
		verdicts.map((verdict) => verdict.heard?.label),
		["up", "up", undefined],
	);
	t.deepEqual(falseAlarms, []);
	t.deepEqual(
		repeats.map((repeat) => repeat.t),
		[7.4],
	);
});

test("a word's time is from its beginning to one second after its end", (t) => {
	const count = (time: number): number => judge(words, [heard(time, "up")]).falseAlarms.length;
	t.is(count(2.99), 1);
	t.is(count(3), 0);
	t.is(count(4.5), 0);
	t.is(count(4.51), 1);
});

test("the latency counts from the end of the speech, before it is negative", (t) => {
	const late = judge(words, [heard(3.75, "up")]).words[0];
	const early = judge(words, [heard(3.25, "up")]).words[0];
	t.is(late && latency(late), 0.25);
	t.is(early && latency(early), -0.25);
});

test("the time that belongs to no word", (t) => {
	t.true(Math.abs(wordlessSeconds(60, words) - (60 - 1.5 - 1.6 - 1.5)) < 1e-9);
	t.is(wordlessSeconds(60, []), 60);
});
