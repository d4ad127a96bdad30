import type { AudioHistory } from "../../audio/history.js";

/** Hops of the room's noise that are taken: one window. */
const ROOM_HOPS = 50;
/** Hops before a loud one, and after it, that may belong to it: how a word begins and how it fades away. */
const EDGE_HOPS = 10;
/** Nothing is known of the room. */
export const NO_ROOM = new Int16Array(0);

/**
 * The noise of the room, for the variants of a lesson: the newest second of the history in which nobody spoke. The second right
 * before the button is pressed is not always such a one, and words in the noise would make a word look bad that is not.
 */
export class Room {
	#history: AudioHistory;
	#quietHops = 0;
	/** Absolute position after the last quiet second that a loud hop put an end to; 0 is none. */
	#end = 0;

	constructor(history: AudioHistory) {
		this.#history = history;
	}

	/** Takes whether the hop was loud that was just added to the history. */
	hop(loud: boolean): void {
		if (loud && this.#quietHops >= 2 * EDGE_HOPS + ROOM_HOPS) this.#end = this.#history.total - 1 - EDGE_HOPS;
		this.#quietHops = loud ? 0 : this.#quietHops + 1;
	}

	/** One second of samples; none when there was no quiet one lately. */
	copy(): Int16Array {
		const { total, oldest, hop } = this.#history;
		const end = this.#quietHops >= EDGE_HOPS + ROOM_HOPS ? total : this.#end;
		const begin = end - ROOM_HOPS;
		if (begin < oldest) return NO_ROOM;
		const samples = new Int16Array(ROOM_HOPS * hop);
		this.#history.copy(begin * hop, samples);
		return samples;
	}
}
