import { DEFAULT_SETTINGS } from "../../../src/keywords/settings.js";
import { openBundle } from "../../files/read.js";
import { packaged } from "../../package.js";
import { COLOURS } from "../../sound/coloured-noise.js";
import { workerFile } from "../../threads/pool.js";
import { requireLearner } from "../../learn/fit.js";
import { provenance } from "../provenance.js";
import { runShown } from "../run.js";
import { quantile } from "../statistics.js";
import { ANSWER_SECONDS } from "./judge.js";
import { listen, type ListenShared, type ListenTask } from "./listen.js";
import { noiseName } from "./noise.js";
import { noisesIn, readNoises, readRecordings, type Recording } from "./recordings.js";
import type { StreamReport } from "./report.js";
import { MEAN_EXTRA_GAP, SMALLEST_GAP } from "./scene.js";
import { summarize } from "./summary.js";

export interface StreamOptions {
	readonly recordings?: readonly string[];
	readonly noise?: readonly string[];
	/** Mix words in that the model does not have. */
	readonly unknown?: boolean;
	readonly minutes: number;
	readonly noiseMinutes: number;
	readonly seed: number;
	readonly jobs: number;
}

const SNRS = [20, 10, 5];
/** Pure noise is cut into scenes of at most this length, so that every thread has some. */
const NOISE_SCENE_SECONDS = 300;
const DEMO = packaged("assets", "demo_wav");

const JOB = { file: workerFile("evaluate/stream-worker"), work: listen };

/** Plays words in noise, and noise alone, to the whole firmware on the emulated board. Throws ToolError. */
export async function evaluateStream(path: string, options: StreamOptions): Promise<StreamReport> {
	const { bytes, bundle } = openBundle(path);
	requireLearner(bundle, path);
	const { sounds, sources } = readRecordings(options.recordings ?? [DEMO], bundle.labels, options.unknown ?? false);
	const noise = readNoises(options.noise ?? noisesIn(DEMO));
	const noises = [...COLOURS, ...noise.sounds];
	const shared = { bundle: bytes, recordings: sounds, noises, snrs: SNRS, level: medianLevel(sounds) };
	const tasks = tasksOf(options, noises.length);
	const total = tasks.reduce((sum, task) => sum + task.seconds, 0);
	const results = await runShown(JOB, shared, tasks, options.jobs, { what: "listening", total, unit: "seconds" });
	return {
		command: "evaluate stream",
		madeWith: provenance(path, bundle, [...sources, ...noise.sources]),
		settings: settingsOf(options, shared),
		summary: summarize(results, SNRS, { labels: bundle.labels, silence: bundle.silenceClass }, DEFAULT_SETTINGS.decision),
	};
}

function medianLevel(recordings: readonly Recording[]): number {
	const levels = recordings.map((recording) => recording.speech.level);
	return Math.round(quantile(levels, 0.5) ?? 0);
}

/** What decides the figures beside the files. */
function settingsOf({ seed, minutes, noiseMinutes }: StreamOptions, { snrs, level, noises }: ListenShared): object {
	const { gate, decision, preRollHops, rowsPerHop, inferenceHops } = DEFAULT_SETTINGS;
	return {
		...{ seed, minutes, noiseMinutes, snrs, level, noises: noises.map(noiseName) },
		...{ smallestGapSeconds: SMALLEST_GAP, meanExtraGapSeconds: MEAN_EXTRA_GAP, answerSeconds: ANSWER_SECONDS },
		...{ gate, decision, preRollHops, rowsPerHop, inferenceHops },
	};
}

/** Per signal-to-noise ratio a scene in every noise, then scenes of noise alone; each has a seed of its own. */
function tasksOf({ minutes, noiseMinutes, seed }: StreamOptions, noises: number): ListenTask[] {
	const seconds = Math.ceil((60 * minutes) / noises);
	const words = SNRS.flatMap((snr) => Array.from({ length: noises }, (_, noise) => ({ seconds, words: { snr, noise } })));
	const scenes = Math.ceil((60 * noiseMinutes) / NOISE_SCENE_SECONDS);
	const alone = Array.from({ length: scenes }, () => ({ seconds: Math.ceil((60 * noiseMinutes) / scenes), words: undefined }));
	return [...words, ...alone].map((task, i) => ({ ...task, seed: seed * 1000 + i }));
}
