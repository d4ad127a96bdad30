import type { SpiDevice } from "../ports.js";
import { type ChipLink, Registers } from "./chip-link.js";
import { AkidaError, hex } from "./errors.js";
import { initialiseFlashBridge } from "./flash-bridge.js";
import { Spi } from "./registers.js";

/** What has crossed the bus so far. */
export interface SpiCounters {
	readonly frames: number;
	/** Headers, turnaround bytes and written data. */
	readonly bytesSent: number;
	readonly bytesReceived: number;
}

/** A frame size, with the buffers that carry such frames. */
interface Burst {
	/** Size code: the low bits of the command byte. */
	readonly code: number;
	/** Data bytes. */
	readonly bytes: number;
	/** Header and data of a write. */
	readonly sent: Uint8Array;
	/** Data of a read. */
	readonly received: Uint8Array;
}

const READ_HEADER_BYTES = Spi.HEADER_BYTES + Spi.TURNAROUND_BYTES;
const SPACE_END = (Spi.ADDRESS_PREFIX + 1) * 2 ** 24;

/** The AKD1500's SPI slave protocol [2]: frames, burst split, byte order and tail bytes live here and nowhere else. */
export class SpiLink implements ChipLink {
	readonly #device: SpiDevice;
	readonly #counters = { frames: 0, bytesSent: 0, bytesReceived: 0 };
	readonly #readHeader = new Uint8Array(READ_HEADER_BYTES);
	/** Largest burst first, the order in which a transfer is split. */
	readonly #bursts: readonly Burst[];
	readonly #tail = new Uint8Array(4);

	/** Deasserts chip select, then opens the chip's window on its flash [3.1]. */
	constructor(device: SpiDevice) {
		this.#device = device;
		this.#bursts = Spi.BURST_WORDS.map((words, code) => makeBurst(4 * words, code)).reverse();
		device.release();
		initialiseFlashBridge(new Registers(this));
	}

	/** Counts on in place: copy the numbers to take a difference. */
	get counters(): SpiCounters {
		return this.#counters;
	}

	/** Throws {@link AkidaError} `bad-address` unless the whole transfer lies in 0xFC000000..0xFCFFFFFF and starts at a word. */
	read(address: number, into: Uint8Array, bytes = into.length): void {
		checkAddress(address, bytes);
		const whole = bytes & ~3;
		let offset = 0;
		for (let i = 0; i < this.#bursts.length; i++) {
			const burst = this.#bursts[i] as Burst;
			for (; whole - offset >= burst.bytes; offset += burst.bytes) this.#readFrame(burst, address + offset, into, offset);
		}
		if (whole < bytes) this.#readTail(address + whole, into, whole, bytes);
	}

	/** Refuses the addresses that {@link read} refuses. */
	write(address: number, bytes: Uint8Array, length = bytes.length): void {
		checkAddress(address, length);
		const whole = length & ~3;
		let offset = 0;
		for (let i = 0; i < this.#bursts.length; i++) {
			const burst = this.#bursts[i] as Burst;
			for (; whole - offset >= burst.bytes; offset += burst.bytes) this.#writeFrame(burst, address + offset, bytes, offset);
		}
		if (whole < length) this.#writeTail(address + whole, bytes, whole, length);
	}

	/** The bytes behind the last whole word come in the low end of one more word. */
	#readTail(address: number, into: Uint8Array, whole: number, end: number): void {
		const tail = this.#tail;
		this.read(address, tail);
		for (let i = whole; i < end; i++) into[i] = tail[i - whole] as number;
	}

	/** The bytes behind the last whole word go out as one more word, padded with zeros. */
	#writeTail(address: number, bytes: Uint8Array, whole: number, end: number): void {
		const tail = this.#tail.fill(0);
		for (let i = whole; i < end; i++) tail[i - whole] = bytes[i] as number;
		this.write(address, tail);
	}

	#readFrame(burst: Burst, address: number, into: Uint8Array, offset: number): void {
		setHeader(this.#readHeader, Spi.READ | burst.code, address);
		this.#device.transaction(this.#readHeader, burst.received);
		this.#count(READ_HEADER_BYTES, burst.bytes);
		swapWords(burst.received, 0, into, offset, burst.bytes);
	}

	#writeFrame(burst: Burst, address: number, bytes: Uint8Array, offset: number): void {
		setHeader(burst.sent, Spi.WRITE | burst.code, address);
		swapWords(bytes, offset, burst.sent, Spi.HEADER_BYTES, burst.bytes);
		this.#device.transaction(burst.sent);
		this.#count(burst.sent.length, 0);
	}

	#count(sent: number, received: number): void {
		this.#counters.frames++;
		this.#counters.bytesSent += sent;
		this.#counters.bytesReceived += received;
	}
}

function makeBurst(bytes: number, code: number): Burst {
	return { code, bytes, sent: new Uint8Array(Spi.HEADER_BYTES + bytes), received: new Uint8Array(bytes) };
}

function checkAddress(address: number, bytes: number): void {
	if (address % 4 === 0 && address >= Spi.ADDRESS_PREFIX * 2 ** 24 && address + bytes <= SPACE_END) return;
	throw new AkidaError("bad-address", `the SPI slave cannot reach ${bytes} bytes at ${hex(address)}`, { address, requested: bytes });
}

/** Command, then the word address with its most significant byte first; the prefix byte is implied. */
function setHeader(frame: Uint8Array, command: number, address: number): void {
	const word = (address >>> 2) & 0xffffff;
	frame[0] = command;
	frame[1] = word >>> 16;
	frame[2] = word >>> 8;
	frame[3] = word;
}

/** Copies whole words and reverses the bytes of each: little-endian in memory, most significant byte first on the wire. */
function swapWords(from: Uint8Array, fromOffset: number, to: Uint8Array, toOffset: number, bytes: number): void {
	for (let i = 0; i < bytes; i += 4) {
		const source = fromOffset + i;
		const target = toOffset + i;
		to[target] = from[source + 3] as number;
		to[target + 1] = from[source + 2] as number;
		to[target + 2] = from[source + 1] as number;
		to[target + 3] = from[source] as number;
	}
}
