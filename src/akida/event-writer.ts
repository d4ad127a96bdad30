import { checkedBits } from "./descriptors.js";
import { AkidaError } from "./errors.js";
import { bytesOf } from "./packet.js";
import { type Dims, elements, type ProgramInfo } from "./program.js";
import { bitsOf, Event } from "./registers.js";

/** A tensor by its values that are not 0, whole numbers in the program's own scale. */
export interface SparseTensor {
	/** x, y and channel of each value. */
	readonly coordinates: ArrayLike<number>;
	readonly values: Uint8Array | Int8Array;
}

/** Turns input tensors into lists of events, two words each, in one buffer that the next tensor overwrites [17.3]. */
export class EventWriter {
	/** The list: its first {@link length} bytes. */
	readonly bytes: Uint8Array;
	readonly #words: Uint32Array;
	readonly #dims: Dims;
	readonly #fnp: boolean;
	#count = 0;

	/** Throws {@link AkidaError} `field-overflow` for a tensor whose coordinates no event can say. */
	constructor(program: ProgramInfo) {
		const dims = program.inputDims;
		this.#dims = dims;
		this.#fnp = program.inputType === "fnp_sparse";
		this.#words = new Uint32Array(elements(dims) * Event.WORDS);
		this.bytes = bytesOf(this.#words);
		this.#put(dims.x - 1, dims.y - 1, dims.c - 1, elements(dims) - 1, 1);
	}

	/** Bytes of the list; events have 8. */
	get length(): number {
		return this.#count * Event.BYTES;
	}

	/** The events of a row-major (x, y, c) tensor in storage order. */
	write(dense: Uint8Array): void {
		const { y, c } = this.#dims;
		this.#count = 0;
		for (let i = 0; i < dense.length; i++) {
			const value = dense[i] as number;
			if (value !== 0) this.#put(Math.floor(i / (y * c)), Math.floor(i / c) % y, i % c, i, value);
		}
		this.#endWithOne();
	}

	/** The events of a tensor that {@link checkSparse} has nothing against, in its own order. */
	writeSparse({ coordinates, values }: SparseTensor): void {
		const { x: rows, y: columns } = this.#dims;
		this.#count = 0;
		for (let i = 0; i < values.length; i++) {
			const value = (values[i] as number) & 0xff;
			const x = coordinates[3 * i] as number;
			const y = coordinates[3 * i + 1] as number;
			const channel = coordinates[3 * i + 2] as number;
			if (value !== 0) this.#put(x, y, channel, x + rows * (y + columns * channel), value);
		}
		this.#endWithOne();
	}

	/** An all-zero tensor is one event, one past the end in every coordinate. */
	#endWithOne(): void {
		const { x, y, c } = this.#dims;
		if (this.#count === 0) this.#put(x, y, c, x + x * (y + y * c), 1);
	}

	/** FNP inputs have one coordinate, `index`. */
	#put(x: number, y: number, channel: number, index: number, value: number): void {
		const at = this.#count++ * Event.WORDS;
		if (this.#fnp) {
			this.#words[at] = checkedBits(Event.FNP_INDEX_0, index, "index");
			this.#words[at + 1] = bitsOf(Event.FNP_VALUE_1, value) | bitsOf(Event.FNP_VALID_1, 1);
		} else {
			this.#words[at] = checkedBits(Event.X_0, x, "x") | checkedBits(Event.Y_0, y, "y");
			this.#words[at + 1] = checkedBits(Event.CHANNEL_1, channel, "channel") | bitsOf(Event.VALUE_1, value);
		}
	}
}

/** Refuses, with {@link AkidaError} `bad-event`, values outside the dims and more values than there are places. */
export function checkSparse(dims: Dims, { coordinates, values }: SparseTensor): void {
	const available = elements(dims);
	if (coordinates.length !== 3 * values.length || values.length > available) {
		const message = `${coordinates.length} coordinates of ${values.length} values are no tensor of ${available} places`;
		throw new AkidaError("bad-event", message, { requested: values.length, available });
	}
	for (let i = 0; i < values.length; i++) {
		const inside = within(coordinates[3 * i], dims.x) && within(coordinates[3 * i + 1], dims.y) && within(coordinates[3 * i + 2], dims.c);
		if (!inside) throw new AkidaError("bad-event", `value ${i} of the sparse tensor lies outside the program's input dims`);
	}
}

const within = (coordinate: number | undefined, extent: number): boolean =>
	Number.isInteger(coordinate) && (coordinate as number) >= 0 && (coordinate as number) < extent;
