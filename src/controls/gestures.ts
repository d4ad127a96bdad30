import type { Alarm, Clock } from "../ports.js";

/** What a person can say with one button. */
export type Gesture = "short" | "long" | "very long";

/** Milliseconds that the button is held for a long press. */
export const LONG_MS = 2000;
/** Milliseconds that it is held for a very long one. */
export const VERY_LONG_MS = 8000;

const HOLDS = Object.freeze([
	Object.freeze({ gesture: "long", ms: LONG_MS } as const),
	Object.freeze({ gesture: "very long", ms: VERY_LONG_MS } as const),
]);

/**
 * Tells short from long presses. "short" comes at the release; "long" and then "very long" come while the button is still
 * held, and no "short" follows them. A press counts only if its beginning is pushed: a release without one, as of a button
 * that was held when the power came, says nothing, and so does the same level pushed twice.
 */
export class Gestures {
	#clock: Clock;
	#onGesture: (gesture: Gesture) => void;
	/** When the press began that is under way. */
	#since: number | undefined;
	/** How many of the holds it has reached. */
	#reached = 0;
	#alarm: Alarm | undefined;

	constructor(clock: Clock, onGesture: (gesture: Gesture) => void) {
		this.#clock = clock;
		this.#onGesture = onGesture;
	}

	/** Takes the level of a debounced button. */
	push(pressed: boolean): void {
		if (pressed === (this.#since !== undefined)) return;
		if (pressed) this.#begin();
		else this.#end();
	}

	/** Forgets the press that is under way: neither holding on nor the release says anything. */
	close(): void {
		this.#alarm?.cancel();
		this.#alarm = undefined;
		this.#since = undefined;
	}

	#begin(): void {
		this.#since = this.#clock.now();
		this.#reached = 0;
		this.#wait();
	}

	#end(): void {
		// The alarm of a busy processor may be later than the release.
		this.#report();
		const short = this.#reached === 0;
		this.close();
		if (short) this.#onGesture("short");
	}

	#wait(): void {
		const hold = HOLDS[this.#reached];
		if (this.#since === undefined || !hold) return;
		this.#alarm = this.#clock.after(hold.ms - (this.#clock.now() - this.#since), () => {
			this.#report();
			this.#wait();
		});
	}

	/** Reports the holds that have been reached; whoever is told may close. */
	#report(): void {
		for (let hold = HOLDS[this.#reached]; hold; hold = HOLDS[this.#reached]) {
			if (this.#since === undefined || this.#clock.now() - this.#since < hold.ms) return;
			this.#reached++;
			this.#onGesture(hold.gesture);
		}
	}
}
