import test from "ava";
import type { Recording } from "../../../../tools/evaluate/stream/recordings.js";
import { noiseScene, SMALLEST_GAP, wordScene } from "../../../../tools/evaluate/stream/scene.js";
import { rms } from "../../../../tools/sound/level.js";

/** A second with a tone from 0.25 to 0.75 s. */
function recording(word: string, amplitude: number): Recording {
	const samples = Int16Array.from({ length: 16000 }, (_, i) => (i >= 4000 && i < 12000 ? Math.round(amplitude * Math.sin(i / 5)) : 0));
	return { file: `${word}__1.wav`, word, known: true, samples, speech: { start: 4000, end: 12000, level: rms(samples, 4000, 12000) } };
}

const recordings = [recording("up", 3000), recording("down", 9000), recording("left", 500)];
const PLAN = { seed: 5, seconds: 60, level: 2000 };

const between = (samples: Int16Array, from: number, to: number): number => rms(samples, Math.round(from * 16000), Math.round(to * 16000));

test("speech has one level, the noise lies below it by the signal-to-noise ratio", (t) => {
	const { samples, words } = wordScene(PLAN, recordings, "white", 20);
	t.is(samples.length, 60 * 16000);
	t.true(Math.abs(between(samples, 0, 3) - 200) < 4);
	for (const { start, end } of words) t.true(Math.abs(between(samples, start, end) - Math.hypot(2000, 200)) < 60);
	const loud = wordScene(PLAN, recordings, "white", 5);
	t.true(Math.abs(between(loud.samples, 0, 3) - 2000 / 10 ** 0.25) < 25);
});

test("words come at random times, never closer than they may, all recordings in turn", (t) => {
	const { words } = wordScene(PLAN, recordings, "pink", 10);
	t.true(words.length > 12);
	const gaps = words.slice(1).map((word, i) => word.start - 0.25 - ((words[i]?.end ?? 0) + 0.25));
	t.true(Math.min(...gaps) >= SMALLEST_GAP - 1e-9);
	t.true(Math.max(...gaps) > SMALLEST_GAP + 0.5);
	t.true((words.at(-1)?.end ?? 0) + 0.25 + SMALLEST_GAP <= 60);
	for (let i = 0; i + 3 <= words.length; i += 3) t.is(new Set(words.slice(i, i + 3).map((word) => word.word)).size, 3);
	t.true(words.every(({ start, end }) => Math.abs(end - start - 0.5) < 1e-9));
});

test("the seed decides everything", (t) => {
	const samples = (seed: number): Int16Array => wordScene({ ...PLAN, seconds: 10, seed }, recordings, "brown", 10).samples;
	t.deepEqual(samples(1), samples(1));
	t.notDeepEqual(samples(1), samples(2));
});

test("a scene that is too short for a word has none", (t) => {
	t.deepEqual(wordScene({ ...PLAN, seconds: 4 }, recordings, "white", 20).words, []);
});

test("noise alone changes its level, within those of the word scenes", (t) => {
	const { samples, words } = noiseScene({ ...PLAN, seconds: 200 }, ["white", "brown"], [20, 5]);
	t.deepEqual(words, []);
	t.is(samples.length, 200 * 16000);
	const levels = Array.from({ length: 200 }, (_, i) => between(samples, i, i + 1));
	t.true(levels.some((level) => level > 800));
	t.true(levels.some((level) => level > 100 && level < 350));
	t.true(Math.max(...levels) < 2000);
});

test("what is too loud for 16 bits is clipped, not wrapped around", (t) => {
	const { samples } = wordScene({ ...PLAN, seconds: 8, level: 60000 }, recordings, "white", 20);
	const { start, end } = { start: Math.round(3.25 * 16000), end: Math.round(3.75 * 16000) };
	t.true(samples.subarray(start, end).includes(32767));
	t.true(samples.subarray(start, end).includes(-32768));
	const jumps = samples.subarray(start, end).filter((x, i, all) => i > 0 && Math.abs(x - (all[i - 1] ?? 0)) > 60000);
	t.is(jumps.length, 0);
});
