import type { NodeEngine } from "../../host-sim/engines/node.js";
import { hopLevel } from "../../src/audio/level.js";
import type { Running } from "../../src/console/service.js";
import { softmax } from "../../src/keywords/scores.js";
import { DEFAULT_SETTINGS } from "../../src/keywords/settings.js";
import { PARTS, type View } from "../protocol.js";
import type { WebBoard } from "./web-board.js";

/** Jobs whose spikes are kept between two views. */
const KEPT_JOBS = 64;
const NOTHING: Uint8Array = new Uint8Array(0);
const NO_SHARES = new Float32Array(0);

/** Looks at board and firmware without touching them, and sums up what has happened since the last look. */
export class Watcher {
	#board: WebBoard;
	#engine: NodeEngine;
	#levels: number[] = [];
	#peaks: number[] = [];
	#spikes: Uint8Array[] = [];
	/** Of the stage before the learning layer, while a job runs. */
	#lastSpikes = NOTHING;
	#inferences = 0;
	#evidence = NO_SHARES;

	constructor(board: WebBoard, engine: NodeEngine) {
		this.#board = board;
		this.#engine = engine;
		board.microphone.onHeard = (samples) => this.#hear(samples);
		board.chip.onActivations = (_, values) => this.#fire(values);
	}

	/** What has happened since the last call. */
	look(): View {
		const { clock, spi, chip } = this.#board;
		const running = this.#engine.running;
		const stages = running?.session.stages;
		const view: View = {
			t: clock.now() / 1000,
			levels: Float32Array.from(this.#levels),
			peaks: Int16Array.from(this.#peaks),
			threshold: stages?.gate.threshold ?? 0,
			gateOpen: stages?.gate.open ?? false,
			spikes: joined(this.#spikes),
			...this.#inferred(running),
			counters: this.#counters(),
			frames: spi.frames,
			bytes: spi.bytes,
			flipped: spi.flipped,
			wire: spi.take(),
			jobs: chip.counters.jobs,
			learned: chip.counters.learned,
		};
		this.#levels = [];
		this.#peaks = [];
		this.#spikes = [];
		return view;
	}

	#counters(): View["counters"] {
		const answer = this.#engine.obey({ do: "counters" });
		return answer.ok ? (answer.value as View["counters"]) : undefined;
	}

	/** The window and what the chip made of it, if that is new. */
	#inferred(running: Running | undefined): Pick<View, "features" | "scores" | "raw" | "hits"> {
		const inferences = running?.classifier.inferences ?? 0;
		const stages = running?.session.stages;
		const fresh = stages && inferences !== this.#inferences;
		this.#inferences = inferences;
		const scores = stages?.decision.scores.slice() ?? NO_SHARES;
		const hits = Uint8Array.from(scores, (_, c) => stages?.decision.hitsOf(c) ?? 0);
		if (!fresh) return { features: NOTHING, scores, raw: NO_SHARES, hits };
		return { features: stages.features.slice(), scores, raw: this.#shares(stages.scores.evidence, running), hits };
	}

	/** What the newest window alone says, by the rule that the decision uses on the average. */
	#shares(evidence: Float32Array, { vocabulary }: Running): Float32Array {
		const { silenceBias, temperature } = DEFAULT_SETTINGS.decision;
		if (this.#evidence.length !== evidence.length) this.#evidence = new Float32Array(evidence.length);
		this.#evidence.set(evidence);
		const { silence } = vocabulary;
		if (silence >= 0) this.#evidence[silence] = (evidence[silence] as number) + silenceBias;
		const shares = new Float32Array(evidence.length);
		softmax(this.#evidence, temperature, shares);
		return shares;
	}

	#hear(samples: Int16Array): void {
		this.#levels.push(hopLevel(samples));
		const length = samples.length / PARTS;
		for (let part = 0; part < PARTS; part++) {
			let low = 32767;
			let high = -32768;
			for (let i = part * length; i < (part + 1) * length; i++) {
				low = Math.min(low, samples[i] as number);
				high = Math.max(high, samples[i] as number);
			}
			this.#peaks.push(low, high);
		}
	}

	/** Potentials end a job; the spikes before them are those that the learning layer saw. */
	#fire(values: Uint8Array | Int32Array): void {
		if (values instanceof Uint8Array) {
			this.#lastSpikes = values;
			return;
		}
		if (this.#spikes.length === KEPT_JOBS) this.#spikes.shift();
		this.#spikes.push(this.#lastSpikes.slice());
	}
}

function joined(columns: readonly Uint8Array[]): Uint8Array {
	const all = new Uint8Array(columns.reduce((sum, column) => sum + column.length, 0));
	let at = 0;
	for (const column of columns) {
		all.set(column, at);
		at += column.length;
	}
	return all;
}
