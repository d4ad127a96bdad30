import type { Indicator, Signal } from "../../src/ports.js";

/** A light that remembers what it shows and tells whoever looks. */
export class SimIndicator implements Indicator {
	signal: Signal = "off";
	onSignal: ((signal: Signal) => void) | undefined;

	show(signal: Signal): void {
		if (signal === this.signal) return;
		this.signal = signal;
		this.onSignal?.(signal);
	}
}
