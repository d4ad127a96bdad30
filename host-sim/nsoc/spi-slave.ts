import { Spi } from "../../src/akida/registers.js";
import type { Counters } from "./bus.js";

const SIZE_CODE = 0x07;
const LONGEST = 4 * Math.max(...Spi.BURST_WORDS);

/** Where decoded frames go: bytes in memory order, whole words. */
export interface FrameTarget {
	read(address: number, into: Uint8Array): void;
	write(address: number, bytes: Uint8Array): void;
}

/** [2] The SPI slave: one chip-select frame is one command. It has no way to complain; what it cannot decode does nothing and reads zeros. */
export class SpiSlave {
	readonly #target: FrameTarget;
	readonly #counters: Counters;
	readonly #data = new Uint8Array(LONGEST);
	/** The front of the data, by size code. */
	readonly #bursts = Spi.BURST_WORDS.map((words) => new Uint8Array(this.#data.buffer, 0, 4 * words));

	constructor(target: FrameTarget, counters: Counters) {
		this.#target = target;
		this.#counters = counters;
	}

	/** Everything between chip select low and high: the bytes the host sent, then those it clocked in. */
	frame(sent: Uint8Array, received: Uint8Array): void {
		this.#counters.frames++;
		this.#counters.bytesIn += sent.length;
		this.#counters.bytesOut += received.length;
		const command = (sent[0] ?? 0) & ~SIZE_CODE;
		const burst = this.#bursts[(sent[0] ?? 0) & SIZE_CODE];
		if (!burst) return this.#ignore(received);
		const reads = command === Spi.READ && sent.length === Spi.HEADER_BYTES + Spi.TURNAROUND_BYTES && received.length === burst.length;
		const writes = command === Spi.WRITE && sent.length === Spi.HEADER_BYTES + burst.length && received.length === 0;
		if (reads) this.#read(sent, burst, received);
		else if (writes) this.#write(sent, burst);
		else this.#ignore(received);
	}

	#read(sent: Uint8Array, burst: Uint8Array, received: Uint8Array): void {
		this.#target.read(addressOf(sent), burst);
		for (let i = 0; i < burst.length; i++) received[i] = burst[i ^ 3] as number;
	}

	#write(sent: Uint8Array, burst: Uint8Array): void {
		for (let i = 0; i < burst.length; i++) burst[i] = sent[Spi.HEADER_BYTES + (i ^ 3)] as number;
		this.#target.write(addressOf(sent), burst);
	}

	#ignore(received: Uint8Array): void {
		this.#counters.badFrames++;
		received.fill(0);
	}
}

/** 24 bits of word address, most significant byte first, under the fixed prefix. */
function addressOf(sent: Uint8Array): number {
	const word = ((sent[1] as number) << 16) | ((sent[2] as number) << 8) | (sent[3] as number);
	return Spi.ADDRESS_PREFIX * 2 ** 24 + 4 * word;
}
