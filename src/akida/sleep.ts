import type { Clock } from "../ports.js";

/** The output that drives the chip's SLEEP pin. */
export interface SleepOutput {
	write(level: 0 | 1): void;
}

/** Settling after the clocks come back; the peer's firmware allows 100 us. */
const WAKE_MS = 0.1;

/**
 * The chip's SLEEP pin [3.4]: high gates its clocks and keeps the model, but a sleeping chip reads as zeros. Whoever needs
 * the chip holds it awake; it sleeps while nobody does.
 */
export class SleepPin {
	readonly #output: SleepOutput;
	readonly #clock: Pick<Clock, "delay">;
	#holders = 0;

	/** The chip sleeps until it is held awake. */
	constructor(output: SleepOutput, clock: Pick<Clock, "delay">) {
		this.#output = output;
		this.#clock = clock;
		output.write(1);
	}

	get asleep(): boolean {
		return this.#holders === 0;
	}

	/** Runs `work` with the chip awake; it may be nested, and what `work` throws passes through. */
	awake<T>(work: () => T): T {
		this.hold();
		try {
			return work();
		} finally {
			this.release();
		}
	}

	/** Wakes the chip if it sleeps, and keeps it awake until released as often. */
	hold(): void {
		if (this.#holders++ > 0) return;
		this.#output.write(0);
		this.#clock.delay(WAKE_MS);
	}

	/** Lets go; without a hold nothing happens. */
	release(): void {
		if (this.#holders === 0 || --this.#holders > 0) return;
		this.#output.write(1);
	}
}
