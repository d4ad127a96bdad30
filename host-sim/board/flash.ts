import { FlashError, type FlashStore } from "../../src/ports.js";

/** Thrown when the power goes in the middle of a flash operation. */
export class PowerCut extends Error {
	override readonly name = "PowerCut";
}

const ERASED = 0xff;

/** What a flash has been through. */
export class FlashWear {
	/** Erases of each sector. */
	readonly erases: Uint32Array;
	/** Write calls. */
	writes = 0;
	/** Bytes of these calls. */
	bytes = 0;

	constructor(sectors: number) {
		this.erases = new Uint32Array(sectors);
	}

	/** Erases and writes. */
	get operations(): number {
		return this.erases.reduce((sum, erases) => sum + erases, this.writes);
	}
}

/** What is wrong with a flash. */
export class FlashFaults {
	/** Sectors whose erases and writes are refused. */
	readonly refusing = new Set<number>();
	/** Sectors that cannot be read. */
	readonly unreadable = new Set<number>();
	/** Bits, as a mask at their offset, that nothing sets. */
	readonly stuckLow = new Map<number, number>();
	/** Bits, as a mask at their offset, that nothing clears. */
	readonly stuckHigh = new Map<number, number>();
}

/**
 * NOR flash in memory: erased is 0xFF, writing clears bits, erasing takes a sector. The power may go after any byte, or half-way
 * through any operation, that is one call of `erase` or `write`.
 */
export class SimFlash implements FlashStore {
	readonly sectorSize: number;
	/** The raw contents; what survives a power cycle. */
	readonly bytes: Uint8Array;
	readonly faults = new FlashFaults();
	/** Counted from the start, or from the last `resetWear`. */
	wear: FlashWear;
	/** Bytes that can still be written or erased before the power goes; infinite normally. */
	powerBudget = Infinity;
	/** Operations that can still be completed; the power goes half-way through the next. Infinite normally. */
	operationBudget = Infinity;

	constructor(size: number, sectorSize = 4096) {
		this.sectorSize = sectorSize;
		this.bytes = new Uint8Array(size).fill(ERASED);
		this.wear = new FlashWear(size / sectorSize);
	}

	get size(): number {
		return this.bytes.length;
	}

	/** The power is back, for good. */
	restorePower(): void {
		this.powerBudget = Infinity;
		this.operationBudget = Infinity;
	}

	/** Counts from here. */
	resetWear(): void {
		this.wear = new FlashWear(this.wear.erases.length);
	}

	read(offset: number, into: Uint8Array): void {
		this.#check(offset, into.length);
		this.#refuse(this.faults.unreadable, offset, into.length, "read");
		into.set(this.bytes.subarray(offset, offset + into.length));
	}

	write(offset: number, bytes: Uint8Array): void {
		this.#check(offset, bytes.length);
		this.#refuse(this.faults.refusing, offset, bytes.length, "written");
		this.wear.writes++;
		this.wear.bytes += bytes.length;
		this.#operate(offset, bytes.length, (at) => (this.bytes[at] as number) & (bytes[at - offset] as number));
	}

	erase(sector: number): void {
		const offset = sector * this.sectorSize;
		this.#check(offset, this.sectorSize);
		this.#refuse(this.faults.refusing, offset, this.sectorSize, "erased");
		this.wear.erases[sector] = (this.wear.erases[sector] as number) + 1;
		this.#operate(offset, this.sectorSize, () => ERASED);
	}

	#operate(offset: number, length: number, valueOf: (at: number) => number): void {
		const interrupted = this.operationBudget-- <= 0;
		const whole = interrupted ? Math.floor(length / 2) : length;
		for (let i = 0; i < whole; i++) {
			if (this.powerBudget-- <= 0) throw new PowerCut("the power went during a flash operation");
			this.#set(offset + i, valueOf(offset + i));
		}
		if (!interrupted) return;
		// The byte that was under way has changed half of its bits.
		const last = offset + whole;
		if (whole < length) this.#set(last, ((this.bytes[last] as number) & 0xf0) | (valueOf(last) & 0x0f));
		throw new PowerCut("the power went half-way through a flash operation");
	}

	#set(at: number, value: number): void {
		const { stuckLow, stuckHigh } = this.faults;
		this.bytes[at] = (value & ~(stuckLow.get(at) ?? 0)) | (stuckHigh.get(at) ?? 0);
	}

	#refuse(sectors: ReadonlySet<number>, offset: number, length: number, done: string): void {
		const bad = [...sectors].find((sector) => (sector + 1) * this.sectorSize > offset && sector * this.sectorSize < offset + length);
		if (bad !== undefined) throw new FlashError(`it cannot be ${done}`);
	}

	#check(offset: number, length: number): void {
		if (offset < 0 || offset + length > this.bytes.length) {
			throw new RangeError(`flash access at ${offset}, ${length} bytes, outside of ${this.bytes.length}`);
		}
	}
}
