/**
 * The contracts between the firmware and the world. `src/board` implements them on ECMA-419 classes,
 * `host-sim/board` in software; the firmware cannot tell which.
 */

/** Something scheduled by a {@link Clock} that can still be called off. */
export interface Alarm {
	cancel(): void;
}

/** Monotonic time in milliseconds (fractions allowed). */
export interface Clock {
	now(): number;
	/** Calls back once, `ms` from now, from the event loop; never from inside `after`. */
	after(ms: number, callback: () => void): Alarm;
	/** Blocks for a short settling time, as a bare-metal delay does. */
	delay(ms: number): void;
}

/** Mono, signed 16-bit PCM, delivered one hop at a time. */
export interface Microphone {
	readonly sampleRate: number;
	/** The samples belong to the microphone and are valid only during the call. */
	onHop: ((samples: Int16Array) => void) | undefined;
	/** Times that sound was lost because nobody read it, if that is known. */
	readonly overruns?: number;
	start(): void;
	stop(): void;
}

/** One slave on an SPI bus: mode 0, 8-bit units, most significant bit first. */
export interface SpiDevice {
	/** One chip-select frame: sends `sent`, then clocks `received.length` bytes in, all in one select period. */
	transaction(sent: Uint8Array, received?: Uint8Array): void;
	/** Drives chip select inactive, whatever state it was left in. */
	release(): void;
}

/** A debounced push button. */
export interface Button {
	onChange: ((pressed: boolean) => void) | undefined;
}

/** What the light tells the person in front of the board. */
export type Signal =
	| "off"
	| "starting"
	| "listening"
	| "keyword"
	/** Say the word now. */
	| "speak"
	| "capturing"
	/** The utterance is being judged; be quiet. */
	| "checking"
	/** The utterance has to be said again; the count is the number of the reason. */
	| "rejected"
	| "learning"
	| "verifying"
	/** Learned: keep it? */
	| "ask-keep"
	/** Delete the word that was learned last? */
	| "ask-delete"
	/** Forget everything? */
	| "ask-reset"
	| "success"
	/** Nothing has changed: cancelled, given up or refused. */
	| "unchanged"
	/** The count is the number of the fault code. */
	| "fault";

/** A light (or several) that can show one signal at a time. */
export interface Indicator {
	/** `count` tells reasons and faults apart, from 1 on. */
	show(signal: Signal, count?: number): void;
}

/** The flash could not do what it was told: a worn sector, a part that does not answer. */
export class FlashError extends Error {
	override readonly name = "FlashError";
}

/** Raw NOR flash: erased bytes are 0xFF, a write can only clear bits, erasing works on whole sectors. May throw {@link FlashError}. */
export interface FlashStore {
	readonly size: number;
	readonly sectorSize: number;
	read(offset: number, into: Uint8Array): void;
	write(offset: number, bytes: Uint8Array): void;
	erase(sector: number): void;
}

/** A byte pipe to a console. */
export interface Link {
	/** Does not wait; what the pipe has no room for is lost. */
	write(bytes: Uint8Array): void;
	/** The bytes belong to the link and are valid only during the call. */
	onReceive: ((bytes: Uint8Array) => void) | undefined;
}

/** The board, as the firmware sees it. */
export interface Board {
	readonly clock: Clock;
	readonly microphone: Microphone;
	readonly spi: SpiDevice;
	readonly button: Button;
	readonly indicator: Indicator;
	/** Holds the model bundle. */
	readonly models: FlashStore;
	/** Holds what the device learns, and its settings. */
	readonly store: FlashStore;
	/** Boards without one cannot be talked to. */
	readonly console?: Link;
}
