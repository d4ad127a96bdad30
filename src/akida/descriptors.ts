import { AkidaError } from "./errors.js";
import type { Dims } from "./program.js";
import { bitsOf, Descriptor, type Field, fitsField, maxOf } from "./registers.js";

/** A word holding `value` in the field. Throws {@link AkidaError} `field-overflow` if it does not fit [19]. */
export function checkedBits(field: Field, value: number, what: string): number {
	if (fitsField(value, field)) return bitsOf(field, value);
	const available = maxOf(field);
	throw new AkidaError("field-overflow", `${what} ${value} is not a whole number from 0 to ${available}`, { requested: value, available });
}

/** Descriptor code of a label: label + 1, or 0 for none, so labels end at 1022 [7]. Throws `field-overflow`. */
export function learnClass(label: number | undefined): number {
	if (label === undefined) return 0;
	const available = maxOf(Descriptor.LEARN_CLASS) - 1;
	if (Number.isInteger(label) && label >= 0 && label <= available) return label + 1;
	throw new AkidaError("field-overflow", `label ${label} is not a whole number from 0 to ${available}`, { requested: label, available });
}

/** One inference or lesson, as the input DMA has to know it; addresses are the chip's. */
export interface Job {
	/** 16 bits */
	id: number;
	input: number;
	inputBytes: number;
	output: number;
	/** See {@link learnClass}. */
	learnClass: number;
}

/** Encodes jobs into one buffer, which the next job overwrites. */
export interface JobDescriptor {
	encode(job: Job): Uint8Array;
}

/** A descriptor's words, kept in memory order. */
class DescriptorWords {
	protected readonly bytes: Uint8Array;
	readonly #view: DataView;

	constructor(bytes: number) {
		this.bytes = new Uint8Array(bytes);
		this.#view = new DataView(this.bytes.buffer);
	}

	protected set(index: number, word: number): void {
		this.#view.setUint32(4 * index, word, true);
	}

	/** Word 0 of both job descriptors: the engine turns the inbound interrupt off. */
	protected setJobId(id: number): void {
		this.set(
			0,
			bitsOf(Descriptor.JOB_ID_0, id) | bitsOf(Descriptor.IB_INT_DISABLE_0, 1) | bitsOf(Descriptor.VERSION_0, Descriptor.VERSION),
		);
	}
}

/** Moves config packets between memory and mesh [7]. */
export class ConfigDescriptor extends DescriptorWords {
	constructor() {
		super(Descriptor.CONFIG_BYTES);
	}

	/** Memory to mesh: the `words` words of a track at `address`. Throws `field-overflow` beyond 65535 words. */
	write(address: number, words: number): Uint8Array {
		this.#fill(Descriptor.WRITE_TO_MESH, address, words, 0);
		return this.bytes;
	}

	/** Mesh to memory: the payload that the packet header of `words` words at `address` asks for. */
	read(address: number, words: number, output: number): Uint8Array {
		this.#fill(Descriptor.READ_FROM_MESH, address, words, output);
		return this.bytes;
	}

	#fill(direction: number, address: number, words: number, output: number): void {
		this.set(2, checkedBits(Descriptor.CONFIG_WORDS_2, words, "track size"));
		this.set(0, bitsOf(Descriptor.DIRECTION_0, direction) | bitsOf(Descriptor.VERSION_0, Descriptor.VERSION));
		this.set(1, address);
		this.set(3, output);
	}
}

/** A job whose input is a list of events [7]. */
export class EventDescriptor extends DescriptorWords implements JobDescriptor {
	constructor() {
		super(Descriptor.EVENT_BYTES);
	}

	/** Throws `field-overflow` beyond 8 388 607 events. */
	encode(job: Job): Uint8Array {
		this.set(2, checkedBits(Descriptor.EVENT_WORDS_2, job.inputBytes / 4, "event words"));
		this.setJobId(job.id);
		this.set(1, job.input);
		this.set(3, job.output);
		this.set(4, bitsOf(Descriptor.LEARN_CLASS, job.learnClass));
		return this.bytes;
	}
}

/** A job whose input is an image: x rows of y pixels of c bytes [7]. The geometry is written once. */
export class HrcDescriptor extends DescriptorWords implements JobDescriptor {
	/** `window` 0 by 0 sends the image whole. Throws `field-overflow` for what the descriptor cannot say. */
	constructor(image: Dims, window: { readonly width: number; readonly height: number }) {
		super(Descriptor.HRC_BYTES);
		const bypass = window.width === 0 || window.height === 0;
		const rowBytes = (bypass ? image.y : window.width) * image.c;
		const low = bitsOf(Descriptor.ROW_BYTES_LOW_2, rowBytes & maxOf(Descriptor.ROW_BYTES_LOW_2));
		const high = Math.floor(rowBytes / 2 ** Descriptor.ROW_BYTES_LOW_2.width);
		const nextRow = bypass ? 0 : image.y * image.c;
		this.set(2, low | checkedBits(Descriptor.ROWS_2, bypass ? image.x : window.height, "rows"));
		this.set(
			3,
			checkedBits(Descriptor.NEXT_ROW_3, nextRow, "bytes to the next row") | checkedBits(Descriptor.ROW_BYTES_HIGH_3, high, "row bytes"),
		);
		const windowRow = checkedBits(Descriptor.WINDOW_ROW_BYTES_4, window.width * image.c, "window row bytes");
		this.set(4, windowRow | checkedBits(Descriptor.WINDOW_ROWS_4, window.height, "window rows"));
	}

	encode(job: Job): Uint8Array {
		this.setJobId(job.id);
		this.set(1, job.input);
		this.set(7, job.output);
		this.set(8, bitsOf(Descriptor.LEARN_CLASS, job.learnClass));
		return this.bytes;
	}
}
