/**
 * The integer primitives of the front end. All take and give int32; each is one or two instructions on a Cortex-M4,
 * so that the C kernel can be equal bit for bit.
 */

/** floor(a * b / 2^32), exactly (SMMUL). */
export function mulHigh(a: number, b: number): number {
	const ah = a >> 16;
	const al = a & 0xffff;
	const bh = b >> 16;
	const bl = b & 0xffff;
	const mid = Math.imul(ah, bl) + (Math.imul(al, bl) >>> 16);
	const low = Math.imul(al, bh) + (mid & 0xffff);
	return Math.imul(ah, bh) + (mid >> 16) + (low >> 16);
}

/** a * b / 2^32 rounded to nearest, exactly (SMMULR). */
export const mulRounded = (a: number, b: number): number => mulHigh(a, b) + (Math.imul(a, b) >>> 31);

/** Square roots: entry i is sqrt(i * 2^22) with 8 fractional bits, for the 31-bit values that are at least 2^28. */
export const SQRT_FIRST = 64;
export const SQRT_TABLE: Int32Array = Int32Array.from({ length: 512 - SQRT_FIRST + 1 }, (_, i) =>
	Math.round(Math.sqrt((i + SQRT_FIRST) * 2 ** 22) * 256),
);

/** Square root with 8 fractional bits of 2^28 <= v < 2^31, by linear interpolation; relative error below 1e-5. */
export function squareRoot(v: number): number {
	const i = (v >>> 22) - SQRT_FIRST;
	const low = SQRT_TABLE[i] as number;
	return low + (Math.imul((SQRT_TABLE[i + 1] as number) - low, (v >>> 7) & 0x7fff) >> 15);
}

/** Fractional bits of logarithms. */
export const LOG_BITS = 22;
/** ln 2 */
export const LN2: number = Math.round(Math.LN2 * 2 ** LOG_BITS);
/** ln(1 + i / 128) */
export const LOG_TABLE: Int32Array = Int32Array.from({ length: 129 }, (_, i) => Math.round(Math.log(1 + i / 128) * 2 ** LOG_BITS));

/** ln(m / 2^31) for an unsigned m with its top bit set, by linear interpolation; error below 1e-5. */
export function logOfMantissa(m: number): number {
	const i = (m >>> 24) & 0x7f;
	const low = LOG_TABLE[i] as number;
	return low + (Math.imul((LOG_TABLE[i + 1] as number) - low, (m >>> 9) & 0x7fff) >> 15);
}

/** |v| of any int32 but -2^31. */
export const magnitude = (v: number): number => (v < 0 ? -v : v);
