import { readFileSync } from "node:fs";
import test from "ava";
import { readBundle } from "../../../../src/bundle/bundle.js";
import { DEFAULT_SETTINGS } from "../../../../src/keywords/settings.js";
import { readGroups } from "../../../../tools/evaluate/augmentation/groups.js";
import { compareWays, jobsOf, NOISE_LEVELS, type TrialResult } from "../../../../tools/evaluate/augmentation/trial.js";
import { project } from "../../../shared.js";
import { shortExamBundle } from "./make.js";

const bytes = new Uint8Array(readFileSync(shortExamBundle()));
const bundle = readBundle(bytes);
const groups = readGroups([project("assets", "demo_wav")], bundle.labels, bundle.frontEnd).sounds;
const settings = { ...DEFAULT_SETTINGS.enrolment, variants: 6, heldBack: 2 };
const indexOf = (word: string): number => groups.findIndex((group) => group.word === word);

let jobs = 0;
const run = (word: string, seed: number): TrialResult =>
	compareWays({ bundle: bytes, groups, settings }, { group: indexOf(word), seed }, (more) => (jobs += more));

const follow = run("follow", 1);
const jobsOfFollow = jobs;

test("a new word is recognised in every way, and best without noise", (t) => {
	t.is(follow.tests, 6);
	t.deepEqual(
		follow.ways.map(({ way }) => way),
		["audio", "mel domain", "learned anew"],
	);
	for (const { plain, calibrated, offset } of follow.ways) {
		t.is(plain.length, NOISE_LEVELS.length);
		t.true((plain[0] ?? 0) >= 5, `${plain}`);
		t.true(offset >= 0);
		plain.forEach((right, level) => t.true((calibrated[level] ?? 0) >= right && right <= (plain[0] ?? 0)));
	}
});

test("the work of each way is counted: 49 rows of a kind per variant, and the rows of the noises", (t) => {
	const variants = 4 * 8;
	t.deepEqual(
		follow.ways.map(({ rows, variants: made }) => [made, rows.frontEnd, rows.mel]),
		[
			[variants, 49 * variants, 0],
			[variants, 49 * 4, 49 * variants],
			[variants, 49 * 3, 49 * variants],
		],
	);
});

/** Preset words against their own classes: offsets are needed. */
const withClass = groups.map((group) => ({ ...group, presetClass: -1 }));

test("a preset word is learned as a new one: its own class takes no part", (t) => {
	const one = run("one", 1);
	t.is(one.tests, 2);
	for (const { calibrated } of one.ways) t.is(calibrated[0], 2);
	const kept = compareWays({ bundle: bytes, groups: withClass, settings }, one.task, () => {});
	const right = (result: TrialResult): number => result.ways.reduce((sum, { plain }) => sum + plain.reduce((a, b) => a + b), 0);
	t.true(right(kept) < right(one), `${right(kept)} with the preset class, ${right(one)} without`);
});

test("every way begins with the fitted chip: without noise the room makes no difference", (t) => {
	const quiet = { ...settings, noiseShare: 0 };
	const { ways } = compareWays({ bundle: bytes, groups: withClass, settings: quiet }, { group: indexOf("one"), seed: 1 }, () => {});
	const [audio, mel, anew] = ways.map(({ offset, plain, calibrated }) => ({ offset, plain, calibrated }));
	t.deepEqual(mel, anew);
	t.notDeepEqual(audio, mel);
});

test("the jobs that are announced are those that are run", (t) => {
	t.is(jobsOfFollow, jobsOf(groups[indexOf("follow")] as (typeof groups)[number], bundle, settings));
});

test("a seed decides everything", (t) => {
	t.deepEqual(run("follow", 1), follow);
	t.notDeepEqual(run("follow", 2).ways, follow.ways);
});
