import type { Alarm, Clock, Indicator, Signal } from "../ports.js";

/** A fault that is no reason to stop is shown for so long. */
const FAULT_SHOWN_MS = 5000;

export interface LightPorts {
	readonly clock: Clock;
	readonly indicator: Indicator;
	/** Is nobody being taught or asked? Whoever is needs the light. */
	readonly isFree: () => boolean;
}

/** The light between lessons and questions: that the device listens, what has just come about, and faults that can wait. */
export class Light {
	#ports: LightPorts;
	/** Number of a fault that nobody has seen yet, or 0. */
	#fault = 0;
	/** The end of what is shown; what was shown before does not end it sooner. */
	#alarm: Alarm | undefined;

	constructor(ports: LightPorts) {
		this.#ports = ports;
	}

	/** Shows a signal for a while, then that the device listens. */
	show(signal: Signal, ms: number): void {
		this.#ports.indicator.show(signal);
		this.#restAfter(ms);
	}

	/** Shows a fault that is no reason to stop: now, or when the lesson or the question is over. */
	showFault(number: number): void {
		this.#fault = number;
		this.rest();
	}

	/** Shows that the device listens, or what is still to be seen; nothing while somebody else needs the light. */
	rest(): void {
		const { isFree, indicator } = this.#ports;
		if (!isFree()) return;
		if (this.#fault === 0) return indicator.show("listening");
		indicator.show("fault", this.#fault);
		this.#fault = 0;
		this.#restAfter(FAULT_SHOWN_MS);
	}

	#restAfter(ms: number): void {
		this.#alarm?.cancel();
		this.#alarm = this.#ports.clock.after(ms, () => this.rest());
	}
}
