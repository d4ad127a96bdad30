import type { Alarm, Clock } from "../../ports.js";
import type { Work } from "./lesson.js";

/** What is told of work that is done in turns. */
export interface TurnCallbacks {
	/** After a turn that was not the last. */
	readonly onTurn?: () => void;
	readonly onDone: () => void;
	/** A step threw; nothing more is done. */
	readonly onFault: (error: unknown) => void;
}

/**
 * Does long work in short turns, between which audio, button and watchdog have the processor: a turn begins no step after
 * `turnMs`, so it takes that long and one step.
 */
export class Turns {
	#clock: Clock;
	#turnMs: number;
	#alarm: Alarm | undefined;

	constructor(clock: Clock, turnMs: number) {
		this.#clock = clock;
		this.#turnMs = turnMs;
	}

	/** Begins work; what was going on is dropped. */
	run(work: Work, callbacks: TurnCallbacks): void {
		this.stop();
		this.#alarm = this.#clock.after(0, () => this.#turn(work, callbacks));
	}

	stop(): void {
		this.#alarm?.cancel();
		this.#alarm = undefined;
	}

	#turn(work: Work, callbacks: TurnCallbacks): void {
		this.#alarm = undefined;
		try {
			const until = this.#clock.now() + this.#turnMs;
			do if (work.step()) return callbacks.onDone();
			while (this.#clock.now() < until);
			this.run(work, callbacks);
			callbacks.onTurn?.();
		} catch (error) {
			this.stop();
			callbacks.onFault(error);
		}
	}
}
