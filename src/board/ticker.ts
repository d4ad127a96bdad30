/** A timer that is set again and again without making anything; it starts parked. */
export interface Ticker {
	/** Calls back in so many milliseconds; from within the callback, the next time. */
	schedule(ms: number): void;
	/** Calls back no more. */
	park(): void;
}

export type OpenTicker = (callback: () => void) => Ticker;
