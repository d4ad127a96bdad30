import type { FirmwareEvent } from "../src/console/events.js";
import type { Simulation, TimedEvent } from "./simulation.js";

/** One step of a scenario; steps run one after the other. Times are seconds. */
export type Step =
	/** A heading in the timeline. */
	| { readonly say: string }
	/** Plays a recording and waits until it has been heard. With `expect`, the word that must be recognised. */
	| { readonly play: string; readonly expect?: string }
	/** Presses the button for so many milliseconds. */
	| { readonly press: number }
	/** Waits for an event of the firmware. */
	| { readonly wait: FirmwareEvent["type"]; readonly timeout?: number }
	/** Waits. */
	| { readonly pause: number }
	/** Waits until so many seconds after the start. */
	| { readonly at: number }
	/** Names the newest taught word. */
	| { readonly name: string }
	/** Loops a recording in the background, or an empty name for silence. */
	| { readonly room: string }
	/** Switches the board off and on again. */
	| { readonly powerCycle: true };

/** What came of one expectation. */
export interface Verdict {
	readonly file: string;
	readonly expected: string;
	/** The first word that was recognised, if any. */
	readonly heard: string | undefined;
	/** Seconds from the end of the recording to the recognition; negative when the word was known before its end. */
	readonly latency: number | undefined;
	/** The heading under which it stood. */
	readonly section: string;
}

/** Why a scenario cannot go on. */
export class ScenarioError extends Error {
	override readonly name = "ScenarioError";
}

export interface ScenarioHooks {
	/** The samples of a recording named in the scenario. */
	readonly recording: (name: string) => Int16Array;
	readonly onStep?: (step: Step) => void;
	readonly onVerdict?: (verdict: Verdict) => void;
}

/** After a recording the firmware gets this long to make up its mind. */
const AFTERTHOUGHT = 0.9;
const DEFAULT_TIMEOUT = 30;
const BETWEEN_PRESSES = 0.1;

/** Plays a scenario on a simulation. */
export class ScenarioRunner {
	readonly verdicts: Verdict[] = [];
	/** Words recognised while nothing was played. */
	readonly falseAlarms: string[] = [];
	#simulation: Simulation;
	#hooks: ScenarioHooks;
	#section = "";
	#keywords: { label: string; t: number }[] = [];
	#newest = -1;
	/** Events since the last action that have not been waited for. */
	#seen: TimedEvent[] = [];

	constructor(simulation: Simulation, hooks: ScenarioHooks) {
		this.#simulation = simulation;
		this.#hooks = hooks;
	}

	/** Takes note of an event; the owner of the simulation passes every event on. */
	event(event: TimedEvent): void {
		this.#seen.push(event);
		if (event.type === "keyword") this.#keywords.push({ label: event.label, t: event.t });
		if (event.type === "learned") this.#newest = event.class;
	}

	/** Runs all steps. Throws ScenarioError when a step waits in vain. */
	run(steps: readonly Step[]): void {
		for (const step of steps) {
			this.#hooks.onStep?.(step);
			this.#do(step);
		}
	}

	#do(step: Step): void {
		const simulation = this.#simulation;
		if ("play" in step || "press" in step || "powerCycle" in step) this.#seen = [];
		if ("say" in step) this.#section = step.say;
		else if ("play" in step) this.#play(step.play, step.expect);
		else if ("press" in step) this.#press(step.press);
		else if ("wait" in step) this.#wait(step.wait, step.timeout ?? DEFAULT_TIMEOUT);
		else if ("pause" in step) this.#pause(step.pause);
		else if ("at" in step) this.#pause(Math.max(0, step.at - simulation.seconds));
		else if ("name" in step) this.#name(step.name);
		else if ("room" in step) this.#room(step.room);
		else simulation.powerCycle();
	}

	#play(name: string, expected: string | undefined): void {
		this.#collectFalseAlarms();
		const { board } = this.#simulation;
		const samples = this.#hooks.recording(name);
		const end = this.#simulation.seconds + samples.length / board.microphone.sampleRate;
		board.microphone.play(samples);
		if (expected === undefined) return;
		this.#simulation.run(end - this.#simulation.seconds + AFTERTHOUGHT);
		const first = this.#keywords[0];
		const verdict = { file: name, expected, heard: first?.label, latency: first && first.t - end, section: this.#section };
		this.verdicts.push(verdict);
		this.#keywords = [];
		this.#hooks.onVerdict?.(verdict);
	}

	/** Waits until an earlier press is over, and has been seen to be. */
	#press(ms: number): void {
		const { button } = this.#simulation.board;
		if (button.pressed) {
			this.#simulation.runUntil(() => !button.pressed, DEFAULT_TIMEOUT);
			this.#pause(BETWEEN_PRESSES);
			this.#seen = [];
		}
		button.press(ms);
	}

	/** Waits for an event; one that came since the last action counts. */
	#wait(type: FirmwareEvent["type"], timeout: number): void {
		const found = (): number => this.#seen.findIndex((event) => event.type === type);
		if (!this.#simulation.runUntil(() => found() >= 0, timeout)) {
			throw new ScenarioError(`the scenario waits for "${type}", which did not come within ${timeout} s`);
		}
		this.#seen.splice(0, found() + 1);
	}

	#pause(seconds: number): void {
		this.#simulation.run(seconds);
	}

	#name(label: string): void {
		const answer = this.#simulation.engine.obey({ do: "rename", class: this.#newest, label });
		if (!answer.ok) throw new ScenarioError(`the scenario cannot name a word "${label}": ${answer.reason}`);
	}

	#room(name: string): void {
		const { microphone } = this.#simulation.board;
		microphone.hush();
		if (name) microphone.play(this.#hooks.recording(name), true);
	}

	#collectFalseAlarms(): void {
		this.falseAlarms.push(...this.#keywords.map((keyword) => keyword.label));
		this.#keywords = [];
	}
}
