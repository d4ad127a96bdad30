import { readFileSync } from "node:fs";
import test from "ava";
import { readBundle } from "../../../../src/bundle/bundle.js";
import { DEFAULT_SETTINGS } from "../../../../src/keywords/settings.js";
import { listen, type ListenResult } from "../../../../tools/evaluate/stream/listen.js";
import { readRecordings } from "../../../../tools/evaluate/stream/recordings.js";
import { replay } from "../../../../tools/evaluate/stream/replay.js";
import { summarize } from "../../../../tools/evaluate/stream/summary.js";
import { project } from "../../../shared.js";

const bytes = new Uint8Array(readFileSync(project("models", "default.akb")));
const { labels, silenceClass } = readBundle(bytes);
const model = { labels, silence: silenceClass };
const { sounds } = readRecordings([project("assets", "demo_wav")], labels, false);
const shared = {
	bundle: bytes,
	recordings: sounds.filter((sound) => sound.word === "no"),
	noises: ["white" as const],
	snrs: [30],
	level: 2200,
};

const progress: number[] = [];
const result: ListenResult = listen(shared, { seed: 1, seconds: 12, words: { snr: 30, noise: 0 } }, (more) => progress.push(more));

test("the firmware hears the words of a scene, shortly after their ends", (t) => {
	t.true(result.words.length >= 3);
	const found = result.words.filter((word) => result.heard.some((h) => h.label === "no" && h.t > word.start && h.t < word.end + 1));
	t.true(found.length >= result.words.length - 1);
	t.is(
		progress.reduce((sum, more) => sum + more, 0),
		12,
	);
});

test("the recorded evidence, replayed, gives what the firmware reported", (t) => {
	const replayed = replay(result.track, model, DEFAULT_SETTINGS.decision);
	t.true(replayed.length > 0);
	t.deepEqual(
		replayed.map((h) => [h.label, h.score]),
		result.heard.map((h) => [h.label, h.score]),
	);
	replayed.forEach((h, i) => t.true(Math.abs(h.t - (result.heard[i]?.t ?? NaN)) < 0.02));
	t.is(summarize([result], [30], model, DEFAULT_SETTINGS.decision).replayDifferences, 0);
});

test("with a threshold that nothing reaches nothing is heard, but the scores are there", (t) => {
	const peaks: number[] = [];
	const heard = replay(result.track, model, { ...DEFAULT_SETTINGS.decision, threshold: 2 }, (_, scores) => peaks.push(scores[15] ?? 0));
	t.deepEqual(heard, []);
	t.is(peaks.length, result.track.times.length);
	t.true(Math.max(...peaks) > 0.5);
});

test("noise alone has no words", (t) => {
	const noise = listen(shared, { seed: 3, seconds: 4, words: undefined }, () => {});
	t.deepEqual(noise.words, []);
	t.deepEqual(noise.heard, []);
});

test("the same task gives the same result", (t) => {
	const again = listen(shared, result.task, () => {});
	t.deepEqual(again.heard, result.heard);
	t.deepEqual(again.track.evidence, result.track.evidence);
});
