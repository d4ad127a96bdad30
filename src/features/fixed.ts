/**
 * The integer primitives of the front end. All take and give int32; each is one or two instructions on a Cortex-M4,
 * so that the C kernel (fixed.h) is equal bit for bit.
 */

/** a * b / 2^32 rounded to nearest, halves up, exactly (SMMULR). The partial products fit in int32, so none needs the call of Math.imul. */
export function mulRounded(a: number, b: number): number {
	const ah = a >> 16;
	const al = a & 0xffff;
	const bh = b >> 16;
	const bl = b & 0xffff;
	const mid = ah * bl + ((al * bl) >>> 16);
	const low = al * bh + (mid & 0xffff);
	return ah * bh + (mid >> 16) + (((low >> 15) + 1) >> 1);
}

/** A number with as many leading zeros as v can be shifted to the left; 0 only for 0. */
export const extent = (v: number): number => v ^ (v << 1);

/**
 * A function of an unsigned number in a table of nodes, 2^bits apart: the value and the slope at each. In between, half a step to
 * either side, the tangent stands for the function; the values are corrected by its mean error, a third of that at the ends.
 */
function makeNodes(count: number, f: (node: number) => number): Int32Array {
	const table = new Int32Array(2 * count);
	for (let i = 0; i < count; i++) {
		const before = f(i - 0.5);
		const after = f(i + 0.5);
		table[2 * i] = Math.round(f(i) + (before + after - 2 * f(i)) / 6);
		table[2 * i + 1] = Math.round(after - before);
	}
	return table;
}

function interpolate(table: Int32Array, x: number, bits: number): number {
	const node = (x + (1 << (bits - 1))) >>> bits;
	return (table[2 * node] as number) + mulRounded(table[2 * node + 1] as number, x << (32 - bits));
}

/** Square roots of 2^28 to 2^31, 16 fractional bits; relative error below 2.1e-5. */
const ROOT_FIRST = 2 ** 28;
const ROOT_BITS = 23;
export const ROOT_NODES: Int32Array = makeNodes(225, (i) => Math.sqrt(ROOT_FIRST + i * 2 ** ROOT_BITS) * 65536);

/** sqrt(x^2 + y^2), below 2^31: the larger of both is brought to 31 bits first. */
export function hypotenuse(x: number, y: number): number {
	const both = extent(x) | extent(y);
	if (both === 0) return 0;
	const shift = Math.clz32(both);
	const a = x << shift;
	const b = y << shift;
	return interpolate(ROOT_NODES, mulRounded(a, a) + mulRounded(b, b) - ROOT_FIRST, ROOT_BITS) >>> shift;
}

/** Fractional bits of logarithms. */
export const LOG_BITS = 22;
const LN2 = Math.round(Math.LN2 * 2 ** LOG_BITS);

/** ln of 1 to 2; error below 5.5e-6. */
const MANTISSA_BITS = 24;
export const LOG_NODES: Int32Array = makeNodes(129, (i) => Math.log(1 + i / 128) * 2 ** LOG_BITS);

/** ln(mantissa / 2^31 * 2^power) for an unsigned mantissa with its top bit set. */
export const logarithm = (mantissa: number, power: number): number =>
	Math.imul(power, LN2) + interpolate(LOG_NODES, mantissa & 0x7fffffff, MANTISSA_BITS);
