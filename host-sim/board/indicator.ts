import type { Indicator, Signal } from "../../src/ports.js";

/** A light that remembers what it shows and tells whoever looks. */
export class SimIndicator implements Indicator {
	signal: Signal = "off";
	/** 0 when the signal came without one. */
	count = 0;
	onSignal: ((signal: Signal, count: number) => void) | undefined;

	show(signal: Signal, count = 0): void {
		if (signal === this.signal && count === this.count) return;
		this.signal = signal;
		this.count = count;
		this.onSignal?.(signal, count);
	}
}
