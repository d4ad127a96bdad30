import type { Clock, SpiDevice } from "../../src/ports.js";
import { Random } from "../../src/random.js";
import type { Frame } from "../protocol.js";

const NO_BYTES = new Uint8Array(0);
/** Frames that are kept for whoever looks. */
const KEPT = 120;

/** Listens on the wires between board and chip, and disturbs them when it is told to. */
export class WireTap implements SpiDevice {
	frames = 0;
	bytes = 0;
	/** Bits that were flipped. */
	flipped = 0;
	/** Share of the frames in which one bit is flipped, 0..1. */
	flips = 0;
	/** Whether frames are kept. */
	watched = false;
	#device: SpiDevice;
	#clock: Clock;
	#random = new Random(1);
	#kept: Frame[] = [];

	constructor(device: SpiDevice, clock: Clock) {
		this.#device = device;
		this.#clock = clock;
	}

	transaction(sent: Uint8Array, received: Uint8Array = NO_BYTES): void {
		this.frames++;
		this.bytes += sent.length + received.length;
		if (this.flips > 0 && this.#chance()) this.#disturbed(sent, received);
		else this.#pass(sent, received);
	}

	release(): void {
		this.#device.release();
	}

	/** The newest frames since the last call. */
	take(): Frame[] {
		const kept = this.#kept;
		this.#kept = [];
		return kept;
	}

	#pass(sent: Uint8Array, received: Uint8Array): void {
		this.#device.transaction(sent, received);
		if (!this.watched) return;
		if (this.#kept.length === KEPT) this.#kept.shift();
		this.#kept.push({ number: this.frames, at: this.#clock.now(), sent: sent.slice(), received: received.slice() });
	}

	/** The host's own bytes stay as they are: it does not see what the chip received. */
	#disturbed(sent: Uint8Array, received: Uint8Array): void {
		const bit = this.#random.below(8 * (sent.length + received.length));
		const seen = sent.slice();
		if (bit < 8 * sent.length) flip(seen, bit);
		this.#pass(seen, received);
		if (bit >= 8 * sent.length) flip(received, bit - 8 * sent.length);
		this.flipped++;
	}

	#chance(): boolean {
		return this.#random.below(1_000_000) < this.flips * 1_000_000;
	}
}

function flip(bytes: Uint8Array, bit: number): void {
	const at = bit >> 3;
	bytes[at] = (bytes[at] as number) ^ (1 << (bit & 7));
}
