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
		this.#soon(() => this.#turn(work, callbacks), callbacks);
	}

	stop(): void {
		this.#alarm?.cancel();
		this.#alarm = undefined;
	}

	/** What follows on the work has a turn of its own. */
	#turn(work: Work, callbacks: TurnCallbacks): void {
		const until = this.#clock.now() + this.#turnMs;
		do if (work.step()) return this.#soon(callbacks.onDone, callbacks);
		while (this.#clock.now() < until);
		this.run(work, callbacks);
		callbacks.onTurn?.();
	}

	#soon(turn: () => void, { onFault }: TurnCallbacks): void {
		this.stop();
		this.#alarm = this.#clock.after(0, () => {
			try {
				turn();
			} catch (error) {
				this.stop();
				onFault(error);
			}
		});
	}
}
