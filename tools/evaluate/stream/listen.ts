import { NodeEngine } from "../../../host-sim/engines/node.js";
import { Simulation, type TimedEvent } from "../../../host-sim/simulation.js";
import { type Bundle, readBundle } from "../../../src/bundle/bundle.js";
import { type ClassScores, scoresFor } from "../../../src/keywords/scores.js";
import { DEFAULT_SETTINGS, type Settings } from "../../../src/keywords/settings.js";
import type { Report } from "../../threads/pool.js";
import type { Noise } from "./noise.js";
import type { Recording } from "./recordings.js";
import { noiseScene, SAMPLE_RATE, type Scene, type SpokenWord, wordScene } from "./scene.js";

export interface ListenShared {
	readonly bundle: Uint8Array;
	readonly recordings: readonly Recording[];
	readonly noises: readonly Noise[];
	readonly snrs: readonly number[];
	readonly level: number;
	readonly settings?: Settings;
}

/** One scene: words at a signal-to-noise ratio (dB) in one of the noises, or nothing but noise. */
export interface ListenTask {
	readonly seed: number;
	readonly seconds: number;
	readonly words: { readonly snr: number; readonly noise: number } | undefined;
}

/** A word that the firmware reported; `t` is seconds from the scene's beginning. */
export interface Heard {
	readonly t: number;
	readonly label: string;
	readonly score: number;
}

/** The evidence of every inference, and when the speech gate shut; times are seconds from the scene's beginning. */
export interface EvidenceTrack {
	readonly classes: number;
	readonly times: Float64Array;
	/** Inferences x classes. */
	readonly evidence: Float32Array;
	readonly resets: Float64Array;
}

export interface ListenResult {
	readonly task: ListenTask;
	readonly words: readonly SpokenWord[];
	readonly heard: readonly Heard[];
	readonly track: EvidenceTrack;
}

/** The firmware hears out what it has begun. */
const TAIL = 1.5;
/** Progress is reported this often, in simulated seconds. */
const STEP = 5;

/** Plays a scene to the whole firmware on the emulated board. */
export function listen(shared: ListenShared, task: ListenTask, report: Report): ListenResult {
	const scene = sceneOf(shared, task);
	const listener = new SceneListener(shared.bundle, shared.settings ?? DEFAULT_SETTINGS);
	listener.play(scene, report);
	return { task, words: scene.words, heard: listener.heard, track: listener.track };
}

function sceneOf({ recordings, noises, snrs, level }: ListenShared, { seed, seconds, words }: ListenTask): Scene {
	const plan = { seed, seconds, level };
	return words ? wordScene(plan, recordings, noises[words.noise] ?? "white", words.snr) : noiseScene(plan, noises, snrs);
}

/** The emulated board with somebody who takes notes: of the firmware's events, and of the potentials as they leave the mesh. */
class SceneListener {
	readonly heard: Heard[] = [];
	#simulation: Simulation;
	#scores: ClassScores;
	#presets: number;
	/** When the microphone took its first sample. */
	#began: number | undefined;
	#times: number[] = [];
	#evidence: Float32Array[] = [];
	#resets: number[] = [];

	constructor(bytes: Uint8Array, settings: Settings) {
		const bundle = readBundle(bytes);
		this.#presets = bundle.labels.length;
		this.#scores = scoresFor(bundle, settings.decision.topUnits);
		this.#simulation = new Simulation(bytes, new NodeEngine(settings));
		this.#simulation.onEvent = (event) => this.#event(event);
		this.#watchPotentials(bundle);
	}

	get track(): EvidenceTrack {
		const { classes } = this.#scores;
		const evidence = new Float32Array(classes * this.#evidence.length);
		this.#evidence.forEach((row, i) => evidence.set(row, i * classes));
		return { classes, times: Float64Array.from(this.#times), evidence, resets: Float64Array.from(this.#resets) };
	}

	/** The scene begins with the first sample that the microphone takes. */
	play({ samples }: Scene, report: Report): void {
		const simulation = this.#simulation;
		const { microphone } = simulation.board;
		const start = microphone.start.bind(microphone);
		microphone.start = () => {
			this.#began = simulation.seconds;
			start();
		};
		microphone.play(samples);
		simulation.start();
		for (let done = 0, end = samples.length / SAMPLE_RATE; done < end; done += STEP) {
			const step = Math.min(STEP, end - done);
			simulation.run(step);
			report(step);
		}
		simulation.run(TAIL);
	}

	get #now(): number {
		return this.#simulation.seconds - (this.#began ?? 0);
	}

	#event(event: TimedEvent): void {
		if (event.type === "keyword") this.heard.push({ t: this.#now, label: event.label, score: event.score });
		else if (event.type === "gate" && !event.open) this.#resets.push(this.#now);
		else if (event.type === "fault") throw new Error(`the firmware reports a fault: ${event.message}`);
	}

	/** Only the learning layer puts out potentials; those from before the microphone started are the firmware's self-tests. */
	#watchPotentials({ neuronsPerClass }: Bundle): void {
		const { chip } = this.#simulation.board;
		const units = this.#scores.classes * neuronsPerClass;
		chip.onActivations = (_, values) => {
			if (!(values instanceof Int32Array) || values.length !== units || this.#began === undefined) return;
			this.#scores.compute(values, (c) => c < this.#presets);
			this.#times.push(this.#now);
			this.#evidence.push(this.#scores.evidence.slice());
		};
	}
}
