/** One value of a dense tensor (x, y, c) that is not zero. */
export interface Entry {
	readonly x: number;
	readonly y: number;
	readonly c: number;
	readonly value: number;
}

/** The non-zero values of a tensor with `ny` rows and `nc` channels, in storage order. */
export function nonZero(values: ArrayLike<number>, ny: number, nc: number): Entry[] {
	const entries = Array.from(values, (value, i) => ({ x: Math.floor(i / nc / ny), y: Math.floor(i / nc) % ny, c: i % nc, value }));
	return entries.filter(({ value }) => value !== 0);
}

/** [17.3, 17.4] CNP events; a value stands from bit 16 on, a potential from bit 12. */
export function cnpEvents(entries: readonly Entry[], valueShift = 16): Uint32Array {
	return Uint32Array.from(entries.flatMap(({ x, y, c, value }) => [x | (y << 16), c | (value << valueShift)]));
}
