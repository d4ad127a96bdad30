import { checkedBits } from "./descriptors.js";
import { bytesOf } from "./packet.js";
import { type Dims, elements, type ProgramInfo } from "./program.js";
import { bitsOf, Event } from "./registers.js";

/** Turns dense input tensors into lists of events, two words each [17.3]. */
export class EventWriter {
	readonly #dims: Dims;
	readonly #fnp: boolean;
	readonly #words: Uint32Array;
	readonly #bytes: Uint8Array;
	#count = 0;

	/** Throws {@link AkidaError} `field-overflow` for a tensor whose coordinates no event can say. */
	constructor(program: ProgramInfo) {
		const dims = program.inputDims;
		this.#dims = dims;
		this.#fnp = program.inputType === "fnp_sparse";
		this.#words = new Uint32Array(elements(dims) * Event.WORDS);
		this.#bytes = bytesOf(this.#words);
		this.#put(dims.x - 1, dims.y - 1, dims.c - 1, 1);
	}

	/** The events of a row-major (x, y, c) tensor in storage order: a view that the next call overwrites. */
	write(dense: Uint8Array): Uint8Array {
		const { x, y, c } = this.#dims;
		this.#count = 0;
		for (let i = 0; i < dense.length; i++) {
			const value = dense[i] as number;
			if (value !== 0) this.#put(Math.floor(i / (y * c)), Math.floor(i / c) % y, i % c, value);
		}
		if (this.#count === 0) this.#put(x, y, c, 1);
		return this.#bytes.subarray(0, this.#count * Event.BYTES);
	}

	/** One past the end in every coordinate is where the single event of an all-zero tensor goes. */
	#put(x: number, y: number, channel: number, value: number): void {
		const at = this.#count++ * Event.WORDS;
		if (this.#fnp) this.#putFnp(at, x, y, channel, value);
		else {
			this.#words[at] = checkedBits(Event.X_0, x, "x") | checkedBits(Event.Y_0, y, "y");
			this.#words[at + 1] = checkedBits(Event.CHANNEL_1, channel, "channel") | bitsOf(Event.VALUE_1, value);
		}
	}

	/** FNP inputs have one index: the place in storage, or for the event past the end X + Y*X + C*X*Y. */
	#putFnp(at: number, x: number, y: number, channel: number, value: number): void {
		const { x: rows, y: columns, c: channels } = this.#dims;
		const past = x === rows;
		const index = past ? x + y * rows + channel * rows * columns : (x * columns + y) * channels + channel;
		this.#words[at] = checkedBits(Event.FNP_INDEX_0, index, "index");
		this.#words[at + 1] = bitsOf(Event.FNP_VALUE_1, value) | bitsOf(Event.FNP_VALID_1, 1);
	}
}
