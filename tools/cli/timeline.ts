import type { Step, Verdict } from "../../host-sim/scenario.js";
import type { TimedEvent } from "../../host-sim/simulation.js";
import { eventText } from "./event-text.js";
import { colours } from "./format.js";

const CLEAR_LINE = "\r\u001b[K";

/** Tells what happens on the board in lines that a person can follow. */
export class Timeline {
	#write: (text: string) => void;
	/** On a terminal the progress of a lesson stays on one line, elsewhere there is one for each quarter. */
	#inPlace: boolean;
	/** A line is there that the next one replaces. */
	#open = false;
	/** Of the lesson, so far. */
	#quarter = 0;
	#heard: { readonly label: string; readonly score: number; readonly t: number } | undefined;
	#playing = false;

	constructor(write: (text: string) => void, inPlace = Boolean(process.stdout.isTTY)) {
		this.#write = write;
		this.#inPlace = inPlace;
	}

	/** A step of the scenario begins. */
	step(step: Step): void {
		if ("say" in step) this.#print(`\n${colours.bold(step.say)}`);
		else if ("powerCycle" in step) this.#print("           ~ power off, power on ~");
		else if ("play" in step && step.expect !== undefined) this.#playing = true;
		else if ("name" in step) this.#print(`           the new word is named "${step.name}"`);
		else if ("room" in step && step.room) this.#print(`           background noise: ${step.room}`);
	}

	/** A recording was heard, or not. */
	verdict(verdict: Verdict): void {
		const right = verdict.heard === verdict.expected;
		const mark = right ? colours.green("right") : verdict.heard === undefined ? colours.yellow("missed") : colours.red("wrong");
		const heard = this.#heard ? `heard "${this.#heard.label}" (${this.#heard.score.toFixed(2)})` : "heard nothing";
		this.#line(this.#heard?.t, `${heard.padEnd(28)} ${mark.padEnd(6)}  ${colours.dim(verdict.file)}`);
		this.#heard = undefined;
		this.#playing = false;
	}

	/** The firmware reported something. */
	event(event: TimedEvent): void {
		if (event.type === "learning") return this.#learn(event);
		if (event.type === "keyword" && this.#playing) {
			this.#heard ??= event;
			return;
		}
		const text = eventText(event);
		if (text) this.#line(event.t, text);
	}

	/** Nothing more comes. */
	end(): void {
		if (this.#open) this.#write("\n");
		this.#open = false;
	}

	/** How far the chip is, and how long it takes yet by the board's own clock. */
	#learn({ t, done, total, secondsLeft }: Extract<TimedEvent, { readonly type: "learning" }>): void {
		const quarter = Math.floor((4 * done) / total);
		const left = done < total ? `, ${Math.ceil(secondsLeft)} s left` : "";
		const text = stamped(t, `learning on the chip: ${Math.floor((100 * done) / total)} %${left}`);
		if (this.#inPlace && done < total) this.#replace(text);
		else if (quarter > this.#quarter) this.#print(text);
		this.#quarter = quarter;
	}

	#replace(text: string): void {
		this.#write(`${CLEAR_LINE}${text}`);
		this.#open = true;
	}

	#line(t: number | undefined, text: string): void {
		this.#print(stamped(t, text));
	}

	#print(line: string): void {
		this.#write(`${this.#open ? CLEAR_LINE : ""}${line}\n`);
		this.#open = false;
	}
}

const stamped = (t: number | undefined, text: string): string => `${(t === undefined ? "" : t.toFixed(2)).padStart(8)} s ${text}`;
