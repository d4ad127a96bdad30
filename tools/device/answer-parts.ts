/** An answer that comes in parts, in any order. */
export class AnswerParts {
	readonly bytes: Uint8Array;
	#there: Uint8Array;

	constructor(length: number) {
		this.bytes = new Uint8Array(length);
		this.#there = new Uint8Array(length);
	}

	/** True if the part brought anything new. */
	add(offset: number, payload: Uint8Array): boolean {
		if (offset + payload.length > this.bytes.length) return false;
		const end = offset + payload.length;
		const isNew = this.#there.subarray(offset, end).includes(0);
		this.bytes.set(payload, offset);
		this.#there.fill(1, offset, end);
		return isNew;
	}

	/** The first bytes that are missing, `most` of them; undefined when none is. */
	missing(most: number): { readonly offset: number; readonly length: number } | undefined {
		const offset = this.#there.indexOf(0);
		if (offset < 0) return undefined;
		const next = this.#there.indexOf(1, offset);
		const end = Math.min(next < 0 ? this.bytes.length : next, offset + most);
		return { offset, length: end - offset };
	}
}
