import { type Rhythm, rhythmOf } from "../controls/rhythms.js";
import type { Indicator, Signal } from "../ports.js";
import type { OpenTicker, Ticker } from "./ticker.js";

/** What is used of a board's LED. */
export interface Light {
	on(): void;
	off(): void;
}

/** One light that blinks a rhythm for every signal. */
export class BoardIndicator implements Indicator {
	#light: Light | undefined;
	#ticker: Ticker;
	#signal: Signal | undefined;
	#count = 0;
	#rhythm: Rhythm = rhythmOf("off");
	#step = 0;

	/** A board without a light is allowed: nothing is shown. */
	constructor(light: Light | undefined, open: OpenTicker) {
		this.#light = light;
		this.#ticker = open(() => this.#next());
	}

	/** Begins the rhythm of a signal; one that is shown already goes on undisturbed. */
	show(signal: Signal, count = 0): void {
		if (signal === this.#signal && count === this.#count) return;
		this.#signal = signal;
		this.#count = count;
		this.#rhythm = rhythmOf(signal, count);
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
