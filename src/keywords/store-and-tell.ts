import { AkidaError } from "../akida/errors.js";
import type { EventSink } from "../console/events.js";

/**
 * Stores a change of the words, which gives the bytes stored, and tells of it. The store comes first: when the chip fails after it
 * the change holds and is told all the same, and the chip gets it when it is brought up again. Throws what `store` throws.
 */
export function storeAndTell(onEvent: EventSink, store: () => number, tell: () => void): void {
	let bytes: number;
	try {
		bytes = store();
	} catch (error) {
		if (error instanceof AkidaError) tell();
		throw error;
	}
	tell();
	onEvent({ type: "stored", bytes });
}
