/** Largest integer whose square is at most `value` (0..2^31 - 1), by Newton's method in integers. */
export function integerSqrt(value: number): number {
	if (value < 2) return value;
	let root = 1 << ((33 - Math.clz32(value)) >> 1);
	for (;;) {
		const next = (root + ((value / root) | 0)) >> 1;
		if (next >= root) return root;
		root = next;
	}
}

/**
 * Loudness of one hop: root mean square of its samples about their mean, 0..32767.
 * A microphone's DC offset does not count. Squares are summed in units of 256, thus levels below 16 are coarse.
 */
export function hopLevel(samples: Int16Array): number {
	const n = samples.length;
	let sum = 0;
	let squares = 0;
	for (let i = 0; i < n; i++) {
		const x = samples[i] as number;
		sum += x;
		squares += (x * x) >> 8;
	}
	const mean = (sum / n) | 0;
	const variance = ((squares / n) | 0) - ((mean * mean) >> 8);
	return variance > 0 ? integerSqrt(variance) << 4 : 0;
}
