import test from "ava";
import type { DecisionSettings } from "../../../../src/keywords/settings.js";
import { DEFAULT_SETTINGS } from "../../../../src/keywords/settings.js";
import type { EvidenceTrack, Heard, ListenResult } from "../../../../tools/evaluate/stream/listen.js";
import { replay } from "../../../../tools/evaluate/stream/replay.js";
import { summarize } from "../../../../tools/evaluate/stream/summary.js";
import { streamPage } from "../../../../tools/evaluate/stream/report.js";

const MODEL = { labels: ["_silence_", "up", "down"], silence: 0 };
const DECISION: DecisionSettings = {
	...DEFAULT_SETTINGS.decision,
	smoothing: 1,
	hits: 2,
	threshold: 0.6,
	debounceMs: 500,
	temperature: 1,
	silenceBias: 0,
};
const INFERENCE = 0.06;

/** Evidence of so many seconds: silence but where a class is named from one second to another. */
function track(seconds: number, said: readonly (readonly [number, number, number])[], resets: readonly number[] = []): EvidenceTrack {
	const times = Float64Array.from({ length: Math.floor(seconds / INFERENCE) }, (_, i) => (i + 1) * INFERENCE);
	const evidence = new Float32Array(times.length * 3);
	times.forEach((t, i) => {
		const now = said.find(([, from, to]) => t >= from && t <= to);
		evidence[i * 3 + (now?.[0] ?? 0)] = 5;
	});
	return { classes: 3, times, evidence, resets: Float64Array.from(resets) };
}

const word = (name: string, start: number, known = true) => ({ word: name, known, file: "", start, end: start + 0.5 });

function scene(snr: number | undefined, seconds: number, words: ListenResult["words"], said: Parameters<typeof track>[1]): ListenResult {
	const evidence = track(seconds, said);
	const heard: Heard[] = replay(evidence, MODEL, DECISION);
	return { task: { seed: 1, seconds, words: snr === undefined ? undefined : { snr, noise: 0 } }, words, heard, track: evidence };
}

const results = [
	scene(
		20,
		20,
		[word("up", 3), word("down", 6), word("up", 9), word("lamp", 12, false)],
		[
			[1, 3, 3.6],
			[1, 6, 6.6],
			[2, 12, 13],
			[2, 16, 16.5],
		],
	),
	scene(undefined, 3600, [], [[1, 100, 101]]),
];

test("hits, wrong and missed words, unknown words and false alarms are counted apart", (t) => {
	const { rates, noise, replayDifferences } = summarize(results, [20], MODEL, DECISION);
	const [rate] = rates;
	t.like(rate, { snr: 20, words: 3, hits: 1, wrong: 1, missed: 1, repeats: 1 });
	t.deepEqual(rate?.unknown, { words: 1, accepted: 1 });
	t.is(rate?.falseAlarms.count, 1);
	t.deepEqual(rate?.falseAlarms.words, ["down"]);
	t.true(Math.abs((rate?.falseAlarms.hours ?? 0) * 3600 - (20 - 4 * 1.5)) < 1e-6);
	t.is(noise.count, 2);
	t.is(noise.perHour, 2);
	t.is(replayDifferences, 0);
});

test("the latency counts from the end of the speech to the second inference above the threshold", (t) => {
	const { rates } = summarize(results, [20], MODEL, DECISION);
	t.true(Math.abs((rates[0]?.latency.median ?? NaN) - (3.06 - 3.5)) < 0.07);
});

test("a reset makes a streak begin anew, deafness and silence are no words", (t) => {
	const times = (said: Parameters<typeof track>[1], resets: readonly number[] = []) =>
		replay(track(5, said, resets), MODEL, DECISION).length;
	t.is(times([[1, 1, 1.1]]), 1);
	t.is(times([[1, 1, 1.1]], [1.05]), 0);
	t.is(times([[1, 1, 1.4]]), 1);
	t.is(times([[1, 1, 2]]), 2);
	t.is(times([[0, 1, 4]]), 0);
});

test("a higher threshold hears less", (t) => {
	const { curve, confusion, scores } = summarize(results, [20], MODEL, DECISION);
	t.is(curve.length, 16);
	t.is(curve[0]?.threshold, 0.2);
	t.is(curve[15]?.threshold, 0.95);
	for (const [i, point] of curve.slice(1).entries()) t.true(point.falseAlarms <= (curve[i]?.falseAlarms ?? 0));
	t.deepEqual(confusion, {
		labels: ["up", "down"],
		counts: [
			[1, 0, 1],
			[1, 0, 0],
		],
	});
	t.is(
		scores.words.reduce((sum, n) => sum + n, 0),
		3,
	);
	t.is(scores.words[19], 1);
});

test("a difference between the firmware and the replay shows", (t) => {
	const [first] = results;
	if (!first) return t.fail();
	const wrong = { ...first, heard: first.heard.map((h) => ({ ...h, label: "left" })) };
	t.is(summarize([wrong], [20], MODEL, DECISION).replayDifferences, first.heard.length);
});

test("goals: at 20 dB and in noise, only what was measured", (t) => {
	const goals = (all: readonly ListenResult[], snrs: readonly number[]) =>
		summarize(all, snrs, MODEL, DECISION).goals.map(({ what, met }) => `${what}: ${met}`);
	t.deepEqual(goals(results, [20]), [
		"hits at 20 dB: false",
		"median latency at 20 dB, seconds: true",
		"false alarms per hour of noise: false",
	]);
	t.deepEqual(goals(results.slice(0, 1), [10]), []);
});

test("the report is one file without scripts or addresses, with its three plots", async (t) => {
	const summary = summarize(results, [20], MODEL, DECISION);
	const bundle = { file: "a<b>.akb", digest: "00", notes: [{ key: "fit data", value: "train.npz" }] };
	const html = await streamPage({
		command: "evaluate stream",
		madeWith: { firmware: "1", bundle, data: [] },
		settings: { seed: 17 },
		summary,
	});
	t.is(html.match(/<svg/g)?.length, 3);
	t.false(/<script|<link|@import/i.test(html));
	t.deepEqual([...new Set(html.match(/https?:[^" ]+/g))].sort(), ["http://www.w3.org/1999/xlink", "http://www.w3.org/2000/svg"]);
	t.true(html.includes("a&lt;b&gt;.akb") && html.includes("train.npz") && html.includes("&quot;seed&quot;: 17"));
});
