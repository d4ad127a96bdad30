/** Something that fills bytes, as many as it is given. */
export interface ByteSource {
	read(bytes: Uint8Array): unknown;
}

/**
 * Fills any length piece by piece, through buffers of falling powers of two that are made once: a view of the destination
 * would have to be made for each read.
 */
export class PieceReader {
	#pieces: Uint8Array[] = [];

	/** `largest`: bytes of the longest read, a power of two. */
	constructor(largest: number) {
		for (let size = largest; size > 0; size >>= 1) this.#pieces.push(new Uint8Array(size));
	}

	/** Fills `into` from index `from` up to index `end`. What the source sees in the bytes before it fills them is zeros. */
	fill(source: ByteSource, into: Uint8Array, from: number, end: number): void {
		for (let i = 0, at = from; at < end; i++) {
			const piece = this.#pieces[i] as Uint8Array;
			for (; end - at >= piece.length; at += piece.length) {
				piece.fill(0);
				source.read(piece);
				into.set(piece, at);
			}
		}
	}
}
