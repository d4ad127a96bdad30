import type { Question as Subject, EventSink } from "../console/events.js";
import type { Alarm, Clock, Indicator, Signal } from "../ports.js";

const SIGNALS: Readonly<Record<Subject, Signal>> = Object.freeze({ keep: "ask-keep", delete: "ask-delete", reset: "ask-reset" });

export interface QuestionPorts {
	readonly clock: Clock;
	readonly indicator: Indicator;
	readonly onEvent: EventSink;
}

/** What is asked, and what follows from the answers. */
export interface Asked {
	readonly subject: Subject;
	/** The word that it is about, if any. */
	readonly label: string;
	readonly yes: () => void;
	readonly no: () => void;
	/** No answer came in time; without it that is a no. */
	readonly unanswered?: () => void;
}

/** A question that the button answers: yes by a short press, no by a long one. */
export class Question {
	#ports: QuestionPorts;
	#milliseconds: number;
	#asked: Asked | undefined;
	#alarm: Alarm | undefined;
	#held = false;
	/** The button was down when the question was asked: that press means something else. */
	#pressedBefore = false;

	constructor(ports: QuestionPorts, milliseconds: number) {
		this.#ports = ports;
		this.#milliseconds = milliseconds;
	}

	/** Is an answer awaited? */
	get open(): boolean {
		return this.#asked !== undefined;
	}

	/** Asks; an earlier question is forgotten. */
	ask(asked: Asked): void {
		this.#asked = asked;
		this.#pressedBefore = this.#held;
		this.#ports.indicator.show(SIGNALS[asked.subject]);
		this.#ports.onEvent({ type: "question", ask: asked.subject, label: asked.label });
		this.#wait();
	}

	/** The time for the answer begins when the button is let go. */
	hold(held: boolean): void {
		this.#held = held;
		this.#pressedBefore = false;
		this.#wait();
	}

	/** The button's answer. A short press that began before the question answers nothing; a long one still says no. */
	press(short: boolean): void {
		if (!short || !this.#pressedBefore) this.answer(short);
	}

	answer(yes: boolean): void {
		const asked = this.#asked;
		this.close();
		if (yes) asked?.yes();
		else asked?.no();
	}

	/** Forgets the question. */
	close(): void {
		this.#alarm?.cancel();
		this.#alarm = undefined;
		this.#asked = undefined;
	}

	#wait(): void {
		this.#alarm?.cancel();
		if (this.open && !this.#held) this.#alarm = this.#ports.clock.after(this.#milliseconds, () => this.#lapse());
	}

	#lapse(): void {
		const asked = this.#asked;
		this.close();
		(asked?.unanswered ?? asked?.no)?.();
	}
}
