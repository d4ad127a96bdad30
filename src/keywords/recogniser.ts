import { Gate } from "../audio/gate.js";
import { AudioHistory } from "../audio/history.js";
import { hopLevel } from "../audio/level.js";
import type { EventSink } from "../console/events.js";
import type { Clock } from "../ports.js";
import type { Classifier } from "./classifier.js";
import { Decision, NO_CLASS } from "./decision.js";
import { Room } from "./enrolment/room.js";
import type { FrontEndParts } from "./enrolment/variant.js";
import { Listener } from "./listener.js";
import { ClassScores } from "./scores.js";
import type { Settings } from "./settings.js";
import type { Vocabulary } from "./vocabulary.js";

/** Audio that is kept: the longest utterance, the silence that ends it, and room to centre it in a take. */
const HISTORY_HOPS = 128;

export interface RecogniserPorts {
	readonly clock: Clock;
	readonly frontEnd: FrontEndParts;
	readonly classifier: Classifier;
	readonly vocabulary: Vocabulary;
	readonly settings: Settings;
	readonly onEvent: EventSink;
}

/** What can be looked at from outside; nobody but the recogniser may change it. */
export interface Stages {
	readonly gate: Pick<Gate, "open" | "background" | "threshold">;
	/** The window of features that went to the chip last, frames x coefficients. */
	readonly features: Readonly<Uint8Array>;
	readonly scores: Pick<ClassScores, "evidence">;
	readonly decision: Pick<Decision, "scores" | "hitsOf">;
}

/** The stages from sound to word: gate, features, the chip, scores, decision. Nothing is allocated per hop. */
export class Recogniser {
	readonly history: AudioHistory;
	readonly room: Room;
	/** The same objects all the time. */
	readonly stages: Stages;
	#ports: RecogniserPorts;
	#gate: Gate;
	#listener: Listener;
	#scores: ClassScores;
	#decision: Decision;
	/** Made once: it is needed for every inference. */
	#isActive: (classIndex: number) => boolean;
	#gateWasOpen = false;

	constructor(ports: RecogniserPorts) {
		const { frontEnd, classifier, vocabulary, settings } = ports;
		this.#ports = ports;
		this.history = new AudioHistory(frontEnd.mfcc.frontEnd.hop, HISTORY_HOPS);
		this.room = new Room(this.history);
		this.#gate = new Gate(settings.gate);
		this.#listener = new Listener(frontEnd, this.history, settings);
		this.#scores = new ClassScores(vocabulary.classes, classifier.bundle.neuronsPerClass, settings.decision.topUnits, vocabulary.offsets);
		this.#decision = new Decision(vocabulary.classes, vocabulary.silence, settings.decision);
		this.#isActive = (classIndex) => vocabulary.isActive(classIndex);
		this.stages = { gate: this.#gate, features: this.#listener.features, scores: this.#scores, decision: this.#decision };
	}

	/** Takes the next hop; tells whether it was loud. */
	hear(samples: Int16Array): boolean {
		this.history.push(samples);
		const loud = this.#gate.push(hopLevel(samples));
		this.room.hop(loud);
		const { open } = this.#gate;
		if (open !== this.#gateWasOpen) this.#ports.onEvent({ type: "gate", open });
		this.#gateWasOpen = open;
		return loud;
	}

	/** Looks for a word in what was heard; the class that was decided, or NO_CLASS. May throw AkidaError. */
	recognise(): number {
		const { open } = this.#gate;
		if (!open) this.#decision.reset();
		if (!this.#listener.hop(open)) return NO_CLASS;
		this.#scores.compute(this.#ports.classifier.classify(this.#listener.features), this.#isActive);
		return this.#decision.push(this.#scores.evidence, this.#ports.clock.now());
	}

	/** Score of a class, 0..1, as of the last inference. */
	scoreOf(classIndex: number): number {
		return this.#decision.scores[classIndex] ?? 0;
	}

	/** A word was decided: its evidence does not count for the next one. */
	forgetEvidence(): void {
		this.#decision.reset();
	}

	/** Forgets what was heard; the front end is free for others until the gate opens again. */
	reset(): void {
		this.#gate.shut();
		this.#listener.reset();
		this.#decision.reset();
	}
}
