import type { SimFlash } from "host-sim/board/flash";

/** What the simulated peripherals share. */
interface World {
	/** What the partitions hold, by label. */
	readonly partitions: Map<string, SimFlash>;
	/** Lets somebody say a new word, a few times. */
	teach?: () => void;
}

declare global {
	var simulatedWorld: World | undefined;
}

/** A global, made at run time: preloaded modules have no state of their own. */
export const world = (): World => (globalThis.simulatedWorld ??= { partitions: new Map() });
