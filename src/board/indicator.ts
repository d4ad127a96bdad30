import type { Indicator, Signal } from "../ports.js";
import type { OpenTicker, Ticker } from "./ticker.js";

/** What is used of a board's LED. */
export interface Light {
	on(): void;
	off(): void;
}

/** Milliseconds on, off, on, off ... of each signal, told apart by rhythm alone; repeated unless it ends with a state that stays. */
export const RHYTHMS: Readonly<Record<Signal, readonly number[]>> = Object.freeze({
	off: Object.freeze([0, Infinity]),
	starting: Object.freeze([100, 100]),
	listening: Object.freeze([40, 2960]),
	keyword: Object.freeze([Infinity]),
	speak: Object.freeze([500, 500]),
	capturing: Object.freeze([Infinity]),
	learning: Object.freeze([250, 250, 250, 750]),
	success: Object.freeze([80, 80, 80, 80, 80, 600]),
	rejected: Object.freeze([800, 200, 80, 200]),
	fault: Object.freeze([80, 160, 80, 160, 80, 160, 600, 400]),
});

/** One light that blinks a rhythm for every signal. */
export class BoardIndicator implements Indicator {
	#light: Light | undefined;
	#ticker: Ticker;
	#rhythm = RHYTHMS.off;
	#step = 0;

	/** A board without a light is allowed: nothing is shown. */
	constructor(light: Light | undefined, open: OpenTicker) {
		this.#light = light;
		this.#ticker = open(() => this.#next());
	}

	show(signal: Signal): void {
		this.#rhythm = RHYTHMS[signal];
		this.#step = 0;
		this.#play();
	}

	#next(): void {
		this.#step = (this.#step + 1) % this.#rhythm.length;
		this.#play();
	}

	#play(): void {
		const ms = this.#rhythm[this.#step] as number;
		if (ms === 0) return this.#next();
		if (this.#step % 2 === 0) this.#light?.on();
		else this.#light?.off();
		if (ms === Infinity) this.#ticker.park();
		else this.#ticker.schedule(ms);
	}
}
