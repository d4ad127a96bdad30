/** Why a pickle cannot be read; the caller adds the file's name. */
export class PickleProblem extends Error {
	override readonly name = "PickleProblem";
}

const LINE_FEED = 0x0a;
const LARGEST_LINE = 1024;
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The bytes of a pickle, read once from front to back; a length is believed only as far as there are bytes. */
export class PickleStream {
	readonly #bytes: Uint8Array;
	readonly #view: DataView;
	#at = 0;

	constructor(bytes: Uint8Array) {
		// Not what Node's Buffer makes of slice: views of the file must be copied when they are sliced.
		this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	}

	get position(): number {
		return this.#at;
	}

	/** A view of the next bytes. */
	bytes(length: number): Uint8Array {
		const from = this.#skip(length);
		return this.#bytes.subarray(from, from + length);
	}

	u8(): number {
		return this.#view.getUint8(this.#skip(1));
	}

	u16(): number {
		return this.#view.getUint16(this.#skip(2), true);
	}

	i32(): number {
		return this.#view.getInt32(this.#skip(4), true);
	}

	u32(): number {
		return this.#view.getUint32(this.#skip(4), true);
	}

	/** A length; one beyond 2^53 is as impossible as any other beyond the end of the file. */
	u64(): number {
		return Number(this.#view.getBigUint64(this.#skip(8), true));
	}

	/** The one number that pickles store with its most significant byte first. */
	f64(): number {
		return this.#view.getFloat64(this.#skip(8), false);
	}

	text(length: number): string {
		try {
			return strict.decode(this.bytes(length));
		} catch (error) {
			if (error instanceof PickleProblem) throw error;
			throw new PickleProblem("is damaged: a text in it is not UTF-8");
		}
	}

	/** A name that ends with a line feed. */
	line(): string {
		const end = this.#bytes.indexOf(LINE_FEED, this.#at);
		if (end < 0 || end - this.#at > LARGEST_LINE) throw new PickleProblem("is damaged: a name in it does not end");
		const text = this.text(end - this.#at);
		this.#at = end + 1;
		return text;
	}

	#skip(length: number): number {
		const from = this.#at;
		const left = this.#bytes.length - from;
		if (length > left) throw new PickleProblem(`is damaged or cut off: ${length} bytes should follow byte ${from}, ${left} are there`);
		this.#at = from + length;
		return from;
	}
}
