/** Bits that one stored weight takes: eight to a word, or four. */
const cellBits = (weightBits: number): number => (weightBits <= 4 ? 4 : 8);

/** Words that `count` weights take. */
export function weightWords(count: number, weightBits: number): number {
	return Math.ceil((count * cellBits(weightBits)) / 32);
}

/** Packs signed weights in order, the first in the lowest bits. */
export function packWeights(weights: Int8Array, weightBits: number): Uint32Array {
	const bits = cellBits(weightBits);
	const words = new Uint32Array(weightWords(weights.length, weightBits));
	const mask = (1 << bits) - 1;
	weights.forEach((weight, i) => {
		const bit = i * bits;
		words[bit >>> 5] = (words[bit >>> 5] ?? 0) | ((weight & mask) << (bit & 31));
	});
	return words;
}

/** The `count` signed weights that stand in `words` from `start` on. */
export function unpackWeights(words: Uint32Array, start: number, count: number, weightBits: number): Int8Array {
	const bits = cellBits(weightBits);
	const weights = new Int8Array(count);
	for (let i = 0; i < count; i++) {
		const bit = i * bits;
		const above = 32 - bits - (bit & 31);
		weights[i] = ((words[start + (bit >>> 5)] ?? 0) << above) >> (32 - bits);
	}
	return weights;
}

/** True when every weight can be stored in `weightBits` bits. */
export function weightsFit(weights: Int8Array, weightBits: number): boolean {
	const limit = 2 ** (weightBits - 1);
	return weights.every((weight) => weight >= -limit && weight < limit);
}
