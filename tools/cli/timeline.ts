import type { Step, Verdict } from "../../host-sim/scenario.js";
import type { TimedEvent } from "../../host-sim/simulation.js";
import { eventText } from "./event-text.js";
import { colours } from "./format.js";
import { type Progress, progress } from "./progress.js";

/** Prints what happens on the board as lines that a person can follow. */
export class Timeline {
	#print: (line: string) => void;
	#learning: Progress | undefined;
	#heard: { readonly label: string; readonly score: number; readonly t: number } | undefined;
	#playing = false;

	constructor(print: (line: string) => void) {
		this.#print = print;
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
		if (event.type === "learning") return this.#learn(event.done, event.total);
		if (event.type === "keyword" && this.#playing) {
			this.#heard ??= event;
			return;
		}
		const text = eventText(event);
		if (text) this.#line(event.t, text);
	}

	end(): void {
		this.#learning?.stop();
	}

	#learn(done: number, total: number): void {
		this.#learning ??= progress("           learning on the chip", total, "samples", this.#print);
		this.#learning.update(done);
		if (done < total) return;
		this.#learning.stop();
		this.#learning = undefined;
	}

	#line(t: number | undefined, text: string): void {
		this.#print(`${(t === undefined ? "" : t.toFixed(2)).padStart(8)} s ${text}`);
	}
}
