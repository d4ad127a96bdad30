import type { AudioHistory } from "../../audio/history.js";
import type { EventSink } from "../../console/events.js";
import type { Clock, Indicator } from "../../ports.js";
import type { LearnedWord } from "../../storage/learned-word.js";
import { Augmenter } from "../augment.js";
import type { Classifier } from "../classifier.js";
import type { Question } from "../question.js";
import type { Settings } from "../settings.js";
import type { Vocabulary } from "../vocabulary.js";
import { Capture } from "./capture.js";
import { FeatureVariant } from "./feature-variant.js";
import { MelNoise } from "./mel-noise.js";
import { NO_ROOM, type Room } from "./room.js";
import { type EnrolmentState, StateMachine } from "./state.js";
import { Takes } from "./takes.js";
import { Teaching } from "./teaching.js";
import { Turns } from "./turns.js";
import { type FrontEndParts, Variant } from "./variant.js";

/** How an enrolment ended. */
export type EnrolmentResult =
	/** The chip has learned the word; it is to be stored. */
	| { readonly outcome: "learned"; readonly word: LearnedWord }
	/** The chip has learned the word, and is to forget it. */
	| { readonly outcome: "discarded"; readonly word: LearnedWord }
	/** The chip is as it was. */
	| { readonly outcome: "cancelled" | "gave up" };

export interface EnrolmentPorts {
	readonly clock: Clock;
	readonly indicator: Indicator;
	readonly history: AudioHistory;
	readonly room: Pick<Room, "copy">;
	readonly frontEnd: FrontEndParts;
	readonly classifier: Classifier;
	readonly vocabulary: Vocabulary;
	readonly settings: Settings;
	readonly onEvent: EventSink;
	/** Asks whether to keep the word. */
	readonly question: Question;
	/** What it throws goes to `onFault`: an end may come from the clock, above which is nobody. */
	readonly onEnd: (result: EnrolmentResult) => void;
	/** The chip failed. */
	readonly onFault: (error: unknown) => void;
	/** Seconds since 1970, 0 when unknown. */
	readonly time: () => number;
}

/**
 * Teaching one word, from the press of the button to the answer whether to keep it: the utterances ({@link Capture}), what
 * they say, the lesson and its exam ({@link Teaching}). Driven by hops, the button and the clock. Nothing on the chip changes
 * before the last utterance is in, nothing is stored before the end, and a cancel undoes the rest.
 */
export class Enrolment {
	#ports: EnrolmentPorts;
	#machine = new StateMachine();
	#turns: Turns;
	#capture: Capture;
	#teaching: Teaching;
	#takes: Takes;
	#variant: Variant;
	/** Noise of the room from before the press. */
	#room: Int16Array = NO_ROOM;
	#classIndex = 0;
	#label = "";
	#unasked = false;

	constructor(ports: EnrolmentPorts) {
		const { settings, frontEnd, clock } = ports;
		const machine = this.#machine;
		const onFault = (error: unknown): void => this.#fail(error);
		this.#ports = ports;
		this.#takes = new Takes(settings.take.resemblance);
		this.#turns = new Turns(clock, settings.enrolment.turnMs);
		this.#variant = this.#newVariant(NO_ROOM);
		this.#capture = new Capture({
			...ports,
			machine,
			frontEnd: frontEnd.mfcc.frontEnd,
			onUtterance: (audio) => this.#examine(audio),
			onGaveUp: () => this.#end("failed", { outcome: "gave up" }),
		});
		this.#teaching = new Teaching({ ...ports, machine, turns: this.#turns, onTaught: (word) => this.#askToKeep(word), onFault });
	}

	get state(): EnrolmentState {
		return this.#machine.state;
	}

	/** Is nobody being taught? */
	get idle(): boolean {
		return this.#machine.resting;
	}

	/** Begins to teach a class. */
	start(classIndex: number, label: string): void {
		const { settings, room } = this.#ports;
		this.#classIndex = classIndex;
		this.#label = label;
		this.#unasked = false;
		this.#takes = new Takes(settings.take.resemblance);
		this.#room = room.copy();
		this.#variant = this.#newVariant(this.#room);
		this.#capture.start(label);
	}

	/** The utterances of this lesson, or of the last one, a window of samples each. */
	get takes(): readonly Int16Array[] {
		return this.#takes.audio;
	}

	/** Teaches a class from takes of which only the features are left; nobody is asked whether to keep it. May throw AkidaError. */
	learnAnew(classIndex: number, label: string, features: readonly Uint8Array[]): void {
		this.#unasked = true;
		this.#classIndex = classIndex;
		this.#label = label;
		this.#teachFeatures(features, NO_ROOM);
	}

	/** The button says "next": drops what was heard of the utterance and asks for it anew. */
	next(): void {
		const { state } = this.#machine;
		if (state !== "waiting" && state !== "capturing" && state !== "checking") return;
		this.#turns.stop();
		this.#capture.again();
	}

	/** Calls everything off; the owner puts the chip's memory back. May throw AkidaError. */
	cancel(): void {
		if (this.idle) return;
		const learning = this.#machine.state === "learning";
		this.#turns.stop();
		if (learning) this.#ports.classifier.abandonLesson();
		this.#end("cancelled", { outcome: "cancelled" });
	}

	/** Ends without a result and without touching the chip: it is no longer there. */
	close(): void {
		this.#stop();
		if (!this.idle) this.#machine.enter("failed");
	}

	/** Takes the loudness of the hop that was just added to the history, and the level of the room. */
	hop(loud: boolean, background: number): void {
		this.#capture.hop(loud, background);
	}

	/** Does the utterance say what the others said? */
	#examine(audio: Int16Array): void {
		const variant = this.#variant;
		variant.begin(audio);
		this.#turns.run(variant, { onDone: () => this.#take(audio, variant.features.slice()), onFault: (error) => this.#fail(error) });
	}

	#take(audio: Int16Array, features: Uint8Array): void {
		const { classifier, vocabulary, settings } = this.#ports;
		const { neuronsPerClass } = classifier.bundle;
		const potentials = new Float32Array(vocabulary.presets.length * neuronsPerClass);
		const found = classifier.classify(features);
		for (let u = 0; u < potentials.length; u++) potentials[u] = found[u] as number;
		if (!this.#takes.add({ audio, features, potentials })) return this.#capture.reject("unlike the others");
		this.#capture.accept();
		if (this.#takes.count < settings.enrolment.takes) this.#capture.ask(this.#takes.count + 1);
		else this.#teach();
	}

	#teach(): void {
		const { audio, features } = this.#takes;
		this.#capture.close();
		if (this.#ports.settings.enrolment.melDomain === 1) return this.#teachFeatures(features, this.#room);
		this.#teaching.start({ ...this.#subject, takes: audio, features, variant: this.#variant });
	}

	#teachFeatures(features: readonly Uint8Array[], room: Int16Array): void {
		const { settings, frontEnd } = this.#ports;
		const noise = new MelNoise(frontEnd, room, settings.enrolment);
		const variant = new FeatureVariant(frontEnd.mfcc.frontEnd, noise, settings.enrolment);
		this.#teaching.start({ ...this.#subject, takes: features, features, variant, preparation: noise });
	}

	get #subject(): { classIndex: number; label: string; time: number } {
		return { classIndex: this.#classIndex, label: this.#label, time: this.#ports.time() };
	}

	#askToKeep(word: LearnedWord): void {
		const { settings, question } = this.#ports;
		const keep = (): void => this.#end("done", { outcome: "learned", word });
		const discard = (): void => this.#end("cancelled", { outcome: "discarded", word });
		if (this.#unasked) return keep();
		// Who taught a word and went away wants to have it, if it is any good.
		const unanswered = word.accuracy >= settings.enrolment.keepAccuracy ? keep : discard;
		question.ask({ subject: "keep", label: word.label, yes: keep, no: discard, unanswered });
	}

	#newVariant(room: Int16Array): Variant {
		const { settings, frontEnd } = this.#ports;
		return new Variant(frontEnd, new Augmenter(settings.enrolment, room), settings.enrolment.seed);
	}

	/** The chip fails in the middle: its owner brings it up again, as it was. */
	#fail(error: unknown): void {
		this.close();
		this.#ports.onFault(error);
	}

	#stop(): void {
		this.#turns.stop();
		this.#capture.close();
		this.#ports.question.close();
	}

	#end(state: "done" | "failed" | "cancelled", result: EnrolmentResult): void {
		this.#stop();
		this.#machine.enter(state);
		try {
			this.#ports.onEnd(result);
		} catch (error) {
			this.#ports.onFault(error);
		}
	}
}
