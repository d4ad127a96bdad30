import type { AudioHistory } from "../audio/history.js";
import type { EventSink, FirmwareEvent } from "../console/events.js";
import { Refusal } from "../console/refusal.js";
import type { Gesture } from "../controls/gestures.js";
import { FeatureWindow } from "../features/feature-window.js";
import { Mfcc } from "../features/mfcc.js";
import type { Clock, Indicator } from "../ports.js";
import { sameBytes } from "../storage/bytes.js";
import { sameFrontEnd } from "../storage/front-end-constants.js";
import type { LearnedWord } from "../storage/learned-word.js";
import { StorageError } from "../storage/slots.js";
import type { WordFile } from "../storage/word-file.js";
import type { Classifier } from "./classifier.js";
import { NO_CLASS } from "./decision.js";
import { Enrolment, type EnrolmentResult } from "./enrolment/enrolment.js";
import type { FrontEndParts } from "./enrolment/variant.js";
import { Light } from "./light.js";
import { Question } from "./question.js";
import { Recogniser, type Stages } from "./recogniser.js";
import type { Settings } from "./settings.js";
import { storeAndTell } from "./store-and-tell.js";
import type { Vocabulary } from "./vocabulary.js";
import type { WordBook } from "./word-book.js";
import { properName } from "./word-name.js";

const RESULT_MS = 1500;
const KEYWORD_MS = 500;

export interface SessionPorts {
	readonly clock: Clock;
	readonly indicator: Indicator;
	readonly classifier: Classifier;
	readonly vocabulary: Vocabulary;
	readonly words: WordBook;
	readonly settings: Settings;
	readonly onEvent: EventSink;
	/** Something failed outside of a call of the owner's. */
	readonly onFault: (error: unknown) => void;
	/** The button said that everything is to be forgotten. */
	readonly onReset: () => void;
	/** Seconds since 1970, 0 when unknown. */
	readonly time: () => number;
}

/**
 * The time from a loaded model to a fault or a power cycle: hops and gestures come in, words and taught words come out.
 * Either the hops go to the recogniser, or they go to an enrolment.
 */
export class Session {
	#ports: SessionPorts;
	#recogniser: Recogniser;
	#enrolment: Enrolment;
	#question: Question;
	#light: Light;
	#closed = false;

	constructor(ports: SessionPorts) {
		const { settings, classifier } = ports;
		const { frontEnd } = classifier.bundle;
		const parts: FrontEndParts = { mfcc: new Mfcc(frontEnd), window: new FeatureWindow(frontEnd) };
		this.#ports = ports;
		this.#recogniser = new Recogniser({ ...ports, frontEnd: parts });
		this.#question = new Question(ports, settings.enrolment.questionMs);
		this.#enrolment = new Enrolment({
			...ports,
			history: this.#recogniser.history,
			room: this.#recogniser.room,
			frontEnd: parts,
			question: this.#question,
			onEnd: (result) => this.#enrolled(result),
		});
		this.#light = new Light({ ...ports, isFree: () => !this.#closed && !this.busy && !this.#question.open });
	}

	/** Is somebody teaching a word? */
	get busy(): boolean {
		return !this.#enrolment.idle;
	}

	/** The newest audio. */
	get history(): AudioHistory {
		return this.#recogniser.history;
	}

	/** What is going on inside, to be looked at. */
	get stages(): Stages {
		return this.#recogniser.stages;
	}

	/** The utterances of the enrolment that is going on or was the last. */
	get takes(): readonly Int16Array[] {
		return this.#enrolment.takes;
	}

	/** Takes the next hop. May throw AkidaError. */
	hop(samples: Int16Array): void {
		const loud = this.#recogniser.hear(samples);
		if (!this.#enrolment.idle) return this.#enrolment.hop(loud, this.stages.gate.background);
		const decided = this.#recogniser.recognise();
		if (decided !== NO_CLASS) this.#heard(decided);
	}

	/** Does what the button says (docs/button-and-led.md). May throw AkidaError, StorageError. */
	gesture(gesture: Gesture): void {
		if (gesture === "very long") return this.#askReset();
		if (this.#question.open) return this.#question.press(gesture === "short");
		if (!this.#enrolment.idle) return gesture === "short" ? this.#enrolment.next() : this.#enrolment.cancel();
		if (gesture === "short") this.#refusable(() => this.teach());
		else this.#askDelete();
	}

	/** The button went down or was let go: while it is held nobody has failed to answer. */
	pressed(held: boolean): void {
		this.#question.hold(held);
	}

	/** Begins to teach the next spare class, or a class that was taught before anew. May throw AkidaError, Refusal. */
	teach(classIndex?: number): void {
		const { vocabulary, words, settings } = this.#ports;
		this.#requireIdle();
		const target = classIndex === undefined ? this.#spare() : words.require(classIndex).classIndex;
		const label = vocabulary.taught(target)?.label ?? vocabulary.defaultLabel(target);
		words.requireRoom(target, label, settings.enrolment.takes);
		this.#begin(target);
		this.#enrolment.start(target, label);
	}

	/** Calls a lesson off, or answers a question with no. May throw AkidaError. */
	cancel(): void {
		if (this.#question.open) this.#question.answer(false);
		else this.#enrolment.cancel();
	}

	/** Forgets a word, or one that is not used. May throw AkidaError, StorageError, Refusal. */
	remove(number: number): void {
		const { words, onEvent } = this.#ports;
		this.#requireIdle();
		const { label } = words.requireAny(number);
		this.#change(
			() => words.remove(number),
			() => onEvent({ type: "deleted", label, class: number }),
		);
		this.#light.show("success", RESULT_MS);
	}

	/** Names a taught word. May throw StorageError, Refusal. */
	rename(classIndex: number, label: string): void {
		const { vocabulary, words, onEvent } = this.#ports;
		this.#requireIdle();
		this.#change(
			() => words.rename(classIndex, label),
			() => onEvent({ type: "renamed", label: vocabulary.labelOf(classIndex), class: classIndex }),
		);
		this.#light.rest();
	}

	/**
	 * Takes a word from a file: on the model that it was learned on as it is, on another one it is learned anew from the features
	 * of its takes, which goes on after this returns. May throw AkidaError, StorageError, Refusal.
	 */
	import({ word: found, model, frontEnd }: WordFile): void {
		const { classifier, vocabulary, words } = this.#ports;
		this.#requireIdle();
		const word = { ...found, label: properName(found.label) };
		if (!sameFrontEnd(frontEnd, classifier.bundle.frontEnd)) {
			throw new Refusal("not-for-this-model", `"${word.label}" was recorded for another front end than this model has`);
		}
		words.requireNewLabel(word.label);
		const usable = sameBytes(model, classifier.bundle.digest) && !vocabulary.isActive(word.classIndex) && words.fits(word);
		const target = usable ? word.classIndex : this.#spare();
		words.requireRoom(target, word.label, word.takes.length);
		if (usable) return this.#add(word, () => words.adopt(word));
		this.#begin(target);
		this.#enrolment.learnAnew(target, word.label, word.takes);
	}

	/** Shows a fault that is no reason to stop, as soon as nobody is being taught or asked. */
	showFault(number: number): void {
		this.#light.showFault(number);
	}

	/** Ends everything that is still going on, without touching the chip. */
	close(): void {
		this.#closed = true;
		this.#question.close();
		if (!this.#enrolment.idle) this.#ports.onEvent({ type: "cancelled" });
		this.#enrolment.close();
	}

	#heard(classIndex: number): void {
		const { vocabulary, onEvent } = this.#ports;
		const score = this.#recogniser.scoreOf(classIndex);
		onEvent({ type: "keyword", label: vocabulary.labelOf(classIndex), class: classIndex, score });
		this.#recogniser.forgetEvidence();
		if (!this.#question.open) this.#light.show("keyword", KEYWORD_MS);
	}

	#spare(): number {
		const { vocabulary, classifier } = this.#ports;
		if (!classifier.bundle.learning) throw new Refusal("cannot-learn", "this model cannot learn");
		const spare = vocabulary.nextSpare;
		if (spare === undefined) throw new Refusal("no-spare", "all spare classes are taken; delete a word first");
		return spare;
	}

	/** Nothing else has the chip's memory and the button from now on. */
	#begin(classIndex: number): void {
		this.#question.close();
		this.#ports.words.prepare(classIndex);
	}

	#requireIdle(): void {
		if (this.busy) throw new Refusal("busy", "a word is being taught; finish that or call it off");
	}

	#enrolled(result: EnrolmentResult): void {
		const { words, onEvent } = this.#ports;
		this.#recogniser.reset();
		if (result.outcome === "learned") return this.#keep(result.word);
		onEvent(endOf(result));
		words.restore();
		this.#light.show("unchanged", RESULT_MS);
	}

	#keep(word: LearnedWord): void {
		const { words } = this.#ports;
		try {
			this.#add(word, () => words.keep(word));
		} catch (error) {
			// What cannot be stored would be gone after a power cycle: it is better not to have it at all than to be surprised then.
			if (error instanceof StorageError) words.restore();
			throw error;
		}
	}

	#add(word: LearnedWord, store: () => number): void {
		const { label, classIndex, samples, accuracy } = word;
		this.#change(store, () => this.#ports.onEvent({ type: "learned", label, class: classIndex, samples, accuracy }));
		this.#light.show("success", RESULT_MS);
	}

	/** A question that is open may have been about a word that is no longer there. */
	#change(store: () => number, tell: () => void): void {
		storeAndTell(this.#ports.onEvent, store, tell);
		this.#question.close();
	}

	#askDelete(): void {
		const newest = this.#ports.vocabulary.learned.at(-1);
		if (!newest) return this.#refuse("there is no learned word to delete");
		this.#question.ask({
			subject: "delete",
			label: newest.label,
			yes: () => this.#refusable(() => this.remove(newest.classIndex)),
			no: () => this.#nothingChanged(),
		});
	}

	#askReset(): void {
		this.#question.close();
		if (!this.#enrolment.idle) this.#enrolment.cancel();
		this.#question.ask({ subject: "reset", label: "", yes: this.#ports.onReset, no: () => this.#nothingChanged() });
	}

	#nothingChanged(): void {
		this.#ports.onEvent({ type: "cancelled" });
		this.#light.show("unchanged", RESULT_MS);
	}

	/** What the button asks for and cannot be is reported; other callers get the Refusal. */
	#refusable(work: () => void): void {
		try {
			work();
		} catch (error) {
			if (!(error instanceof Refusal)) return this.#ports.onFault(error);
			this.#refuse(error.message);
		}
	}

	#refuse(reason: string): void {
		this.#ports.onEvent({ type: "refused", reason });
		this.#light.show("unchanged", RESULT_MS);
	}
}

/** What is told of a lesson of which nothing is kept. */
function endOf(result: Exclude<EnrolmentResult, { outcome: "learned" }>): FirmwareEvent {
	if (result.outcome === "discarded") return { type: "discarded", label: result.word.label, class: result.word.classIndex };
	return result.outcome === "cancelled" ? { type: "cancelled" } : { type: "refused", reason: "nothing useful was heard" };
}
