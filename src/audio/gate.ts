/** When the gate opens and how long it stays open. Levels are RMS of one hop, 0..32767. */
export interface GateSettings {
	/** A hop at least this loud opens the gate, in however quiet a room. */
	readonly openLevel: number;
	/** In a noisy room a hop must exceed the background by this factor. */
	readonly openRatio: number;
	/** Hops that the gate stays open after the last loud one. */
	readonly hangoverHops: number;
}

/** How slowly the background estimate follows a rising level: about 10 s at 20 ms hops, so that a word hardly moves it. */
const RISE_SHIFT = 9;
/** How fast it follows a falling one: a few hops. */
const FALL_SHIFT = 2;
/** The estimate carries this many fractional bits. */
const FRACTION = 8;

/**
 * Speech gate: keeps the front end asleep while the room is quiet.
 * Unlike a fixed threshold it rises with a steady background, and it never forgets audio: what came before it opened is
 * in the {@link AudioHistory}.
 */
export class Gate {
	#settings: GateSettings;
	#background = 0;
	#heard = false;
	#remaining = 0;

	constructor(settings: GateSettings) {
		this.#settings = settings;
	}

	get open(): boolean {
		return this.#remaining > 0;
	}

	/** Level of the steady background. */
	get background(): number {
		return this.#background >> FRACTION;
	}

	/** Level that a hop must reach to count as loud. */
	get threshold(): number {
		return Math.max(this.#settings.openLevel, Math.round(this.background * this.#settings.openRatio));
	}

	/** Takes the level of the next hop and tells whether that hop was loud. */
	push(level: number): boolean {
		const loud = level >= this.threshold;
		this.#follow(level << FRACTION);
		if (loud) this.#remaining = this.#settings.hangoverHops + 1;
		else if (this.#remaining > 0) this.#remaining--;
		return loud;
	}

	/** Shuts the gate; the background estimate stays. */
	shut(): void {
		this.#remaining = 0;
	}

	#follow(level: number): void {
		const difference = level - this.#background;
		if (!this.#heard) this.#background = Math.min(level, this.#settings.openLevel << FRACTION);
		else this.#background += difference >> (difference > 0 ? RISE_SHIFT : FALL_SHIFT);
		this.#heard = true;
	}
}
