import { bitsOf, getField, Nor, NorMaker } from "../../src/akida/registers.js";
import type { SpiDevice } from "../../src/ports.js";

/** How the flash behind the chip is wired up. */
export interface NorFlashOptions {
	/** The contents, a power of two of bytes, which the chip sees through its own window. */
	readonly bytes: Uint8Array;
	/** Milliseconds. */
	readonly now: () => number;
	/** True while the chip lets the host's second chip select through (section 3.2). */
	readonly isConnected: () => boolean;
	/** First two bytes of the id; by default a Micron part. */
	readonly manufacturer?: number;
	readonly type?: number;
}

/** What can be wrong with a part; a test may change it at any time. */
export interface NorFaults {
	/** Not soldered in. */
	missing: boolean;
	/** What the data line reads while nobody drives it. */
	floating: number;
	/** Never ends what it begins. */
	stuckBusy: boolean;
	/** Commands that come to nothing; Micron parts say so in their flags. */
	eraseFails: boolean;
	programFails: boolean;
	/** The status registers cannot be written. */
	statusLocked: boolean;
	/** Bits, by offset, that neither erasing nor programming changes. */
	readonly stuckBits: Map<number, number>;
}

const MICRON_TYPE = 0xbb;
const NO_BYTES = new Uint8Array(0);
const ERASED = 0xff;
const READY_FLAG = 0x80;

/** Bytes and milliseconds of the erase commands. */
const ERASURES: ReadonlyMap<number, readonly [bytes: number, ms: number]> = new Map([
	[Nor.ERASE_4K, [0x1000, 20]],
	[Nor.ERASE_32K, [0x8000, 100]],
	[Nor.ERASE_64K, [0x10000, 150]],
]);
const CHIP_MS = 40_000;
const PROGRAM_MS = 0.4;
const STATUS_MS = 10;

/** A serial NOR flash as the host meets it on the wire: one transaction is one command. What it does not know it ignores. */
export class NorFlash implements SpiDevice {
	/** The raw contents; they survive a power cycle. */
	readonly bytes: Uint8Array;
	readonly faults: NorFaults = {
		missing: false,
		floating: 0xff,
		stuckBusy: false,
		eraseFails: false,
		programFails: false,
		statusLocked: false,
		stuckBits: new Map(),
	};
	/** The quad-enable bit of the parts that have one; it survives a power cycle. */
	quadEnabled = false;
	readonly #options: NorFlashOptions;
	readonly #id: readonly number[];
	#writeEnabled = false;
	#flags = 0;
	#busyUntil = -Infinity;

	constructor(options: NorFlashOptions) {
		const { bytes, manufacturer = NorMaker.MICRON, type = MICRON_TYPE } = options;
		this.bytes = bytes;
		this.#options = options;
		this.#id = [manufacturer, type, Math.round(Math.log2(bytes.length))];
	}

	get busy(): boolean {
		return this.#options.now() < this.#busyUntil;
	}

	/** The supply goes and comes back. What was going on has already changed the contents. */
	powerCycle(): void {
		this.#writeEnabled = false;
		this.#flags = 0;
		this.#busyUntil = -Infinity;
	}

	release(): void {}

	transaction(sent: Uint8Array, received: Uint8Array = NO_BYTES): void {
		const opcode = sent[0] as number;
		received.fill(this.faults.floating);
		if (this.faults.missing || !this.#options.isConnected()) return;
		if (this.#answerStatus(opcode, received)) return;
		if (this.busy) received.fill(0);
		else this.#obey(opcode, sent, received);
	}

	/** Status can be read at any time. */
	#answerStatus(opcode: number, received: Uint8Array): boolean {
		const status = this.#status(opcode);
		if (status !== undefined) received.fill(status);
		return status !== undefined;
	}

	#status(opcode: number): number | undefined {
		if (opcode === Nor.READ_STATUS) return bitsOf(Nor.BUSY, this.busy ? 1 : 0) | bitsOf(Nor.WRITE_ENABLED, this.#writeEnabled ? 1 : 0);
		if (opcode === Nor.READ_FLAGS && this.#hasFlags) return this.#flags | (this.busy ? 0 : READY_FLAG);
		if (opcode === Nor.READ_STATUS_2 && !this.#hasFlags) return bitsOf(Nor.QUAD_ENABLE, this.quadEnabled ? 1 : 0);
		return undefined;
	}

	#obey(opcode: number, sent: Uint8Array, received: Uint8Array): void {
		const erasure = ERASURES.get(opcode);
		if (opcode === Nor.READ_ID) for (let i = 0; i < received.length; i++) received[i] = this.#id[i % this.#id.length] as number;
		else if (opcode === Nor.READ) this.#read(addressOf(sent), received);
		else if (opcode === Nor.WRITE_ENABLE) this.#writeEnabled = true;
		else if (opcode === Nor.CLEAR_FLAGS && this.#hasFlags) this.#flags = 0;
		else if (!this.#writeEnabled) return;
		else if (opcode === Nor.PAGE_PROGRAM && sent.length > Nor.HEADER_BYTES) this.#program(sent);
		else if (erasure && sent.length === Nor.HEADER_BYTES) this.#erase(addressOf(sent), ...erasure);
		else if (opcode === Nor.ERASE_CHIP && sent.length === 1) this.#erase(0, this.bytes.length, CHIP_MS);
		else if (opcode === Nor.WRITE_STATUS_2 && sent.length === 2 && !this.#hasFlags) this.#writeStatus(sent[1] as number);
	}

	#read(address: number, received: Uint8Array): void {
		for (let i = 0; i < received.length; i++) received[i] = this.bytes[(address + i) % this.bytes.length] as number;
	}

	/** Bytes beyond the end of the page come round to its start. */
	#program(sent: Uint8Array): void {
		const address = addressOf(sent);
		const page = address - (address % Nor.PAGE_BYTES);
		for (let i = Nor.HEADER_BYTES; i < sent.length && !this.faults.programFails; i++) {
			const at = page + ((address + i - Nor.HEADER_BYTES) % Nor.PAGE_BYTES);
			this.#set(at, (this.bytes[at % this.bytes.length] as number) & (sent[i] as number));
		}
		this.#begin(PROGRAM_MS, this.faults.programFails ? bitsOf(Nor.FLAG_PROGRAM_ERROR, 1) : 0);
	}

	/** The address may lie anywhere in the block. */
	#erase(address: number, bytes: number, ms: number): void {
		const start = address - (address % bytes);
		for (let i = 0; i < bytes && !this.faults.eraseFails; i++) this.#set(start + i, ERASED);
		this.#begin(ms, this.faults.eraseFails ? bitsOf(Nor.FLAG_ERASE_ERROR, 1) : 0);
	}

	#writeStatus(value: number): void {
		if (!this.faults.statusLocked) this.quadEnabled = getField(value, Nor.QUAD_ENABLE) === 1;
		this.#begin(STATUS_MS, 0);
	}

	#set(address: number, value: number): void {
		const at = address % this.bytes.length;
		const stuck = this.faults.stuckBits.get(at) ?? 0;
		this.bytes[at] = ((this.bytes[at] as number) & stuck) | (value & ~stuck);
	}

	#begin(ms: number, flags: number): void {
		this.#writeEnabled = false;
		this.#flags |= flags;
		this.#busyUntil = this.faults.stuckBusy ? Infinity : this.#options.now() + ms;
	}

	get #hasFlags(): boolean {
		return this.#id[0] === NorMaker.MICRON;
	}
}

/** 24 bits, most significant byte first. */
const addressOf = (sent: Uint8Array): number => ((sent[1] ?? 0) << 16) | ((sent[2] ?? 0) << 8) | (sent[3] ?? 0);
