/**
 * The integer primitives of the front end. All take and give int32; each is one or two instructions on a Cortex-M4,
 * so that the C kernel (mfcc.c) is equal bit for bit.
 */

/** a * b / 2^32 rounded to nearest, halves up, exactly (SMMULR). */
export function mulRounded(a: number, b: number): number {
	const ah = a >> 16;
	const al = a & 0xffff;
	const bh = b >> 16;
	const bl = b & 0xffff;
	const mid = Math.imul(ah, bl) + (Math.imul(al, bl) >>> 16);
	const low = Math.imul(al, bh) + (mid & 0xffff);
	return Math.imul(ah, bh) + (mid >> 16) + (((low >> 15) + 1) >> 1);
}

/** The bits that a signed value needs beside its sign: |v|, or one less for a negative v. */
export const extent = (v: number): number => v ^ (v >> 31);

/** Square roots: entry i is sqrt((i + SQRT_FIRST) * 2^22) with 8 fractional bits, for 2^28 to 2^31, ends included. */
export const SQRT_FIRST = 64;
export const SQRT_TABLE: Int32Array = Int32Array.from({ length: 514 - SQRT_FIRST }, (_, i) =>
	Math.round(Math.sqrt((i + SQRT_FIRST) * 2 ** 22) * 256),
);

/** Square root with 8 fractional bits of 2^28 <= v <= 2^31, by linear interpolation; relative error below 1e-5. */
export function squareRoot(v: number): number {
	const i = (v >>> 22) - SQRT_FIRST;
	const low = SQRT_TABLE[i] as number;
	return low + (Math.imul((SQRT_TABLE[i + 1] as number) - low, (v >>> 7) & 0x7fff) >> 15);
}

/** sqrt(x^2 + y^2), below 2^31: the larger of both is brought to 31 bits first. */
export function hypotenuse(x: number, y: number): number {
	if ((x | y) === 0) return 0;
	const shift = Math.clz32(extent(x) | extent(y)) - 1;
	const a = x << shift;
	const b = y << shift;
	return (squareRoot(mulRounded(a, a) + mulRounded(b, b)) << 8) >>> shift;
}

/** Fractional bits of logarithms. */
export const LOG_BITS = 22;
/** ln 2 */
export const LN2: number = Math.round(Math.LN2 * 2 ** LOG_BITS);
/** ln(1 + i / 128) */
export const LOG_TABLE: Int32Array = Int32Array.from({ length: 129 }, (_, i) => Math.round(Math.log(1 + i / 128) * 2 ** LOG_BITS));

/** ln(mantissa / 2^31 * 2^power) for an unsigned mantissa with its top bit set, by linear interpolation; error below 1e-5. */
export function logarithm(mantissa: number, power: number): number {
	const i = (mantissa >>> 24) & 0x7f;
	const low = LOG_TABLE[i] as number;
	const part = Math.imul((LOG_TABLE[i + 1] as number) - low, (mantissa >>> 9) & 0x7fff) >> 15;
	return Math.imul(power, LN2) + low + part;
}
