import { goal, type Goal } from "../goals.js";
import { deviation, histogram, type Interval, mean, wilson } from "../statistics.js";
import type { FewshotResult, Verdicts } from "./pupil.js";

/** How often the right class won. */
export interface Accuracy {
	readonly accuracy: number;
	/** Wilson's 95 % interval for this many recordings: seeds are averaged first, they are no further recordings. */
	readonly interval: Interval;
	readonly recordings: number;
	/** Standard deviation over the seeds. */
	readonly deviation: number;
}

/** Without and with the offsets that the calibration finds. */
export interface Calibration<T> {
	readonly plain: T;
	readonly calibrated: T;
}

export interface OldClasses extends Calibration<Accuracy> {
	readonly before: Accuracy;
}

export interface FewshotSummary {
	readonly words: readonly (Calibration<Accuracy> & { readonly word: string })[];
	readonly total: Calibration<Accuracy>;
	/** Missing without inputs of the preset classes. */
	readonly old: OldClasses | undefined;
	readonly speakers: readonly {
		readonly speaker: number;
		readonly words: Calibration<Accuracy>;
		readonly old: Calibration<Accuracy> | undefined;
	}[];
	/** One per run and word, in units of potential. */
	readonly offsets: readonly { readonly speaker: number; readonly seed: number; readonly offsets: readonly number[] }[];
	/** Counts: rows are the spoken classes, columns what they were taken for, with calibration. */
	readonly confusion: readonly (readonly number[])[];
	/** Scores of the winning class in 20 equal bins, with calibration. */
	readonly scores: { readonly right: readonly number[]; readonly wrong: readonly number[] };
	readonly goals: readonly Goal[];
}

export interface FewshotFacts {
	readonly classes: number;
	readonly words: readonly string[];
	readonly speakers: readonly { readonly id: number; readonly tests: readonly { readonly word: number }[] }[];
	readonly oldLabels: readonly number[];
	/** The first was run without a lesson. */
	readonly results: readonly FewshotResult[];
}

const BINS = 20;
const NEW_GOAL = 0.92;
const LOSS_GOAL = 0.02;
const OLD_GOAL = 0.88;

/** One input of one run: what it is and what it was taken for. */
interface Case {
	readonly seed: number;
	readonly speaker: number;
	readonly expected: number;
	readonly plain: number;
	readonly calibrated: number;
	readonly score: number;
}

export function summarize(facts: FewshotFacts): FewshotSummary {
	const { classes, words, speakers, results, oldLabels } = facts;
	const taught = results.filter((result) => result.task.speaker !== undefined);
	const tests = taught.flatMap((result) => cases(facts, result, result.tests, testClasses(facts, result)));
	const old = taught.flatMap((result) => cases(facts, result, result.old, oldLabels));
	const ofSpeaker = (id: number) => (c: Case) => c.speaker === id;
	const total = both(tests, testCount(speakers));
	const oldClasses = summarizeOld(facts, old);
	return {
		words: words.map((word, i) => ({ word, ...both(tests.filter(taken(classes + i)), testCount(speakers, i)) })),
		total,
		old: oldClasses,
		speakers: speakers.map(({ id, tests: own }) => ({
			speaker: id,
			words: both(tests.filter(ofSpeaker(id)), own.length),
			old: oldClasses && both(old.filter(ofSpeaker(id)), oldLabels.length),
		})),
		offsets: taught.map((result) => ({ speaker: speakerOf(facts, result), seed: result.task.seed, offsets: result.offsets })),
		confusion: confusion([...tests, ...old], classes + words.length),
		scores: scoreBins([...tests, ...old]),
		goals: goals(total, oldClasses),
	};
}

const taken = (classIndex: number) => (c: Case) => c.expected === classIndex;

function testCount(speakers: FewshotFacts["speakers"], word?: number): number {
	return speakers.flatMap(({ tests }) => tests.filter((test) => word === undefined || test.word === word)).length;
}

const speakerOf = ({ speakers }: FewshotFacts, { task }: FewshotResult): number => speakers[task.speaker ?? -1]?.id ?? -1;

const testClasses = ({ classes, speakers }: FewshotFacts, { task }: FewshotResult): number[] =>
	(speakers[task.speaker ?? -1]?.tests ?? []).map((test) => classes + test.word);

function cases(facts: FewshotFacts, result: FewshotResult, { plain, calibrated, scores }: Verdicts, expected: readonly number[]): Case[] {
	return plain.map((winner, i) => ({
		seed: result.task.seed,
		speaker: speakerOf(facts, result),
		expected: expected[i] as number,
		plain: winner,
		calibrated: calibrated[i] as number,
		score: scores[i] as number,
	}));
}

const both = (all: readonly Case[], recordings: number): Calibration<Accuracy> => ({
	plain: accuracy(all, "plain", recordings),
	calibrated: accuracy(all, "calibrated", recordings),
});

function accuracy(all: readonly Case[], kind: "plain" | "calibrated", recordings: number): Accuracy {
	const seeds = [...new Set(all.map((c) => c.seed))];
	const perSeed = seeds.map((seed) => mean(all.filter((c) => c.seed === seed).map((c) => (c[kind] === c.expected ? 1 : 0))));
	const share = perSeed.length === 0 ? 0 : mean(perSeed);
	return { accuracy: share, interval: wilson(share, recordings), recordings, deviation: deviation(perSeed) };
}

function summarizeOld(facts: FewshotFacts, after: readonly Case[]): OldClasses | undefined {
	const { oldLabels, results } = facts;
	const untaught = results.find((result) => result.task.speaker === undefined);
	if (!untaught || oldLabels.length === 0) return undefined;
	const before = accuracy(cases(facts, untaught, untaught.old, oldLabels), "plain", oldLabels.length);
	return { before, ...both(after, oldLabels.length) };
}

function confusion(all: readonly Case[], classes: number): number[][] {
	const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
	for (const { expected, calibrated } of all) {
		const row = counts[expected];
		if (row) row[calibrated] = (row[calibrated] ?? 0) + 1;
	}
	return counts;
}

function scoreBins(all: readonly Case[]): FewshotSummary["scores"] {
	const of = (right: boolean): number[] => all.filter((c) => (c.calibrated === c.expected) === right).map((c) => c.score);
	return { right: histogram(of(true), BINS), wrong: histogram(of(false), BINS) };
}

function goals(total: Calibration<Accuracy>, old: OldClasses | undefined): Goal[] {
	const found = goal("new words, calibrated", "at least", NEW_GOAL, total.calibrated.accuracy);
	if (!old) return [found];
	return [
		found,
		goal("loss of old classes, calibrated", "at most", LOSS_GOAL, old.before.accuracy - old.calibrated.accuracy),
		goal("old classes, calibrated", "at least", OLD_GOAL, old.calibrated.accuracy),
	];
}
