import type { WordEntry } from "../../src/console/commands.js";
import type { Signal } from "../../src/ports.js";
import { type Faults, type ModelFacts, NO_FAULTS } from "../protocol.js";
import type { MicrophoneProblem } from "../sound/microphone.js";
import { IDLE, type Lesson } from "./lesson.js";

/** Everything that the page knows and that does not change thirty times a second. */
export interface PageState {
	readonly model: ModelFacts | undefined;
	/** Whether the firmware listens. */
	readonly ready: boolean;
	readonly microphone: "off" | "asking" | "on";
	readonly microphoneProblem: MicrophoneProblem | undefined;
	/** Title of the recording that plays. */
	readonly playing: string | undefined;
	/** Why a recording does not play, in a sentence. */
	readonly soundProblem: string | undefined;
	readonly signal: Signal;
	readonly count: number;
	readonly lesson: Lesson;
	/** What the visitor wants the word to be called that is being taught. */
	readonly wantedName: string;
	readonly heard: { readonly label: string; readonly score: number; readonly t: number } | undefined;
	readonly words: readonly WordEntry[];
	readonly fault: { readonly number: number; readonly message: string } | undefined;
	readonly faults: Faults;
	readonly paused: boolean;
	/** What the last step of the paused board came to. */
	readonly stepped: { readonly ms: number; readonly frames: number } | undefined;
	/** Something was stored that the browser has not kept yet. */
	readonly keeping: boolean;
	readonly kept: { readonly bytes: number; readonly problem?: string } | undefined;
	/** Nothing works any more. */
	readonly broken: string | undefined;
	/** Recordings speak where the board asks the visitor to. */
	readonly demonstrating: boolean;
	/** A sound has been played, or the microphone was on. */
	readonly listened: boolean;
}

const INITIAL: PageState = {
	model: undefined,
	ready: false,
	microphone: "off",
	microphoneProblem: undefined,
	playing: undefined,
	soundProblem: undefined,
	signal: "off",
	count: 0,
	lesson: IDLE,
	wantedName: "",
	heard: undefined,
	words: [],
	fault: undefined,
	faults: NO_FAULTS,
	paused: false,
	stepped: undefined,
	keeping: false,
	kept: undefined,
	broken: undefined,
	demonstrating: false,
	listened: false,
};

/** The one place for what the page knows; whoever shows a part of it is told when that part changes. */
export class Store {
	#state = INITIAL;
	#watchers: { readonly keys: readonly (keyof PageState)[]; readonly show: (state: PageState) => void }[] = [];

	get state(): PageState {
		return this.#state;
	}

	/** Calls back now, and whenever one of the keys has another value. */
	watch(keys: readonly (keyof PageState)[], show: (state: PageState) => void): void {
		this.#watchers.push({ keys, show });
		show(this.#state);
	}

	change(patch: Partial<PageState>): void {
		const before = this.#state;
		this.#state = { ...before, ...patch };
		for (const { keys, show } of this.#watchers) if (keys.some((key) => before[key] !== this.#state[key])) show(this.#state);
	}
}
