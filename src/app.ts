import { AkidaError } from "./akida/errors.js";
import { Gate } from "./audio/gate.js";
import { AudioHistory } from "./audio/history.js";
import { hopLevel } from "./audio/level.js";
import { type Bundle, BundleError, readBundle } from "./bundle/bundle.js";
import type { EventSink } from "./console/events.js";
import { FrontEndError } from "./features/front-end.js";
import { Classifier } from "./keywords/classifier.js";
import { Decision, NO_CLASS } from "./keywords/decision.js";
import { Enrolment, type EnrolmentResult } from "./keywords/enrolment.js";
import { Listener } from "./keywords/listener.js";
import { ClassScores } from "./keywords/scores.js";
import { DEFAULT_SETTINGS, type Settings } from "./keywords/settings.js";
import { Vocabulary } from "./keywords/vocabulary.js";
import type { Button, Clock, FlashStore, Indicator, Microphone, SpiDevice } from "./ports.js";
import { LearnedWords } from "./storage/learned-words.js";
import { Slots, StorageError } from "./storage/slots.js";
import { FIRMWARE_VERSION } from "./version.js";

/** The board, as the firmware sees it. */
export interface Board {
	readonly clock: Clock;
	readonly microphone: Microphone;
	readonly spi: SpiDevice;
	readonly button: Button;
	readonly indicator: Indicator;
	/** Holds the model bundle. */
	readonly models: FlashStore;
	/** Holds what the device learns. */
	readonly store: FlashStore;
}

/** After a fault the chip is brought up again, later and later. */
const RETRY_MS = [1000, 2000, 5000, 10000] as const;
const SUCCESS_MS = 1500;
const KEYWORD_MS = 500;
const HISTORY_HOPS = 128;

/** Everything that exists once a model is loaded and the chip runs it. */
interface Running {
	readonly bundle: Bundle;
	readonly classifier: Classifier;
	readonly vocabulary: Vocabulary;
	readonly history: AudioHistory;
	readonly gate: Gate;
	readonly listener: Listener;
	readonly scores: ClassScores;
	readonly decision: Decision;
	readonly enrolment: Enrolment;
}

/** The firmware: boots, listens, recognises words, and learns a new one when its button is pressed. */
export class Firmware {
	#board: Board;
	#settings: Settings;
	#onEvent: EventSink;
	#running: Running | undefined;
	#learned: LearnedWords;
	#faults = 0;
	#gateOpen = false;

	constructor(board: Board, onEvent: EventSink, settings: Settings = DEFAULT_SETTINGS) {
		this.#board = board;
		this.#settings = settings;
		this.#onEvent = onEvent;
		this.#learned = new LearnedWords(new Slots(board.store));
	}

	/** Brings everything up; what fails is reported as an event and tried again. */
	start(): void {
		const { button, microphone, indicator } = this.#board;
		this.#onEvent({ type: "boot", firmware: FIRMWARE_VERSION });
		indicator.show("starting");
		button.onChange = (pressed) => this.#guarded(() => this.#press(pressed));
		microphone.onHop = (hop) => this.#guarded(() => this.#hop(hop));
		this.#guarded(() => this.#bringUp());
	}

	/** Names a taught word; false when the class is not a taught one. */
	rename(classIndex: number, label: string): boolean {
		const running = this.#running;
		if (!running?.vocabulary.isActive(classIndex) || !running.vocabulary.learn(classIndex, label)) return false;
		this.#guarded(() => this.#store(this.#learned.relabel(running.vocabulary)));
		return true;
	}

	#bringUp(): void {
		const bundle = this.#loadBundle();
		const classifier = new Classifier(bundle, this.#board.spi, this.#board.clock);
		this.#onEvent({ type: "chip", id: classifier.chip.identity });
		this.#onEvent({ type: "program", bytes: bundle.program.length, ...classifier.load() });
		const vocabulary = new Vocabulary(bundle.labels, bundle.spareClasses, bundle.silenceClass);
		this.#restore(classifier, vocabulary);
		this.#running = this.#assemble(bundle, classifier, vocabulary);
		this.#faults = 0;
		this.#board.microphone.start();
		this.#board.indicator.show("listening");
		const learned = vocabulary.learned.map((word) => word.label);
		this.#onEvent({ type: "ready", words: bundle.labels.length - (bundle.silenceClass < 0 ? 0 : 1), learned });
	}

	#loadBundle(): Bundle {
		const bytes = new Slots(this.#board.models).read();
		if (!bytes) throw new StorageError("no-record", "the flash holds no model; install one");
		return readBundle(bytes);
	}

	#restore(classifier: Classifier, vocabulary: Vocabulary): void {
		const record = this.#learned.load(classifier.bundle.digest);
		if (!record) return;
		classifier.restore(record.memory);
		for (const word of record.words) vocabulary.learn(word.classIndex, word.label);
	}

	#assemble(bundle: Bundle, classifier: Classifier, vocabulary: Vocabulary): Running {
		const { gate, decision } = this.#settings;
		const { frontEnd, neuronsPerClass } = bundle;
		const history = new AudioHistory(frontEnd.hop, HISTORY_HOPS);
		return {
			bundle,
			classifier,
			vocabulary,
			history,
			gate: new Gate(gate),
			listener: new Listener(frontEnd, history, this.#settings),
			scores: new ClassScores(vocabulary.classes, neuronsPerClass, decision),
			decision: new Decision(vocabulary.classes, vocabulary.silence, decision),
			enrolment: this.#newEnrolment(bundle, classifier, history),
		};
	}

	#newEnrolment(bundle: Bundle, classifier: Classifier, history: AudioHistory): Enrolment {
		return new Enrolment({
			clock: this.#board.clock,
			indicator: this.#board.indicator,
			history,
			frontEnd: bundle.frontEnd,
			classifier,
			settings: this.#settings.enrolment,
			onEvent: this.#onEvent,
			onEnd: (result) => this.#guarded(() => this.#enrolled(result)),
			onFault: (error) => this.#fault(error),
		});
	}

	#hop(samples: Int16Array): void {
		const running = this.#running;
		if (!running) return;
		const { history, gate, listener, enrolment } = running;
		history.push(samples);
		const loud = gate.push(hopLevel(samples));
		this.#reportGate(gate.open);
		if (enrolment.state !== "idle") return enrolment.hop(loud);
		if (!gate.open) running.decision.reset();
		if (listener.hop(gate.open)) this.#classify(running);
	}

	#reportGate(open: boolean): void {
		if (open === this.#gateOpen) return;
		this.#gateOpen = open;
		this.#onEvent({ type: "gate", open });
	}

	#classify({ classifier, listener, scores, decision, vocabulary }: Running): void {
		scores.compute(classifier.classify(listener.features), (c) => vocabulary.isActive(c));
		const decided = decision.push(scores.scores, this.#board.clock.now());
		if (decided === NO_CLASS) return;
		const score = decision.smoothed[decided] as number;
		this.#onEvent({ type: "keyword", label: vocabulary.labelOf(decided), class: decided, score });
		decision.reset();
		this.#signalFor("keyword", KEYWORD_MS);
	}

	#press(pressed: boolean): void {
		this.#onEvent({ type: "button", pressed });
		if (!pressed || !this.#running) return;
		const { enrolment, vocabulary, bundle, listener } = this.#running;
		if (enrolment.state !== "idle") return enrolment.cancel();
		const spare = bundle.learning ? vocabulary.nextSpare : undefined;
		if (spare === undefined) {
			this.#onEvent({ type: "refused", reason: bundle.learning ? "all spare classes are taken" : "this model cannot learn" });
			return this.#signalFor("rejected", SUCCESS_MS);
		}
		listener.reset();
		enrolment.start(spare, vocabulary.defaultLabel(spare));
	}

	#enrolled(result: EnrolmentResult): void {
		const { vocabulary, decision, gate, listener, bundle } = this.#running as Running;
		gate.shut();
		listener.reset();
		decision.reset();
		if (result.outcome !== "learned") {
			this.#onEvent(result.outcome === "cancelled" ? { type: "cancelled" } : { type: "refused", reason: "nothing was heard" });
			return this.#signalFor("rejected", SUCCESS_MS);
		}
		const label = vocabulary.defaultLabel(result.classIndex);
		vocabulary.learn(result.classIndex, label);
		this.#onEvent({ type: "learned", label, class: result.classIndex, samples: result.samples });
		this.#signalFor("success", SUCCESS_MS);
		this.#store(this.#learned.save(bundle.digest, vocabulary, result.memory));
	}

	#store(bytes: number): void {
		this.#onEvent({ type: "stored", bytes });
	}

	/** Shows a signal for a while, then that the device listens. */
	#signalFor(signal: "keyword" | "success" | "rejected", ms: number): void {
		this.#board.indicator.show(signal);
		this.#board.clock.after(ms, () => {
			if (this.#running?.enrolment.state === "idle") this.#board.indicator.show("listening");
		});
	}

	/** Whatever goes wrong below ends here: one event, one signal, and another try. */
	#guarded(work: () => void): void {
		try {
			work();
		} catch (error) {
			this.#fault(error);
		}
	}

	#fault(error: unknown): void {
		if (!isKnown(error)) throw error;
		this.#onEvent({ type: "fault", code: error.code, message: error.message });
		this.#board.indicator.show("fault");
		if (error instanceof StorageError && this.#running) return;
		this.#board.microphone.stop();
		this.#running = undefined;
		const wait = RETRY_MS[Math.min(this.#faults++, RETRY_MS.length - 1)];
		this.#board.clock.after(wait ?? 0, () => this.#guarded(() => this.#bringUp()));
	}
}

type KnownError = AkidaError | BundleError | FrontEndError | StorageError;

/** Anything else is a mistake in the firmware and must not be hidden. */
const isKnown = (error: unknown): error is KnownError =>
	error instanceof AkidaError || error instanceof BundleError || error instanceof FrontEndError || error instanceof StorageError;
