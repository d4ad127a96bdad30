import type { Link } from "../../src/ports.js";
import { Random } from "../../src/random.js";
import type { SimClock } from "./clock.js";

/** What happens to a byte on its way, as probabilities of 0..1. */
export interface LinkFaults {
	/** It arrives with other bits. */
	flip: number;
	/** It does not arrive. */
	drop: number;
	/** It arrives twice. */
	duplicate: number;
}

/** The computer's end of a {@link SimLink}. */
export interface HostEnd {
	write(bytes: Uint8Array): void;
	onReceive: ((bytes: Uint8Array) => void) | undefined;
	/** The link was cut. */
	onCut: (() => void) | undefined;
}

/** Start bit, eight bits, stop bit. */
const BITS_PER_BYTE = 10;
/** Bytes that the UART of an ESP32 holds until somebody reads them; those that find it full are lost. */
const FIFO_BYTES = 128;
/** Bytes that arrive at once: time on the line is as coarse as this. */
const BURST_BYTES = 16;

/** A serial line between a board and a computer, as fast as its rate, with a UART that holds little and a plug that can be pulled. */
export class SimLink implements Link {
	onReceive: ((bytes: Uint8Array) => void) | undefined;
	readonly faults: LinkFaults = { flip: 0, drop: 0, duplicate: 0 };
	/** Bytes that were sent in each direction, and those that a full UART has lost. */
	readonly counters = { toDevice: 0, toHost: 0, lost: 0 };
	readonly host: HostEnd = { write: (bytes) => this.#toDevice(bytes), onReceive: undefined, onCut: undefined };
	#clock: SimClock;
	#msPerByte: number;
	#random: Random;
	#connected = true;
	/** Changes when what is under way is lost. */
	#run = 0;
	/** When each direction of the line is free again. */
	#freeAt = { toDevice: 0, toHost: 0 };
	#fifo: number[] = [];

	constructor(clock: SimClock, baud = 921_600, seed = 1) {
		this.#clock = clock;
		this.#msPerByte = (1000 * BITS_PER_BYTE) / baud;
		this.#random = new Random(seed);
	}

	get connected(): boolean {
		return this.#connected;
	}

	/** Seconds that the line was in use in the busier direction. */
	get seconds(): number {
		return (Math.max(this.counters.toDevice, this.counters.toHost) * this.#msPerByte) / 1000;
	}

	write(bytes: Uint8Array): void {
		this.#send("toHost", bytes, (burst) => this.host.onReceive?.(burst));
	}

	/** Pulls the plug; what is under way is lost. */
	cut(): void {
		this.#connected = false;
		this.reset();
		this.host.onCut?.();
	}

	plug(): void {
		this.#connected = true;
	}

	/** What is under way is lost. */
	reset(): void {
		this.#run++;
		this.#fifo = [];
	}

	#toDevice(bytes: Uint8Array): void {
		this.#send("toDevice", bytes, (burst) => this.#arrive(burst));
	}

	#send(direction: "toDevice" | "toHost", bytes: Uint8Array, deliver: (burst: Uint8Array) => void): void {
		this.counters[direction] += bytes.length;
		if (!this.#connected) return;
		const now = this.#clock.now();
		const run = this.#run;
		for (let at = 0; at < bytes.length; at += BURST_BYTES) {
			const burst = bytes.slice(at, at + BURST_BYTES);
			const due = Math.max(now, this.#freeAt[direction]) + burst.length * this.#msPerByte;
			this.#freeAt[direction] = due;
			this.#clock.hardware.after(due - now, () => run === this.#run && deliver(this.#spoilt(burst)));
		}
	}

	/** Bytes go into the UART whether or not the processor has time for them. */
	#arrive(burst: Uint8Array): void {
		const run = this.#run;
		if (this.#fifo.length === 0) this.#clock.after(0, () => run === this.#run && this.#read());
		for (const byte of burst) {
			if (this.#fifo.length < FIFO_BYTES) this.#fifo.push(byte);
			else this.counters.lost++;
		}
	}

	#read(): void {
		const bytes = Uint8Array.from(this.#fifo);
		this.#fifo = [];
		this.onReceive?.(bytes);
	}

	#spoilt(burst: Uint8Array): Uint8Array {
		const { flip, drop, duplicate } = this.faults;
		if (flip + drop + duplicate === 0) return burst;
		return Uint8Array.from(
			[...burst].flatMap((byte) => {
				const seen = this.#chance(flip) ? byte ^ (1 + this.#random.below(255)) : byte;
				if (this.#chance(drop)) return [];
				return this.#chance(duplicate) ? [seen, seen] : [seen];
			}),
		);
	}

	#chance(probability: number): boolean {
		return this.#random.below(10_000) < probability * 10_000;
	}
}
