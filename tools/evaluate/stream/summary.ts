import type { DecisionSettings } from "../../../src/keywords/settings.js";
import { goal, type Goal } from "../goals.js";
import { type Interval, poisson, quantile, wilson } from "../statistics.js";
import { isHit, judge, latency, type SceneVerdict, wordlessSeconds, type WordVerdict } from "./judge.js";
import type { ListenResult } from "./listen.js";
import { type ScorePeaks, scorePeaks } from "./peaks.js";
import { replay, type ReplayModel } from "./replay.js";

/** How well words were heard at one signal-to-noise ratio. */
export interface HitRates {
	readonly snr: number;
	readonly words: number;
	readonly hits: number;
	readonly wrong: number;
	readonly missed: number;
	readonly hitRate: number;
	readonly interval: Interval;
	/** Seconds from the end of the speech; undefined without a hit. */
	readonly latency: { readonly median: number | undefined; readonly p95: number | undefined };
	/** Words of which nothing is known that were taken for one of the model's. */
	readonly unknown: { readonly words: number; readonly accepted: number };
	readonly repeats: number;
	readonly falseAlarms: FalseAlarms;
}

export interface FalseAlarms {
	readonly count: number;
	readonly hours: number;
	readonly perHour: number;
	readonly interval: Interval;
	readonly words: readonly string[];
}

export interface CurvePoint {
	readonly threshold: number;
	/** One for each signal-to-noise ratio. */
	readonly hitRates: readonly number[];
	/** Per hour of pure noise, and per hour of everything that is no word. */
	readonly falseAlarmsInNoise: number;
	readonly falseAlarms: number;
}

export interface StreamSummary {
	readonly rates: readonly HitRates[];
	readonly noise: FalseAlarms;
	readonly curve: readonly CurvePoint[];
	readonly scores: ScorePeaks;
	/** Spoken words that the model has; the last column counts the missed ones. */
	readonly confusion: { readonly labels: readonly string[]; readonly counts: readonly (readonly number[])[] };
	/** Reports of the firmware in which the replayed decision stage differs; anything but 0 is a mistake of this tool. */
	readonly replayDifferences: number;
	readonly goals: readonly Goal[];
}

const THRESHOLDS = Array.from({ length: 16 }, (_, i) => (20 + 5 * i) / 100);
const HIT_GOAL = 0.9;
const HIT_GOAL_SNR = 20;
const LATENCY_GOAL = 0.4;
const ALARM_GOAL = 0.5;
const HOUR = 3600;

export function summarize(
	results: readonly ListenResult[],
	snrs: readonly number[],
	model: ReplayModel,
	decision: DecisionSettings,
): StreamSummary {
	const rates = snrs.map((snr) => hitRates(snr, at(results, snr)));
	const noise = falseAlarms(results.filter(isNoise));
	return {
		rates,
		noise,
		curve: THRESHOLDS.map((threshold) => curvePoint(threshold, decided(results, model, { ...decision, threshold }), snrs)),
		scores: scorePeaks(results, model, decision),
		confusion: confusion(results, model),
		replayDifferences: differences(results, decided(results, model, decision)),
		goals: goals(rates, noise),
	};
}

const isNoise = (result: ListenResult): boolean => result.task.words === undefined;
const at = (results: readonly ListenResult[], snr: number): ListenResult[] => results.filter((result) => result.task.words?.snr === snr);
const verdictOf = ({ words, heard }: ListenResult): SceneVerdict => judge(words, heard);
const rate = (count: number, of: number): number => (of > 0 ? count / of : 0);

/** The same scenes, as other settings would have decided. */
function decided(results: readonly ListenResult[], model: ReplayModel, settings: DecisionSettings): ListenResult[] {
	return results.map((result) => ({ ...result, heard: replay(result.track, model, settings) }));
}

function knownVerdicts(results: readonly ListenResult[]): WordVerdict[] {
	return results.flatMap((result) => verdictOf(result).words).filter((verdict) => verdict.spoken.known);
}

function hitRates(snr: number, results: readonly ListenResult[]): HitRates {
	const known = knownVerdicts(results);
	const hits = known.filter(isHit);
	const missed = known.filter((verdict) => !verdict.heard).length;
	const latencies = hits.map(latency);
	const hitRate = rate(hits.length, known.length);
	const unknown = results.flatMap((result) => verdictOf(result).words).filter((verdict) => !verdict.spoken.known);
	return {
		snr,
		words: known.length,
		hits: hits.length,
		wrong: known.length - hits.length - missed,
		missed,
		hitRate,
		interval: wilson(hitRate, known.length),
		latency: { median: quantile(latencies, 0.5), p95: quantile(latencies, 0.95) },
		unknown: { words: unknown.length, accepted: unknown.filter((verdict) => verdict.heard).length },
		repeats: results.reduce((sum, result) => sum + verdictOf(result).repeats.length, 0),
		falseAlarms: falseAlarms(results),
	};
}

function falseAlarms(results: readonly ListenResult[]): FalseAlarms {
	const alarms = results.flatMap((result) => verdictOf(result).falseAlarms);
	const hours = results.reduce((sum, { task, words }) => sum + wordlessSeconds(task.seconds, words), 0) / HOUR;
	const bounds = poisson(alarms.length);
	return {
		count: alarms.length,
		hours,
		perHour: rate(alarms.length, hours),
		interval: { low: rate(bounds.low, hours), high: hours > 0 ? bounds.high / hours : Infinity },
		words: alarms.map((alarm) => alarm.label),
	};
}

function curvePoint(threshold: number, results: readonly ListenResult[], snrs: readonly number[]): CurvePoint {
	return {
		threshold,
		hitRates: snrs.map((snr) => hitRates(snr, at(results, snr)).hitRate),
		falseAlarmsInNoise: falseAlarms(results.filter(isNoise)).perHour,
		falseAlarms: falseAlarms(results).perHour,
	};
}

function confusion(results: readonly ListenResult[], { labels }: ReplayModel): StreamSummary["confusion"] {
	const verdicts = knownVerdicts(results);
	const seen = new Set(verdicts.flatMap(({ spoken, heard }) => [spoken.word, heard?.label ?? ""]));
	const used = labels.filter((label) => seen.has(label));
	const columns = [...used, undefined];
	const counts = used.map((word) =>
		columns.map((label) => verdicts.filter(({ spoken, heard }) => spoken.word === word && heard?.label === label).length),
	);
	return { labels: used, counts };
}

/** Word for word; the times are those of the inferences, a report comes a few milliseconds later. */
function differences(results: readonly ListenResult[], replayed: readonly ListenResult[]): number {
	return results.reduce((sum, { heard }, i) => {
		const other = replayed[i]?.heard ?? [];
		const same = heard.filter((h, j) => h.label === other[j]?.label && Math.abs(h.t - other[j].t) < 0.05).length;
		return sum + Math.max(heard.length, other.length) - same;
	}, 0);
}

function goals(rates: readonly HitRates[], noise: FalseAlarms): Goal[] {
	const best = rates.find(({ snr }) => snr === HIT_GOAL_SNR);
	const heard = best
		? [
				goal(`hits at ${HIT_GOAL_SNR} dB`, "at least", HIT_GOAL, best.hitRate),
				goal(`median latency at ${HIT_GOAL_SNR} dB, seconds`, "at most", LATENCY_GOAL, best.latency.median),
			]
		: [];
	return [...heard, ...(noise.hours > 0 ? [goal("false alarms per hour of noise", "at most", ALARM_GOAL, noise.perHour)] : [])];
}
