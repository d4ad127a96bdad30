import type { DriverClock } from "./chip.js";

/** Limit of every wait for the chip [6.2, 13, 15]. */
export const TIMEOUT_MS = 5000;
/** A chip that is not done at the first look is given time, which also lets simulated time pass. */
const POLL_MS = 1;

/** How a host spends the time until the chip has finished a job. */
export interface Waiter {
	/**
	 * Blocks until the chip may have finished something, for `ms` at the longest. A completion since the last call counts, so
	 * that none is slept through: a board with the interrupt line (see `Akd1500.routeInterrupt`) waits for the edge it latched.
	 */
	wait(ms: number): void;
}

/** For boards without the interrupt line: the driver looks again a millisecond later. */
export class PollingWaiter implements Waiter {
	readonly #clock: DriverClock;

	constructor(clock: DriverClock) {
		this.#clock = clock;
	}

	wait(ms: number): void {
		this.#clock.delay(Math.min(ms, POLL_MS));
	}
}

/** Asks until it is so, or for `ms` milliseconds; tells whether it was. */
export function waitUntil(isSo: () => boolean, clock: DriverClock, ms: number, pause = POLL_MS): boolean {
	const start = clock.now();
	while (!isSo()) {
		if (clock.now() - start >= ms) return false;
		clock.delay(pause);
	}
	return true;
}
