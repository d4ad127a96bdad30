/**
 * The newest audio, hop by hop: pre-roll for the gate and raw material for enrolment.
 * Positions are absolute (counted from the start), so that a reader can be late without seeing a hop twice.
 */
export class AudioHistory {
	readonly hop: number;
	/** Hops that can be held. */
	readonly capacity: number;
	/** Hops pushed since the start. */
	total = 0;
	#samples: Int16Array;

	constructor(hop: number, capacity: number) {
		this.hop = hop;
		this.capacity = capacity;
		this.#samples = new Int16Array(hop * capacity);
	}

	push(hop: Int16Array): void {
		this.#samples.set(hop, (this.total % this.capacity) * this.hop);
		this.total++;
	}

	/** Position of the oldest hop that is still held. */
	get oldest(): number {
		return Math.max(0, this.total - this.capacity);
	}

	/** Copies the hop at an absolute position; a position that is not held (any more) gives zeros. */
	copyHop(position: number, into: Int16Array): void {
		this.copy(position * this.hop, into);
	}

	/** Copies `into.length` samples from an absolute sample position on; what is not held reads as zeros. */
	copy(position: number, into: Int16Array): void {
		const ring = this.#samples;
		const size = ring.length;
		const first = this.oldest * this.hop;
		const end = this.total * this.hop;
		for (let i = 0; i < into.length; i++) {
			const at = position + i;
			into[i] = at >= first && at < end ? (ring[at % size] as number) : 0;
		}
	}
}
