/** Bit fields of 32-bit words, as the register tables name them. */

/** A bit field inside a 32-bit word. */
export interface Field {
	readonly shift: number;
	readonly width: number;
}

export const field = (shift: number, width = 1): Field => Object.freeze({ shift, width });

/** Unshifted mask of a field, e.g. 0xff for eight bits. */
const ones = (width: number): number => (width >= 32 ? 0xffffffff : 2 ** width - 1);

/** Reads a field as an unsigned number. */
export function getField(word: number, f: Field): number {
	return ((word >>> f.shift) & ones(f.width)) >>> 0;
}

/** True when `value` can be stored in the field. */
export function fitsField(value: number, f: Field): boolean {
	return Number.isInteger(value) && value >= 0 && value <= ones(f.width);
}

/** Returns `word` with the field replaced; `value` must fit (see {@link fitsField}). */
export function setField(word: number, f: Field, value: number): number {
	const mask = (ones(f.width) << f.shift) >>> 0;
	return ((word & ~mask) | ((value << f.shift) & mask)) >>> 0;
}

/** The bits that the fields occupy in their word. */
export function maskOf(...fields: readonly Field[]): number {
	return fields.reduce((mask, f) => setField(mask, f, ones(f.width)), 0);
}

/** A word that holds `value` in the field and zeros elsewhere; `value` must fit (see {@link fitsField}). */
export function bitsOf(f: Field, value: number): number {
	return setField(0, f, value);
}

/** Largest value that a field holds. */
export function maxOf(f: Field): number {
	return ones(f.width);
}
