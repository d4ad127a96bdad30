import type { AudioHistory } from "../audio/history.js";
import { hopLevel } from "../audio/level.js";
import type { EventSink } from "../console/events.js";
import type { FrontEnd } from "../features/front-end.js";
import type { Alarm, Clock, Indicator } from "../ports.js";
import { Augmenter } from "./augment.js";
import type { Classifier } from "./classifier.js";
import { Endpointer } from "./endpointer.js";
import { Lesson } from "./lesson.js";
import type { EnrolmentSettings } from "./settings.js";

/** Where an enrolment stands. */
export type EnrolmentState = "idle" | "settling" | "waiting" | "capturing" | "completing" | "learning";

/** How an enrolment ended; `memory` is the learned memory after it. */
export type EnrolmentResult =
	| { readonly outcome: "learned"; readonly classIndex: number; readonly memory: Uint32Array; readonly samples: number }
	| { readonly outcome: "cancelled" }
	| { readonly outcome: "gave up" };

export interface EnrolmentPorts {
	readonly clock: Clock;
	readonly indicator: Indicator;
	readonly history: AudioHistory;
	readonly frontEnd: FrontEnd;
	readonly classifier: Classifier;
	readonly settings: EnrolmentSettings;
	readonly onEvent: EventSink;
	readonly onEnd: (result: EnrolmentResult) => void;
	/** The chip failed during the lesson. */
	readonly onFault: (error: unknown) => void;
}

const IDLE: EnrolmentState = "idle";
/** Hops of room noise that are kept for the augmentation, at most. */
const ROOM_HOPS = 50;
/** An utterance fills at most this share of a take. */
const LONGEST_SHARE = 0.9;

/**
 * Teaching one word: prompts for the utterances, cuts each out of the audio, then runs the lesson on the chip.
 * Driven by hops and the clock. Nothing on the chip changes before the last utterance is in, and a cancel undoes the rest.
 */
export class Enrolment {
	state: EnrolmentState = IDLE;
	#ports: EnrolmentPorts;
	#endpointer: Endpointer;
	#takes: Int16Array[] = [];
	#room = new Int16Array(0);
	#classIndex = 0;
	#label = "";
	#attempt = 0;
	#alarm: Alarm | undefined;

	constructor(ports: EnrolmentPorts) {
		const { settings, frontEnd } = ports;
		this.#ports = ports;
		const longest = Math.floor((LONGEST_SHARE * this.#takeSamples) / frontEnd.hop);
		this.#endpointer = new Endpointer(settings.endHops, settings.minimumHops, longest);
	}

	/** Is nobody being taught? Asked for every hop, so without a string literal: XS copies those, unless the code is in ROM. */
	get idle(): boolean {
		return this.state === IDLE;
	}

	/** Begins to teach a class. */
	start(classIndex: number, label: string): void {
		const { settings, history } = this.#ports;
		this.#classIndex = classIndex;
		this.#label = label;
		this.#takes = [];
		this.#attempt = 0;
		const hops = Math.min(ROOM_HOPS, history.total, history.capacity);
		this.#room = new Int16Array(hops * history.hop);
		history.copy((history.total - hops) * history.hop, this.#room);
		this.state = "settling";
		this.#wait(settings.settleMs, () => this.#prompt());
	}

	/** Calls everything off; the chip is as it was before. */
	cancel(): void {
		if (this.idle) return;
		if (this.state === "learning") this.#ports.classifier.abandonLesson();
		this.#end({ outcome: "cancelled" });
	}

	/** Ends without a result and without touching the chip: it is no longer there. */
	close(): void {
		this.#alarm?.cancel();
		this.#alarm = undefined;
		this.#takes = [];
		this.state = IDLE;
	}

	/** Takes the loudness of the hop that was just added to the history. */
	hop(loud: boolean): void {
		if (this.state === "completing") return this.#complete();
		if (this.state !== "waiting" && this.state !== "capturing") return;
		switch (this.#endpointer.push(loud, this.#ports.history.total - 1)) {
			case "begins":
				return this.#begin();
			case "ends":
				this.state = "completing";
				return this.#complete();
			case "too short":
				this.#ports.onEvent({ type: "rejected", take: this.#take, reason: "too short" });
				return this.#prompt();
		}
	}

	/** The utterance that is asked for, counted from 1. */
	get #take(): number {
		return this.#takes.length + 1;
	}

	get #takeSamples(): number {
		const { window, hop, frames } = this.#ports.frontEnd;
		return window + (frames - 1) * hop;
	}

	#prompt(): void {
		const { settings, indicator, onEvent } = this.#ports;
		this.#attempt++;
		if (this.#attempt > settings.prompts) return this.#end({ outcome: "gave up" });
		this.state = "waiting";
		this.#endpointer.reset();
		indicator.show("speak");
		onEvent({ type: "prompt", label: this.#label, take: this.#take, takes: settings.takes, attempt: this.#attempt });
		this.#wait(settings.promptMs, () => this.#nothingHeard());
	}

	#nothingHeard(): void {
		this.#ports.onEvent({ type: "rejected", take: this.#take, reason: "nothing heard" });
		this.#prompt();
	}

	#begin(): void {
		this.#alarm?.cancel();
		this.state = "capturing";
		this.#ports.indicator.show("capturing");
		this.#ports.onEvent({ type: "capturing", take: this.#take });
	}

	/** Cuts the take out of the history with the utterance in its middle, as soon as its last sample is there. */
	#complete(): void {
		const { history, settings, onEvent } = this.#ports;
		const { from, to } = this.#endpointer;
		const begin = Math.round(((from + to) * history.hop - this.#takeSamples) / 2);
		if (begin + this.#takeSamples > history.total * history.hop) return;
		const take = new Int16Array(this.#takeSamples);
		history.copy(begin, take);
		onEvent({ type: "take", take: this.#take, milliseconds: this.#milliseconds(to - from), level: hopLevel(take) });
		this.#takes.push(take);
		this.#attempt = 0;
		if (this.#takes.length < settings.takes) this.#prompt();
		else this.#learn();
	}

	#milliseconds(hops: number): number {
		const { hop, sampleRate } = this.#ports.frontEnd;
		return Math.round((hops * hop * 1000) / sampleRate);
	}

	#learn(): void {
		const { classifier, indicator, settings, frontEnd } = this.#ports;
		this.state = "learning";
		indicator.show("learning");
		const augmenter = new Augmenter(settings, this.#room);
		const lesson = new Lesson({ frontEnd, settings, classifier, augmenter, takes: this.#takes, classIndex: this.#classIndex });
		this.#guarded(() => {
			classifier.beginLesson();
			this.#wait(0, () => this.#step(lesson));
		});
	}

	#step(lesson: Lesson): void {
		this.#guarded(() => {
			const last = lesson.step();
			this.#ports.onEvent({ type: "learning", done: lesson.done, total: lesson.total });
			if (!last) return this.#wait(0, () => this.#step(lesson));
			const memory = this.#ports.classifier.endLesson();
			this.#end({ outcome: "learned", classIndex: this.#classIndex, memory, samples: lesson.total });
		});
	}

	/** A chip that fails in the middle of a lesson ends the enrolment; its owner brings the chip up again. */
	#guarded(work: () => void): void {
		try {
			work();
		} catch (error) {
			this.close();
			this.#ports.onFault(error);
		}
	}

	#wait(ms: number, then: () => void): void {
		this.#alarm?.cancel();
		this.#alarm = this.#ports.clock.after(ms, then);
	}

	#end(result: EnrolmentResult): void {
		this.close();
		this.#ports.onEnd(result);
	}
}
