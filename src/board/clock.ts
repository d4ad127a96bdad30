import Time from "time";
import Timer from "timer";
import type { Alarm, Clock } from "../ports.js";
import type { Ticker } from "./ticker.js";

/** Time on Moddable: ticks wrap as signed 32-bit milliseconds, only their differences mean anything. */
export class BoardClock implements Clock {
	#last = Time.ticks;
	#elapsed = 0;

	now(): number {
		const ticks = Time.ticks;
		this.#elapsed += Time.delta(this.#last, ticks);
		this.#last = ticks;
		return this.#elapsed;
	}

	after(ms: number, callback: () => void): Alarm {
		let timer: Timer | undefined = Timer.set(() => {
			timer = undefined;
			callback();
		}, ms);
		return {
			cancel() {
				Timer.clear(timer);
				timer = undefined;
			},
		};
	}

	delay(ms: number): void {
		Timer.delay(ms);
	}
}

/** A ticker on a timer that is parked, never cleared. */
export class BoardTicker implements Ticker {
	#timer: Timer;

	constructor(callback: () => void) {
		this.#timer = Timer.repeat(callback, 1);
		this.park();
	}

	schedule(ms: number): void {
		Timer.schedule(this.#timer, ms, ms);
	}

	park(): void {
		Timer.schedule(this.#timer);
	}
}
