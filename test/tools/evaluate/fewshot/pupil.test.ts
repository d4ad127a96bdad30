import { readFileSync } from "node:fs";
import test from "ava";
import { readBundle } from "../../../../src/bundle/bundle.js";
import { readFewshot, readOld } from "../../../../tools/evaluate/fewshot/data.js";
import { type FewshotResult, jobsOf, learnAndTest } from "../../../../tools/evaluate/fewshot/pupil.js";
import { summarize } from "../../../../tools/evaluate/fewshot/summary.js";
import { writeBundle } from "../../../../tools/convert/bundle-writer.js";
import { project } from "../../../shared.js";
import { demoSet, npz, oldSet } from "./make.js";

const INPUT = { x: 49, y: 10, c: 1 };
const bytes = new Uint8Array(readFileSync(project("models", "default.akb")));
const { labels, calibration } = readBundle(bytes);
const { speakers } = readFewshot(npz(demoSet([2])), INPUT);
const old = readOld(npz(oldSet()), INPUT, labels.length);
const shared = { bundle: bytes, speakers, old: old.rows };

let jobs = 0;
const run = (speaker: number | undefined, seed: number): FewshotResult => learnAndTest(shared, { speaker, seed }, (more) => (jobs += more));
const taught = run(0, 1);
const jobsOfLesson = jobs;
const untaught = run(undefined, 0);

test("taught words are recognised in recordings that were held back, preset words still are", (t) => {
	const right = taught.tests.calibrated.filter((winner, i) => winner === labels.length + (speakers[0]?.tests[i]?.word ?? -1));
	t.true(right.length >= 5, `${right.length} of 6`);
	t.deepEqual(taught.old.plain, [15, 15, 17]);
	t.deepEqual(untaught.old.plain, [15, 15, 17]);
	t.true(taught.tests.scores.every((score) => score > 0 && score <= 1));
});

test("without a lesson nothing is taught, and spare classes take no part", (t) => {
	t.deepEqual(untaught.offsets, []);
	t.deepEqual(untaught.tests.plain, []);
	t.deepEqual(untaught.old.calibrated, untaught.old.plain);
});

test("the jobs that are announced are those that are run", (t) => {
	t.is(jobsOfLesson, jobsOf(shared, { speaker: 0, seed: 1 }, calibration.length));
	t.is(jobsOf(shared, { speaker: undefined, seed: 0 }, calibration.length), 3);
});

test("the seed decides everything: same seed, same scores", (t) => {
	t.deepEqual(run(0, 1), taught);
	t.notDeepEqual(run(0, 2).tests.scores, taught.tests.scores);
});

test("an offset is never negative and can only bring taught words forward", (t) => {
	t.is(taught.offsets.length, 2);
	t.true(taught.offsets.every((offset) => offset >= 0));
	taught.tests.plain.forEach((winner, i) => {
		if (taught.tests.calibrated[i] !== winner) t.true((taught.tests.calibrated[i] ?? 0) >= labels.length);
	});
});

test("a word whose recordings differ gets an offset, unless the bundle has nothing to calibrate it against", (t) => {
	const [speaker] = speakers;
	const mixed = [...(speaker?.lessons.flat() ?? []), ...old.rows];
	const offsets = (bundle: Uint8Array): readonly number[] =>
		learnAndTest({ bundle, speakers: [{ id: 1, lessons: [mixed], tests: [] }], old: [] }, { speaker: 0, seed: 1 }, () => {}).offsets;
	t.true((offsets(bytes)[0] ?? 0) > 0);
	t.deepEqual(offsets(writeBundle({ ...readBundle(bytes), calibration: [] })), [0]);
});

test("the offsets of the preset words count, with the taught words' and without", (t) => {
	const offsets = labels.map((_, c) => (c === 15 ? -50 : 0));
	const bundle = writeBundle({ ...readBundle(bytes), offsets });
	const { plain, calibrated } = learnAndTest({ ...shared, bundle }, { speaker: undefined, seed: 0 }, () => {}).old;
	t.false(plain.includes(15));
	t.deepEqual(calibrated, plain);
	t.is(plain[2], 17);
});

test("a word that is much like one before it gets no offset", (t) => {
	const [speaker] = speakers;
	const lesson = [...(speaker?.lessons[0] ?? []), ...old.rows];
	const teach = (lessons: (readonly Uint8Array[])[]): readonly number[] =>
		learnAndTest({ bundle: bytes, speakers: [{ id: 1, lessons, tests: [] }], old: [] }, { speaker: 0, seed: 1 }, () => {}).offsets;
	t.true((teach([lesson])[0] ?? 0) > 0);
	t.is(teach([lesson, lesson])[1], 0);
});

test("figures are shares of recordings: seeds are averaged", (t) => {
	const second = { ...taught, task: { speaker: 0, seed: 2 }, tests: { ...taught.tests, calibrated: [0, 0, 0, 0, 0, 0] } };
	const facts = { classes: labels.length, words: ["a", "b"], speakers, oldLabels: old.labels, results: [untaught, taught, second] };
	const { total, words, old: oldClasses, goals, confusion } = summarize(facts);
	const right = taught.tests.calibrated.filter((winner, i) => winner === labels.length + (speakers[0]?.tests[i]?.word ?? -1)).length;
	t.is(total.calibrated.accuracy, right / 12);
	t.is(total.calibrated.recordings, 6);
	t.true(total.calibrated.deviation > 0);
	t.deepEqual(
		words.map(({ word, plain }) => [word, plain.recordings]),
		[
			["a", 3],
			["b", 3],
		],
	);
	t.is(oldClasses?.before.accuracy, 1);
	t.is(oldClasses?.calibrated.recordings, 3);
	t.deepEqual(
		goals.map((goal) => goal.met),
		[false, true, true],
	);
	t.is(confusion[labels.length]?.[0], 3);
	t.is(confusion[15]?.[15], 4);
});

test("without old inputs the old figures are left out", (t) => {
	const facts = { classes: labels.length, words: ["a", "b"], speakers, oldLabels: [], results: [{ ...taught, old: untaught.tests }] };
	const { old: oldClasses, goals } = summarize(facts);
	t.is(oldClasses, undefined);
	t.is(goals.length, 1);
});
