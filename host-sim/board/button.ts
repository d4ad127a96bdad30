import type { Button, Clock } from "../../src/ports.js";

/** A push button that a script, a test or a page presses. */
export class SimButton implements Button {
	onChange: ((pressed: boolean) => void) | undefined;
	pressed = false;
	#clock: Clock;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Holds the button down or lets it go. */
	set(pressed: boolean): void {
		if (pressed === this.pressed) return;
		this.pressed = pressed;
		this.onChange?.(pressed);
	}

	/** Presses the button for a while. */
	press(ms = 80): void {
		this.set(true);
		this.#clock.after(ms, () => this.set(false));
	}
}
