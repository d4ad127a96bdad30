import type { Button, Clock } from "../ports.js";

/** What is used of `embedded:io/digital` as an input. */
export interface InputPin {
	read(): 0 | 1;
}

/** Makes a pin that calls back at both edges; edges between two calls coalesce. */
export type OpenInput = (onEdge: () => void) => InputPin;

/** A button is believed when its level has not moved for this long. */
const SETTLE_MS = 20;

/** A bouncing push button on a pin that is low while pressed. */
export class BoardButton implements Button {
	onChange: ((pressed: boolean) => void) | undefined;
	#pin: InputPin;
	#clock: Clock;
	#pressed = false;
	#edges = 0;

	constructor(open: OpenInput, clock: Clock) {
		this.#clock = clock;
		this.#pin = open(() => this.#edge());
		// Held when the power came: not a press.
		this.#pressed = this.#pin.read() === 0;
	}

	#edge(): void {
		const edge = ++this.#edges;
		this.#clock.after(SETTLE_MS, () => {
			if (edge === this.#edges) this.#settled();
		});
	}

	#settled(): void {
		const pressed = this.#pin.read() === 0;
		if (pressed === this.#pressed) return;
		this.#pressed = pressed;
		this.onChange?.(pressed);
	}
}
