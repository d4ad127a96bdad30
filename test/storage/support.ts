import { PowerCut, SimFlash } from "../../host-sim/board/flash.js";
import { Slots, StorageError, type StorageErrorCode } from "../../src/storage/slots.js";

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export { pattern } from "./sample-word.js";

export const digestOf = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);

/** Two slots of four small sectors. */
export const SECTOR = 128;
export const small = (): SimFlash => new SimFlash(8 * SECTOR, SECTOR);

export const slotsOn = (flash: SimFlash): Slots => new Slots(flash, "learned");

/** The same contents in a flash without history. */
export function copyOf(flash: SimFlash): SimFlash {
	const copy = new SimFlash(flash.size, flash.sectorSize);
	copy.bytes.set(flash.bytes);
	return copy;
}

/** Whether the power went during the work. */
export function isCut(work: () => void): boolean {
	try {
		work();
	} catch (error) {
		if (!(error instanceof PowerCut)) throw error;
		return true;
	}
	return false;
}

/** The code of the StorageError that the work ends with, undefined when it succeeds. */
export function codeOf(work: () => void): StorageErrorCode | undefined {
	try {
		work();
	} catch (error) {
		if (!(error instanceof StorageError)) throw error;
		return error.code;
	}
	return undefined;
}

/** How the power goes: after so many operations, half-way through the next, or after so many bytes. */
export interface Cut {
	readonly name: string;
	readonly flash: SimFlash;
}

/**
 * The work, interrupted at every place: half-way through each operation, before it, and after every byte. Each time
 * on a copy of the flash, whose power is back when the caller gets it.
 */
export function* everyCut(before: SimFlash, work: (flash: SimFlash) => void): Generator<Cut> {
	for (const budget of ["operationBudget", "powerBudget"] as const) {
		for (let n = 0; ; n++) {
			const flash = copyOf(before);
			flash[budget] = n;
			if (!isCut(() => work(flash))) break;
			flash.restorePower();
			yield { name: `${budget} ${n}`, flash };
		}
	}
}

/** The bytes with one piece of them replaced by another of its length. */
export function patched(bytes: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
	const at = bytes.findIndex((_, i) => from.every((byte, k) => bytes[i + k] === byte));
	const copy = bytes.slice();
	copy.set(to, at);
	return copy;
}

/** Numbers as they lie in a record. */
export const double = (value: number): Uint8Array => new Uint8Array(Float64Array.of(value).buffer);
export const uints = (...values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);
