import { AkidaError } from "../akida/errors.js";
import type { Bundle } from "../bundle/bundle.js";
import { isFault } from "../faults.js";
import { Classifier } from "../keywords/classifier.js";
import type { Session } from "../keywords/session.js";
import type { Vocabulary } from "../keywords/vocabulary.js";
import type { WordBook } from "../keywords/word-book.js";
import type { Board } from "../ports.js";
import { type Counters, Tally } from "./counters.js";
import type { EventSink } from "./events.js";
import { FileBuffer } from "./file-buffer.js";
import { hexOf, ModelUpdate } from "./model-update.js";
import { Playback } from "./playback.js";
import { failedTests, requireUsable } from "./proof.js";
import { Refusal } from "./refusal.js";
import { type PartReport, selfTest } from "./self-test.js";

/** The firmware at work: what was brought up. */
export interface Running {
	readonly classifier: Classifier;
	readonly vocabulary: Vocabulary;
	readonly words: WordBook;
	readonly session: Session;
}

export interface ServicePorts {
	readonly board: Board;
	/** Undefined while the firmware starts or has a fault. */
	readonly running: () => Running | undefined;
	readonly onEvent: EventSink;
	/** Stops everything; the chip is free then. */
	readonly takeDown: () => void;
	/** Brings everything up again, with the model that is in the flash. */
	readonly bringUp: () => void;
}

/** What can be done to a device beside using it: tests, counts, recordings, files, another model. Its life is the firmware's. */
export class Service {
	readonly tally = new Tally();
	readonly file = new FileBuffer();
	readonly update: ModelUpdate;
	#ports: ServicePorts;
	#playback: Playback;
	/** Samples per hop, once one was heard. */
	#hop: number | undefined;

	constructor(ports: ServicePorts) {
		this.#ports = ports;
		this.#playback = new Playback();
		this.update = new ModelUpdate({
			models: ports.board.models,
			requireIdle: () => this.#requireIdle(),
			prove: (bundle, commit) => this.#change(bundle, commit),
		});
	}

	/** What the firmware is to hear: the hop that came, or the next one of what is played. */
	hear(samples: Int16Array): Int16Array {
		this.#hop = samples.length;
		this.tally.hops++;
		return this.#playback.playing ? this.#playback.next(samples) : samples;
	}

	/** Seconds since the clock's zero. */
	get uptime(): number {
		return Math.round(this.#ports.board.clock.now() / 1000);
	}

	/** Bytes of a sector of the flash that holds the model. */
	get sector(): number {
		return this.#ports.board.models.sectorSize;
	}

	counters(): Counters {
		return this.tally.read(this.#ports.running()?.classifier, this.#ports.board.microphone.overruns ?? 0);
	}

	/** Throws Refusal while a word is being taught: the chip learns. */
	selfTest(): PartReport[] {
		this.#requireIdle();
		const { board, running } = this.#ports;
		const { classifier, session } = running() ?? {};
		return selfTest({ classifier, audio: session?.history, models: board.models, store: board.store });
	}

	/** Puts the newest audio, a second without a number, or an utterance of the last lesson (from 1), into the file; returns its bytes. Throws Refusal. */
	record(samples?: number, take?: number): number {
		const { session, classifier } = this.#require();
		return this.file.fill(
			bytesOf(take === undefined ? newest(session, samples ?? classifier.bundle.frontEnd.sampleRate) : this.#take(session, take)),
		);
	}

	/** Plays the file, samples of 16 bits, in place of the microphone; returns their number. Throws Refusal. */
	play(): number {
		this.#require();
		return this.#playback.start(this.file.take());
	}

	#take(session: Session, take: number): Int16Array {
		const { takes } = session;
		const audio = takes[take - 1];
		if (!audio) throw new Refusal("no-sound", `the last lesson has ${takes.length} utterances, counted from 1; there is no ${take}`);
		return audio;
	}

	/** The old model is gone while the new one is tried; whatever is found, one of them works afterwards. */
	#change(bundle: Bundle, commit: () => void): number {
		const { board, takeDown, bringUp, onEvent } = this.#ports;
		requireUsable(bundle, { sampleRate: board.microphone.sampleRate, hop: this.#hop });
		takeDown();
		try {
			this.#prove(bundle);
			commit();
		} catch (error) {
			this.tally.failed(error);
			if (isFault(error) || error instanceof Refusal) bringUp();
			throw error;
		}
		this.file.clear();
		onEvent({ type: "updated", model: hexOf(bundle.digest), tests: bundle.selfTests.length });
		bringUp();
		return bundle.selfTests.length;
	}

	#prove(bundle: Bundle): void {
		const { board } = this.#ports;
		const classifier = new Classifier(bundle, board.spi, board.clock);
		try {
			classifier.load();
		} catch (error) {
			if (!(error instanceof AkidaError)) throw error;
			throw new Refusal("model-failed", `the chip does not take the new model, the old one goes on: ${error.message}`);
		}
		const failed = failedTests(classifier);
		if (failed === 0) return;
		const of = bundle.selfTests.length;
		throw new Refusal("model-failed", `the new model failed ${failed} of its ${of} self-tests; the old one goes on`);
	}

	#require(): Running {
		const running = this.#ports.running();
		if (!running) throw new Refusal("not-ready", "the firmware is starting, or has a fault");
		return running;
	}

	#requireIdle(): void {
		if (this.#ports.running()?.session.busy) throw new Refusal("busy", "a word is being taught; finish that or call it off");
	}
}

/** The newest samples, the last one last. Throws Refusal for more than there are. */
function newest({ history }: Session, samples: number): Int16Array {
	const held = (history.total - history.oldest) * history.hop;
	if (!(samples >= 1 && samples <= held)) throw new Refusal("no-sound", `${held} samples are there, not ${samples}`);
	const audio = new Int16Array(samples);
	history.copy(history.total * history.hop - samples, audio);
	return audio;
}

/** A copy: what is recorded goes on to change. */
const bytesOf = (samples: Int16Array): Uint8Array => new Uint8Array(samples.slice().buffer);
