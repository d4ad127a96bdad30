import { ask } from "../inside/channel.js";
import { Request } from "../messages.js";

const timers = new Map<number, Timer>();
let made = 0;

/** `timer`. */
export default class Timer {
	static set(callback: (timer: Timer) => void, ms = 0, repeat = 0): Timer {
		const timer = new Timer(callback);
		Timer.schedule(timer, ms, repeat);
		return timer;
	}

	static repeat(callback: (timer: Timer) => void, ms: number): Timer {
		return Timer.set(callback, ms, ms);
	}

	/** Without a time the timer is parked. */
	static schedule(timer: Timer, ms?: number, repeat = 0): void {
		timer.#require();
		timer.#repeat = repeat;
		timer.#turn++;
		if (ms === undefined) ask(Request.TIMER_CLEAR, { argument: timer.#id });
		else ask(Request.TIMER_SET, { argument: timer.#id, value: ms });
	}

	static clear(timer: Timer | undefined): void {
		if (!timer) return;
		timer.#require();
		ask(Request.TIMER_CLEAR, { argument: timer.#id });
		timers.delete(timer.#id);
	}

	static delay(ms: number): void {
		ask(Request.DELAY, { value: ms });
	}

	/** The time of a timer has come. */
	static fire(id: number): void {
		const timer = timers.get(id);
		if (timer) timer.#fire();
	}

	#id: number;
	#callback: (timer: Timer) => void;
	#repeat = 0;
	/** Changes whenever the timer is scheduled or parked. */
	#turn = 0;

	private constructor(callback: (timer: Timer) => void) {
		if (typeof callback !== "function") throw new TypeError("callback required");
		this.#id = ++made;
		this.#callback = callback;
		timers.set(this.#id, this);
	}

	/** A timer that was cleared, or ended by itself, is no more. */
	#require(): void {
		if (!timers.has(this.#id)) throw new SyntaxError("C: xsGetHostData: no host data");
	}

	/** One that is not repeated ends by itself, unless its callback schedules it again. */
	#fire(): void {
		if (this.#repeat > 0) Timer.schedule(this, this.#repeat, this.#repeat);
		const turn = this.#turn;
		this.#callback(this);
		if (this.#repeat === 0 && this.#turn === turn) timers.delete(this.#id);
	}
}
