import type { Alarm, Clock } from "../../src/ports.js";

interface Pending {
	readonly at: number;
	readonly callback: () => void;
}

/** Alarms in the order in which they fall due; equal times in the order in which they were set. */
class AlarmQueue {
	#pending: Pending[] = [];

	get next(): number {
		return this.#pending[0]?.at ?? Infinity;
	}

	add(at: number, callback: () => void): Alarm {
		const alarm: Pending = { at, callback };
		let i = this.#pending.length;
		while (i > 0 && (this.#pending[i - 1] as Pending).at > at) i--;
		this.#pending.splice(i, 0, alarm);
		return { cancel: () => this.#remove(alarm) };
	}

	take(): Pending | undefined {
		return this.#pending.shift();
	}

	clear(): void {
		this.#pending = [];
	}

	#remove(alarm: Pending): void {
		const i = this.#pending.indexOf(alarm);
		if (i >= 0) this.#pending.splice(i, 1);
	}
}

/**
 * Simulated time in milliseconds. It moves only when somebody waits: `run` jumps from alarm to alarm, `delay` and `spend`
 * keep the processor busy. While it is busy its own alarms wait, as on a microcontroller with one thread, but those of the
 * other chips on the board (`hardware`) do not.
 */
export class SimClock implements Clock {
	#now = 0;
	#software = new AlarmQueue();
	#hardware = new AlarmQueue();

	/** The same time for the chips on the board. */
	readonly hardware: Pick<Clock, "now" | "after"> = {
		now: () => this.#now,
		after: (ms, callback) => this.#hardware.add(this.#now + Math.max(0, ms), callback),
	};

	now(): number {
		return this.#now;
	}

	after(ms: number, callback: () => void): Alarm {
		return this.#software.add(this.#now + Math.max(0, ms), callback);
	}

	delay(ms: number): void {
		this.spend(ms);
	}

	/** The processor is busy for a while. */
	spend(ms: number): void {
		const until = this.#now + ms;
		while (this.#hardware.next <= until) this.#fire(this.#hardware);
		this.#now = until;
	}

	/** Runs the next alarm that is due by `until`, moving time to it; false when there is none. */
	step(until: number): boolean {
		const queue = this.#hardware.next <= this.#software.next ? this.#hardware : this.#software;
		if (queue.next > until) return false;
		this.#fire(queue);
		return true;
	}

	/** Runs everything that is due by `until` and moves time there. */
	run(until: number): void {
		while (this.step(until));
		this.#now = Math.max(this.#now, until);
	}

	/** Calls all alarms off (the power went). */
	clear(): void {
		this.#software.clear();
		this.#hardware.clear();
	}

	#fire(queue: AlarmQueue): void {
		const alarm = queue.take();
		if (!alarm) return;
		this.#now = Math.max(this.#now, alarm.at);
		alarm.callback();
	}
}
