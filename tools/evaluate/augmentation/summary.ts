import { goal, type Goal } from "../goals.js";
import { deviation, type Interval, mean, wilson } from "../statistics.js";
import { type Group, testCount } from "./groups.js";
import { NOISE_LEVELS, type TrialResult, type WayResult } from "./trial.js";
import { type Way, WAYS } from "./ways.js";

/** Without and with the offset that the exam finds. */
export const DECISIONS = ["plain", "calibrated"] as const;
export type Decision = (typeof DECISIONS)[number];

/** How often the taught word won. */
export interface Share {
	readonly accuracy: number;
	/** Wilson's 95 % interval for the recordings of one seed: further seeds are no further recordings. */
	readonly interval: Interval;
}

/** Accuracy of a way minus that of the audio, 0..1, with a 95 % interval: the words of the speakers are the sample. */
export interface Difference {
	readonly difference: number;
	readonly interval: Interval;
}

/** One value per noise level, and the mean of all levels. */
export interface Levels<T> {
	readonly levels: readonly T[];
	readonly mean: T;
}

export interface WaySummary {
	readonly way: Way;
	readonly decision: Decision;
	readonly shares: Levels<Share>;
	/** Missing for the audio itself. */
	readonly differences: Levels<Difference> | undefined;
}

export interface WorkSummary {
	readonly way: Way;
	/** Rows per variant: from audio by the whole front end, with those of the noises, and mixed in the mel domain. */
	readonly frontEndRows: number;
	readonly melRows: number;
	/** Mean, in units of potential. */
	readonly offset: number;
}

export interface AugmentationSummary {
	/** Words, counted once for every speaker. */
	readonly groups: number;
	/** Recordings that are tested in one seed. */
	readonly recordings: number;
	readonly noiseLevels: readonly number[];
	readonly ways: readonly WaySummary[];
	readonly work: readonly WorkSummary[];
	readonly words: readonly { readonly word: string; readonly speaker: string; readonly accuracy: Readonly<Record<string, number>> }[];
	readonly goals: readonly Goal[];
}

/** Points that variants from features may lose. */
const LOSS_GOAL = 0.01;
/** The standard normal distribution's 97.5 % point. */
const Z = 1.959964;

export function summarize(groups: readonly Group[], results: readonly TrialResult[]): AugmentationSummary {
	const recordings = groups.reduce((sum, group) => sum + testCount(group), 0);
	const ways = WAYS.flatMap((way) => DECISIONS.map((decision) => summarizeWay(way, decision, results, recordings)));
	return {
		groups: groups.length,
		recordings,
		noiseLevels: NOISE_LEVELS,
		ways,
		work: WAYS.map((way) => summarizeWork(way, results)),
		words: groups.map(({ word, speaker }, group) => ({
			word,
			speaker,
			accuracy: perWay(results.filter(({ task }) => task.group === group)),
		})),
		goals: goals(ways),
	};
}

const ALL = NOISE_LEVELS.map((_, level) => level);

function summarizeWay(way: Way, decision: Decision, results: readonly TrialResult[], recordings: number): WaySummary {
	const share = (levels: readonly number[]): Share => {
		const accuracy = accuracyOf(results, way, decision, levels);
		return { accuracy, interval: wilson(accuracy, recordings) };
	};
	const difference = (levels: readonly number[]): Difference => differenceOf(results, way, decision, levels);
	return {
		...{ way, decision, shares: { levels: ALL.map((level) => share([level])), mean: share(ALL) } },
		differences: way === "audio" ? undefined : { levels: ALL.map((level) => difference([level])), mean: difference(ALL) },
	};
}

const resultOf = (result: TrialResult, way: Way): WayResult => result.ways.find((found) => found.way === way) as WayResult;

/** Share of the recordings at some levels for which the word won. */
function accuracyOf(results: readonly TrialResult[], way: Way, decision: Decision, levels: readonly number[]): number {
	const right = results.flatMap((result) => levels.map((level) => resultOf(result, way)[decision][level] as number));
	const asked = results.reduce((sum, { tests }) => sum + tests * levels.length, 0);
	return right.reduce((sum, n) => sum + n, 0) / asked;
}

/** The ways hear the same recordings in the same noises, so that the differences of the groups tell how sure their mean is. */
function differenceOf(results: readonly TrialResult[], way: Way, decision: Decision, levels: readonly number[]): Difference {
	const gain = (of: readonly TrialResult[]): number => accuracyOf(of, way, decision, levels) - accuracyOf(of, "audio", decision, levels);
	const groups = [...new Set(results.map(({ task }) => task.group))];
	const meanTests = results.reduce((sum, { tests }) => sum + tests, 0) / results.length;
	const whole = gain(results);
	// Residuals of a ratio: a group counts by its recordings.
	const residuals = groups.map((group) => {
		const own = results.filter(({ task }) => task.group === group);
		return ((gain(own) - whole) * mean(own.map(({ tests }) => tests))) / meanTests;
	});
	const half = (Z * deviation(residuals)) / Math.sqrt(groups.length);
	return { difference: whole, interval: { low: whole - half, high: whole + half } };
}

function summarizeWork(way: Way, results: readonly TrialResult[]): WorkSummary {
	const found = results.map((result) => resultOf(result, way));
	const perVariant = (rows: (result: WayResult) => number): number => mean(found.map((result) => rows(result) / result.variants));
	return {
		way,
		frontEndRows: perVariant(({ rows }) => rows.frontEnd),
		melRows: perVariant(({ rows }) => rows.mel),
		offset: mean(found.map(({ offset }) => offset)),
	};
}

const perWay = (results: readonly TrialResult[]): Record<string, number> =>
	Object.fromEntries(WAYS.map((way) => [way, accuracyOf(results, way, "calibrated", ALL)]));

function goals(ways: readonly WaySummary[]): Goal[] {
	return DECISIONS.map((decision) => {
		const found = ways.find((summary) => summary.way === "mel domain" && summary.decision === decision)?.differences?.mean.difference;
		const what = `loss of the mel domain, mean of all levels, ${decision === "plain" ? "no offset" : "calibrated"}`;
		return goal(what, "at most", LOSS_GOAL, found === undefined ? undefined : -found);
	});
}
