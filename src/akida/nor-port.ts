import type { SpiDevice } from "../ports.js";
import type { DriverClock } from "./chip.js";
import { AkidaError, type AkidaErrorCode, hex } from "./errors.js";
import { type Field, getField, Nor, NorMaker, setField } from "./registers.js";
import { waitUntil } from "./waiting.js";

/** What answers READ_ID. */
export interface FlashId {
	readonly manufacturer: number;
	readonly type: number;
	/** Bytes within reach of 24-bit addresses. */
	readonly size: number;
}

/** An erase command, the bytes it clears, and how long it may take. */
export interface Erasure {
	readonly opcode: number;
	readonly bytes: number;
	readonly limitMs: number;
}

/** Smallest last. Limits are twice what slow parts of 16 MiB need. */
export const ERASURES: readonly Erasure[] = Object.freeze([
	Object.freeze({ opcode: Nor.ERASE_64K, bytes: 0x10000, limitMs: 4000 }),
	Object.freeze({ opcode: Nor.ERASE_32K, bytes: 0x8000, limitMs: 3000 }),
	Object.freeze({ opcode: Nor.ERASE_4K, bytes: 0x1000, limitMs: 1000 }),
]);
const CHIP_LIMIT_MS = 500_000;
const PROGRAM_LIMIT_MS = 20;
const STATUS_LIMIT_MS = 100;
/** Pauses between two looks at the status: a page takes half a millisecond, a sector some 20. */
const PROGRAM_PAUSE_MS = 0.1;
const ERASE_PAUSE_MS = 1;
const REACH = 2 ** 24;

/** Commands to a NOR flash [3.2]. Every method may throw {@link AkidaError}. */
export class NorPort {
	readonly #device: SpiDevice;
	readonly #clock: DriverClock;
	readonly #command = new Uint8Array(1);
	readonly #answer = new Uint8Array(1);
	readonly #page = new Uint8Array(Nor.HEADER_BYTES + Nor.PAGE_BYTES);
	readonly #header = this.#page.subarray(0, Nor.HEADER_BYTES);
	/** True for parts that tell in a register of their own what went wrong. */
	#hasFlags = false;

	constructor(device: SpiDevice, clock: DriverClock) {
		this.#device = device;
		this.#clock = clock;
	}

	/** To be called first. Throws `flash-missing` if nothing drives the lines. */
	identify(): FlashId {
		const id = new Uint8Array(Nor.ID_BYTES);
		this.#send(Nor.READ_ID, id);
		const [manufacturer = 0, type = 0, logSize = 0] = id;
		if (id.every((byte) => byte === 0) || id.every((byte) => byte === 0xff)) {
			throw new AkidaError("flash-missing", `no flash answers behind the chip: its id reads as ${manufacturer} three times`);
		}
		this.#hasFlags = manufacturer === NorMaker.MICRON;
		return { manufacturer, type, size: Math.min(2 ** logSize, REACH) };
	}

	read(offset: number, into: Uint8Array): void {
		this.#device.transaction(this.#addressed(Nor.READ, offset), into);
	}

	/** Programs bytes that lie in one page. Throws `flash-timeout`, `flash-program`. */
	program(offset: number, bytes: Uint8Array): void {
		this.#addressed(Nor.PAGE_PROGRAM, offset);
		this.#page.set(bytes, Nor.HEADER_BYTES);
		this.#change(this.#page.subarray(0, Nor.HEADER_BYTES + bytes.length), PROGRAM_LIMIT_MS, PROGRAM_PAUSE_MS);
		this.#requireUnset(Nor.FLAG_PROGRAM_ERROR, "flash-program", offset);
	}

	/** Throws `flash-timeout`, `flash-erase`. */
	erase({ opcode, limitMs }: Erasure, offset: number): void {
		this.#change(this.#addressed(opcode, offset), limitMs, ERASE_PAUSE_MS);
		this.#requireUnset(Nor.FLAG_ERASE_ERROR, "flash-erase", offset);
	}

	/** As {@link erase}, for everything; takes minutes. */
	eraseAll(): void {
		this.#change(Uint8Array.of(Nor.ERASE_CHIP), CHIP_LIMIT_MS, ERASE_PAUSE_MS);
		this.#requireUnset(Nor.FLAG_ERASE_ERROR, "flash-erase", 0);
	}

	/** Sets the quad-enable bit of parts that have it in their second status register. Throws `flash-timeout`, `flash-quad`. */
	enableQuad(): void {
		const status = this.#ask(Nor.READ_STATUS_2);
		if (getField(status, Nor.QUAD_ENABLE) === 1) return;
		this.#change(Uint8Array.of(Nor.WRITE_STATUS_2, setField(status, Nor.QUAD_ENABLE, 1)), STATUS_LIMIT_MS, ERASE_PAUSE_MS);
		if (getField(this.#ask(Nor.READ_STATUS_2), Nor.QUAD_ENABLE) === 1) return;
		throw new AkidaError("flash-quad", "the flash does not keep its quad-enable bit: is its status register protected?");
	}

	/** Sends a command that changes something, and waits for its end. */
	#change(frame: Uint8Array, limitMs: number, pauseMs: number): void {
		if (this.#hasFlags) this.#send(Nor.CLEAR_FLAGS);
		this.#send(Nor.WRITE_ENABLE);
		this.#device.transaction(frame);
		const isReady = () => getField(this.#ask(Nor.READ_STATUS), Nor.BUSY) === 0;
		if (!waitUntil(isReady, this.#clock, limitMs, pauseMs)) {
			throw new AkidaError("flash-timeout", `the flash is still busy after ${limitMs} ms`);
		}
	}

	#requireUnset(flag: Field, code: AkidaErrorCode, address: number): void {
		if (!this.#hasFlags || getField(this.#ask(Nor.READ_FLAGS), flag) === 0) return;
		throw new AkidaError(code, `the flash reports a failure at offset ${hex(address)}`, { address });
	}

	#addressed(opcode: number, offset: number): Uint8Array {
		this.#header[0] = opcode;
		this.#header[1] = offset >>> 16;
		this.#header[2] = offset >>> 8;
		this.#header[3] = offset;
		return this.#header;
	}

	#ask(opcode: number): number {
		this.#send(opcode, this.#answer);
		return this.#answer[0] as number;
	}

	#send(opcode: number, received?: Uint8Array): void {
		this.#command[0] = opcode;
		this.#device.transaction(this.#command, received);
	}
}
