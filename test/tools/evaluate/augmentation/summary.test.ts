import test from "ava";
import type { Group } from "../../../../tools/evaluate/augmentation/groups.js";
import { augmentationPage, augmentationText } from "../../../../tools/evaluate/augmentation/report.js";
import { summarize } from "../../../../tools/evaluate/augmentation/summary.js";
import type { TrialResult } from "../../../../tools/evaluate/augmentation/trial.js";
import { type Way, WAYS } from "../../../../tools/evaluate/augmentation/ways.js";

const windows = (count: number): Int16Array[] => Array.from({ length: count }, () => new Int16Array(1));
const groupOf = (word: string, tests: number): Group => ({
	word,
	speaker: "<ann>",
	presetClass: -1,
	learnable: windows(4),
	tests: windows(tests),
});

/** A trial in which each way has so many right at all four levels. */
function trial(group: number, seed: number, tests: number, right: Readonly<Record<Way, number>>): TrialResult {
	const ways = WAYS.map((way) => {
		const plain = [right[way], right[way], right[way], 0];
		const calibrated = plain.map((n) => Math.min(tests, n + 1));
		return { way, offset: 0.5, plain, calibrated, rows: { frontEnd: 400, mel: 200 }, variants: 200 };
	});
	return { task: { group, seed }, tests, ways };
}

const even = { audio: 5, "mel domain": 5, "learned anew": 4 };
const groups = [groupOf("lamp", 10), groupOf("key", 10)];
const summary = summarize(groups, [
	trial(0, 1, 10, even),
	trial(0, 2, 10, even),
	trial(1, 1, 10, { ...even, "mel domain": 3 }),
	trial(1, 2, 10, even),
]);
const of = (way: Way, decision: "plain" | "calibrated") => summary.ways.find((found) => found.way === way && found.decision === decision);
const near = (a: number | undefined, b: number): boolean => Math.abs((a ?? NaN) - b) < 1e-9;

test("accuracies are means over recordings, seeds and levels; the interval counts a recording once", (t) => {
	t.is(summary.recordings, 20);
	t.is(summary.groups, 2);
	t.true(near(of("audio", "plain")?.shares.levels[0]?.accuracy, 0.5));
	t.true(near(of("audio", "plain")?.shares.mean.accuracy, 0.375));
	t.true(near(of("audio", "calibrated")?.shares.mean.accuracy, (3 * 0.6 + 0.1) / 4));
	t.true(near(of("mel domain", "plain")?.shares.levels[0]?.accuracy, 18 / 40));
	// Wilson's interval for 10 of 20.
	const interval = of("audio", "plain")?.shares.levels[0]?.interval;
	t.true(Math.abs((interval?.low ?? 0) - 0.2993) < 1e-3 && Math.abs((interval?.high ?? 0) - 0.7007) < 1e-3);
});

test("differences are against the audio; groups that differ make them unsure, groups that agree do not", (t) => {
	t.is(of("audio", "plain")?.differences, undefined);
	const mel = of("mel domain", "plain")?.differences;
	t.true(near(mel?.levels[0]?.difference, -0.05));
	t.true(near(mel?.mean.difference, -0.0375));
	// The groups' differences are 0 and -0.1: their deviation is 0.0707, that of their mean 0.05.
	t.true(Math.abs((mel?.levels[0]?.interval.high ?? 0) - (-0.05 + 1.96 * 0.05)) < 1e-4);
	const anew = of("learned anew", "plain")?.differences?.levels[0];
	t.true(near(anew?.difference, -0.1) && near(anew?.interval.low, -0.1) && near(anew?.interval.high, -0.1));
});

test("the goal is met within a point", (t) => {
	t.deepEqual(
		summary.goals.map(({ met }) => met),
		[false, false],
	);
	t.true(near(summary.goals[0]?.found, 0.0375));
	const better = summarize(groups.slice(0, 1), [trial(0, 1, 10, { ...even, "mel domain": 6 })]);
	t.true(better.goals.every(({ met }) => met));
});

test("a group counts by its recordings", (t) => {
	const uneven = summarize(
		[groupOf("lamp", 9), groupOf("key", 1)],
		[trial(0, 1, 9, { ...even, audio: 9 }), trial(1, 1, 1, { audio: 0, "mel domain": 0, "learned anew": 0 })],
	);
	t.is(uneven.recordings, 10);
	t.true(near(uneven.ways[0]?.shares.levels[0]?.accuracy, 0.9));
});

test("text and page show every figure; names cannot become markup", async (t) => {
	const text = augmentationText(summary);
	t.regex(text, /audio +no offset +50\.0 \(29\.9 - 70\.1\)/);
	t.regex(text, /mel domain +no offset +-5\.0 \(-14\.8 to \+4\.8\)/);
	t.regex(text, /learned anew +2\.0 +1\.0 +0\.50/);
	t.regex(text, /2 words .* 20 recordings/);
	const madeWith = { firmware: "1", bundle: { file: "a.akb", digest: "00", notes: [] }, data: [] };
	const html = await augmentationPage({ command: "evaluate augmentation", madeWith, settings: {}, summary });
	t.is(html.match(/<svg/g)?.length, 2);
	t.true(html.includes("&lt;ann&gt;") && !html.includes("<ann>"));
	t.true(html.includes("50.0 (29.9 - 70.1)") && !html.includes("NaN"));
});
