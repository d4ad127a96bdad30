/**
 * Seeded generator with one 32-bit word of state, so that it fits in a register and can be stored with what it made.
 * Weyl sequence with a multiply-xorshift finaliser (the 32-bit member of the SplitMix family: Steele, Lea, Flood, OOPSLA 2014).
 * The bits it yields are part of the project's contract: the same seed replays an enrolment on every engine.
 */
export class Random {
	/** The whole state: storing and restoring it resumes the sequence. */
	state: number;

	constructor(seed: number) {
		this.state = seed >>> 0;
	}

	/** The next 32 bits as an unsigned integer. */
	next(): number {
		this.state = (this.state + 0x9e3779b9) >>> 0;
		let z = this.state;
		z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
		z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
		return (z ^ (z >>> 15)) >>> 0;
	}

	/** An integer in 0..`bound` - 1; `bound` at most 32768. The bias is below bound / 2^32 (high 16 + 16 bits multiplied up). */
	below(bound: number): number {
		const bits = this.next();
		const low = Math.imul(bits & 0xffff, bound) >>> 16;
		return (Math.imul(bits >>> 16, bound) + low) >>> 16;
	}

	/** Fisher-Yates shuffle in place. */
	shuffle(items: { length: number; [index: number]: number }): void {
		for (let i = items.length - 1; i > 0; i--) {
			const j = this.below(i + 1);
			const held = items[i] as number;
			items[i] = items[j] as number;
			items[j] = held;
		}
	}
}
