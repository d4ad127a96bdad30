import type { Alarm, Clock, Indicator, Signal } from "../ports.js";

/** What is used of a board's LED. */
export interface Light {
	on(): void;
	off(): void;
}

/** Milliseconds on, off, on, off ... of each signal, told apart by rhythm alone; repeated for as long as the signal is shown. */
export const RHYTHMS: Readonly<Record<Signal, readonly number[]>> = Object.freeze({
	off: Object.freeze([0, 1000]),
	starting: Object.freeze([100, 100]),
	listening: Object.freeze([40, 2960]),
	keyword: Object.freeze([500, 0]),
	speak: Object.freeze([500, 500]),
	capturing: Object.freeze([1000, 0]),
	learning: Object.freeze([250, 250, 250, 750]),
	success: Object.freeze([80, 80, 80, 80, 80, 600]),
	rejected: Object.freeze([800, 200, 80, 200]),
	fault: Object.freeze([80, 160, 80, 160, 80, 160, 600, 400]),
});

/** One light that blinks a rhythm for every signal. */
export class BoardIndicator implements Indicator {
	#light: Light | undefined;
	#clock: Clock;
	#alarm: Alarm | undefined;

	/** A board without a light is allowed: nothing is shown. */
	constructor(light: Light | undefined, clock: Clock) {
		this.#light = light;
		this.#clock = clock;
	}

	show(signal: Signal): void {
		this.#alarm?.cancel();
		this.#alarm = undefined;
		this.#play(RHYTHMS[signal], 0);
	}

	#play(rhythm: readonly number[], step: number): void {
		const ms = rhythm[step] ?? 0;
		if (ms > 0) {
			if (step % 2 === 0) this.#light?.on();
			else this.#light?.off();
		}
		// A light that stays as it is needs no alarm.
		if (rhythm.length === 2 && rhythm.includes(0)) {
			if (step === 0) this.#play(rhythm, 1);
			return;
		}
		this.#alarm = this.#clock.after(ms, () => this.#play(rhythm, (step + 1) % rhythm.length));
	}
}
