import type { FlashStore } from "../ports.js";
import { crc32 } from "./crc32.js";

/** Why a record could not be stored or found. */
export class StorageError extends Error {
	override readonly name = "StorageError";
	readonly code: "too-large" | "write-failed" | "not-flash" | "no-record";
	constructor(code: StorageError["code"], message: string) {
		super(message);
		this.code = code;
	}
}

const MAGIC = 0x31534b41; // "AKS1" in memory order
/** magic, sequence, payload length, payload CRC, header CRC */
const HEADER_BYTES = 20;

interface Header {
	readonly sequence: number;
	readonly length: number;
	readonly crc: number;
}

/**
 * One record in two slots: a write goes to the slot that is not in use and becomes valid with its last bytes, the header.
 * Whatever interrupts it, the record before is still there. A slot is half of the flash.
 */
export class Slots {
	readonly capacity: number;
	#flash: FlashStore;
	#slotBytes: number;

	constructor(flash: FlashStore) {
		const sectors = Math.floor(flash.size / flash.sectorSize / 2);
		if (sectors < 1) throw new StorageError("not-flash", "the flash is too small for two slots");
		this.#flash = flash;
		this.#slotBytes = sectors * flash.sectorSize;
		this.capacity = this.#slotBytes - HEADER_BYTES;
	}

	/** The newest record that is whole, or undefined if there is none. */
	read(): Uint8Array | undefined {
		const headers = [this.#header(0), this.#header(1)];
		const order = newer(headers[1], headers[0]) ? [1, 0] : [0, 1];
		for (const slot of order) {
			const header = headers[slot];
			const payload = header && this.#payload(slot, header);
			if (payload) return payload;
		}
		return undefined;
	}

	/** Stores a record. Throws StorageError; then the old record is still the one that `read` gives. */
	write(payload: Uint8Array): void {
		if (payload.length > this.capacity) {
			throw new StorageError("too-large", `the record has ${payload.length} bytes, a slot holds ${this.capacity}`);
		}
		const headers = [this.#header(0), this.#header(1)];
		const current = newer(headers[1], headers[0]) ? 1 : 0;
		const inUse = headers[current] && this.#payload(current, headers[current]) ? current : 1 - current;
		const target = 1 - inUse;
		const sequence = Math.max(headers[0]?.sequence ?? 0, headers[1]?.sequence ?? 0) + 1;
		this.#store(target, payload, sequence);
		if (!this.#payload(target, this.#header(target))) {
			throw new StorageError("write-failed", "the record does not read back as it was written");
		}
	}

	/** Forgets everything. */
	clear(): void {
		this.#erase(0);
		this.#erase(1);
	}

	#store(slot: number, payload: Uint8Array, sequence: number): void {
		this.#erase(slot);
		const base = slot * this.#slotBytes;
		this.#flash.write(base + HEADER_BYTES, payload);
		const bytes = new Uint8Array(HEADER_BYTES);
		const view = new DataView(bytes.buffer);
		view.setUint32(0, MAGIC, true);
		view.setUint32(4, sequence, true);
		view.setUint32(8, payload.length, true);
		view.setUint32(12, crc32(payload), true);
		view.setUint32(16, crc32(bytes.subarray(0, 16)), true);
		this.#flash.write(base, bytes);
	}

	#erase(slot: number): void {
		const { sectorSize } = this.#flash;
		const first = (slot * this.#slotBytes) / sectorSize;
		for (let s = 0; s < this.#slotBytes / sectorSize; s++) this.#flash.erase(first + s);
	}

	#header(slot: number): Header | undefined {
		const bytes = new Uint8Array(HEADER_BYTES);
		this.#flash.read(slot * this.#slotBytes, bytes);
		const view = new DataView(bytes.buffer);
		if (view.getUint32(0, true) !== MAGIC || view.getUint32(16, true) !== crc32(bytes.subarray(0, 16))) return undefined;
		const length = view.getUint32(8, true);
		if (length > this.capacity) return undefined;
		return { sequence: view.getUint32(4, true), length, crc: view.getUint32(12, true) };
	}

	#payload(slot: number, header: Header | undefined): Uint8Array | undefined {
		if (!header) return undefined;
		const bytes = new Uint8Array(header.length);
		this.#flash.read(slot * this.#slotBytes + HEADER_BYTES, bytes);
		return crc32(bytes) === header.crc ? bytes : undefined;
	}
}

const newer = (a: Header | undefined, b: Header | undefined): boolean => a !== undefined && (b === undefined || a.sequence > b.sequence);
