import { Gate } from "../audio/gate.js";
import { AudioHistory } from "../audio/history.js";
import { hopLevel } from "../audio/level.js";
import type { EventSink } from "../console/events.js";
import type { Clock, Indicator } from "../ports.js";
import type { LearnedWords } from "../storage/learned-words.js";
import type { Classifier } from "./classifier.js";
import { Decision, NO_CLASS } from "./decision.js";
import { Enrolment, type EnrolmentResult } from "./enrolment.js";
import { Listener } from "./listener.js";
import { ClassScores } from "./scores.js";
import type { Settings } from "./settings.js";
import type { Vocabulary } from "./vocabulary.js";

const SUCCESS_MS = 1500;
const KEYWORD_MS = 500;
/** Audio that is kept: the longest utterance, the silence that ends it, and room to centre it in a take. */
const HISTORY_HOPS = 128;

export interface SessionPorts {
	readonly clock: Clock;
	readonly indicator: Indicator;
	readonly classifier: Classifier;
	readonly vocabulary: Vocabulary;
	readonly learned: LearnedWords;
	readonly settings: Settings;
	readonly onEvent: EventSink;
	/** Something failed outside of a call of the owner's. */
	readonly onFault: (error: unknown) => void;
}

/**
 * The time from a loaded model to a fault or a power cycle: hops come in, words and taught words come out.
 * Either the hops go to the listener and on to the chip, or they go to an enrolment.
 */
export class Session {
	#ports: SessionPorts;
	#history: AudioHistory;
	#gate: Gate;
	#listener: Listener;
	#scores: ClassScores;
	#decision: Decision;
	#enrolment: Enrolment;
	/** Made once: it is needed for every inference. */
	#isActive: (classIndex: number) => boolean;
	#gateWasOpen = false;
	#closed = false;

	constructor(ports: SessionPorts) {
		const { settings, classifier, vocabulary } = ports;
		const { frontEnd, neuronsPerClass } = classifier.bundle;
		this.#ports = ports;
		this.#history = new AudioHistory(frontEnd.hop, HISTORY_HOPS);
		this.#gate = new Gate(settings.gate);
		this.#listener = new Listener(frontEnd, this.#history, settings);
		this.#scores = new ClassScores(vocabulary.classes, neuronsPerClass, settings.decision.topUnits);
		this.#isActive = (classIndex) => vocabulary.isActive(classIndex);
		this.#decision = new Decision(vocabulary.classes, vocabulary.silence, settings.decision);
		this.#enrolment = new Enrolment({
			...ports,
			settings: settings.enrolment,
			history: this.#history,
			frontEnd,
			onEnd: (result) => this.#enrolled(result),
		});
	}

	/** Takes the next hop. May throw AkidaError. */
	hop(samples: Int16Array): void {
		this.#history.push(samples);
		const loud = this.#gate.push(hopLevel(samples));
		const { open } = this.#gate;
		if (open !== this.#gateWasOpen) this.#ports.onEvent({ type: "gate", open });
		this.#gateWasOpen = open;
		if (!this.#enrolment.idle) return this.#enrolment.hop(loud);
		if (!open) this.#decision.reset();
		if (this.#listener.hop(open)) this.#classify();
	}

	/** The button: begins to teach the next spare class, or calls the lesson off. May throw AkidaError. */
	press(): void {
		const { vocabulary, classifier } = this.#ports;
		if (!this.#enrolment.idle) return this.#enrolment.cancel();
		if (!classifier.bundle.learning) return this.#refuse("this model cannot learn");
		const spare = vocabulary.nextSpare;
		if (spare === undefined) return this.#refuse("all spare classes are taken");
		this.#listener.reset();
		this.#enrolment.start(spare, vocabulary.defaultLabel(spare));
	}

	/** Names a taught word; false when the class is not a taught one. May throw StorageError. */
	rename(classIndex: number, label: string): boolean {
		const { vocabulary, learned, onEvent } = this.#ports;
		if (!vocabulary.isTaught(classIndex)) return false;
		vocabulary.learn(classIndex, label);
		onEvent({ type: "stored", bytes: learned.relabel(vocabulary.learned) });
		return true;
	}

	/** Ends everything that is still going on, without touching the chip. */
	close(): void {
		this.#closed = true;
		this.#enrolment.close();
	}

	#classify(): void {
		const { classifier, vocabulary, clock, onEvent } = this.#ports;
		this.#scores.compute(classifier.classify(this.#listener.features), this.#isActive);
		const decided = this.#decision.push(this.#scores.evidence, clock.now());
		if (decided === NO_CLASS) return;
		onEvent({ type: "keyword", label: vocabulary.labelOf(decided), class: decided, score: this.#decision.scores[decided] as number });
		this.#decision.reset();
		this.#show("keyword", KEYWORD_MS);
	}

	#enrolled(result: EnrolmentResult): void {
		this.#gate.shut();
		this.#listener.reset();
		this.#decision.reset();
		if (result.outcome === "learned") return this.#keep(result.classIndex, result.memory, result.samples);
		if (result.outcome === "gave up") return this.#refuse("nothing was heard");
		this.#ports.onEvent({ type: "cancelled" });
		this.#show("rejected", SUCCESS_MS);
	}

	#keep(classIndex: number, memory: Uint32Array, samples: number): void {
		const { vocabulary, learned, classifier, onEvent, onFault } = this.#ports;
		const label = vocabulary.defaultLabel(classIndex);
		vocabulary.learn(classIndex, label);
		onEvent({ type: "learned", label, class: classIndex, samples });
		this.#show("success", SUCCESS_MS);
		try {
			onEvent({ type: "stored", bytes: learned.save(classifier.bundle.digest, vocabulary.learned, memory) });
		} catch (error) {
			// The word works until the power goes; that it was not stored must be said.
			onFault(error);
		}
	}

	#refuse(reason: string): void {
		this.#ports.onEvent({ type: "refused", reason });
		this.#show("rejected", SUCCESS_MS);
	}

	/** Shows a signal for a while, then that the device listens. */
	#show(signal: "keyword" | "success" | "rejected", ms: number): void {
		const { indicator, clock } = this.#ports;
		indicator.show(signal);
		clock.after(ms, () => {
			if (!this.#closed && this.#enrolment.idle) indicator.show("listening");
		});
	}
}
