import type { Simulation } from "../../host-sim/simulation.js";

const TURN_MS = 4;
/** A computer that was busy for longer does not catch up: the board has stood still meanwhile. */
const LONGEST_MS = 250;

/** Lets an emulated board live as fast as the clock on the wall. */
export function inRealTime(simulation: Simulation): { stop(): void } {
	let last = performance.now();
	const timer = setInterval(() => {
		const now = performance.now();
		simulation.run(Math.min(LONGEST_MS, now - last) / 1000);
		last = now;
	}, TURN_MS);
	return { stop: () => clearInterval(timer) };
}
