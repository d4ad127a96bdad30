/** Hops that are made up for at once when the browser was late; what is older is forgotten. */
const LONGEST_DEBT = 10;
/** A microphone that sends nothing for this long no longer sets the pace, in milliseconds. */
const PATIENCE_MS = 300;

/**
 * Tells how many hops of simulated time are due: as many as have come from the microphone, or, while none comes, as many as have passed
 * by the clock on the wall.
 */
export class Pacer {
	#hopMs: number;
	#paidUntil: number;
	#heardAt = -Infinity;

	constructor(hopMs: number, now: number) {
		this.#hopMs = hopMs;
		this.#paidUntil = now;
	}

	/** Hops came from the microphone: so many are due. */
	heard(hops: number, now: number): number {
		this.#heardAt = this.#paidUntil = now;
		return Math.min(hops, LONGEST_DEBT);
	}

	/** Time has passed: so many are due. */
	passed(now: number): number {
		if (now - this.#heardAt < PATIENCE_MS) return 0;
		const due = Math.floor((now - this.#paidUntil) / this.#hopMs);
		this.#paidUntil = due > LONGEST_DEBT ? now : this.#paidUntil + due * this.#hopMs;
		return Math.min(due, LONGEST_DEBT);
	}
}
