import { AkidaError } from "./errors.js";
import { checkSparse, EventWriter, type SparseTensor } from "./event-writer.js";
import { elements, type ProgramInfo } from "./program.js";
import { Event } from "./registers.js";

/** All values of a tensor in the model's own order and scale: real numbers, or integers that are quantized already. */
export type InputValues = Float32Array | Uint8Array | Int8Array;

/** A tensor as the model takes it. */
export type ModelInput = InputValues | SparseTensor;

const FOUR_BITS = 4;

/**
 * Turns tensors of the model into what the chip takes [17.1], in buffers of its own: channels-first tensors (c, x, y) are
 * transposed, real numbers scaled per channel, and whatever it is becomes bytes for a dense program, events for a sparse one.
 */
export class InputEncoder {
	/** The last tensor as it goes to the chip: the first {@link length} bytes. */
	bytes: Uint8Array;
	length = 0;
	readonly #program: ProgramInfo;
	readonly #dense: Uint8Array;
	readonly #events: EventWriter | undefined;
	readonly #low: number;
	readonly #high: number;

	/** Throws {@link AkidaError} `field-overflow` for a sparse program whose coordinates no event can say. */
	constructor(program: ProgramInfo) {
		const signed = program.inputSigned;
		const small = program.inputBits === FOUR_BITS;
		this.#program = program;
		this.#dense = new Uint8Array(elements(program.inputDims));
		this.#events = program.inputType === "dense" ? undefined : new EventWriter(program);
		this.#low = small || !signed ? 0 : -128;
		this.#high = small ? 15 : signed ? 127 : 255;
		this.bytes = this.#dense;
	}

	/**
	 * Refuses what {@link encode} could not turn into an input: `input-size`, `bad-event`, or `unsupported` for real numbers
	 * if the program carries no scales.
	 */
	check(input: ModelInput): void {
		if (isSparse(input)) return checkSparse(this.#program.inputDims, input);
		checkElements(this.#program, input.length);
		if (input instanceof Float32Array) requireScales(this.#program);
	}

	/** Refuses what {@link check} refuses. */
	encode(input: ModelInput): void {
		this.check(input);
		if (!isSparse(input)) return this.encodePrepared(this.#prepare(input));
		if (this.#events) this.#events.writeSparse(input);
		else this.#densify(input);
		this.#use(this.#dense);
	}

	/** As {@link encode}, for a dense tensor that is in the chip's own order and scale already [17.2]. Throws `input-size`. */
	encodePrepared(tensor: Uint8Array): void {
		checkElements(this.#program, tensor.length);
		this.#events?.write(tensor);
		this.#use(tensor);
	}

	#use(dense: Uint8Array): void {
		this.bytes = this.#events?.bytes ?? dense;
		this.length = this.#events?.length ?? dense.length;
	}

	/** Integers in the chip's order pass as they are. */
	#prepare(values: InputValues): Uint8Array {
		if (values instanceof Float32Array || this.#program.inputChannelsFirst) this.#quantize(values);
		else if (values instanceof Uint8Array) return values;
		else this.#dense.set(values);
		return this.#dense;
	}

	#quantize(values: InputValues): void {
		const { inputDims, inputChannelsFirst, inputScales, inputZeroPoints } = this.#program;
		const { x, y, c } = inputDims;
		const real = values instanceof Float32Array;
		for (let i = 0; i < values.length; i++) {
			const channel = i % c;
			let value = values[inputChannelsFirst ? channel * x * y + Math.floor(i / c) : i] as number;
			if (real) value = round(Math.fround(value * (inputScales[channel] as number))) + (inputZeroPoints[channel] as number);
			this.#dense[i] = Math.min(this.#high, Math.max(this.#low, value));
		}
	}

	#densify({ coordinates, values }: SparseTensor): void {
		const { y, c } = this.#program.inputDims;
		this.#dense.fill(0);
		for (let i = 0; i < values.length; i++) {
			const place = (coordinates[3 * i] as number) * y + (coordinates[3 * i + 1] as number);
			this.#dense[place * c + (coordinates[3 * i + 2] as number)] = values[i] as number;
		}
	}
}

const isSparse = (input: ModelInput): input is SparseTensor => "coordinates" in input;

/** Half away from zero. */
const round = (value: number): number => Math.sign(value) * Math.floor(Math.abs(value) + 0.5);

/** Throws `input-size` unless `actual` is the number of elements of the program's input. */
export function checkElements(program: ProgramInfo, actual: number): void {
	const expected = elements(program.inputDims);
	if (actual !== expected) throw new AkidaError("input-size", `the input has ${actual} elements, not ${expected}`, { expected, actual });
}

/** Throws `input-size` unless `bytes` holds one event per element at most, and at least one. */
export function checkEvents(program: ProgramInfo, bytes: number): void {
	const expected = elements(program.inputDims) * Event.BYTES;
	if (bytes > 0 && bytes % Event.BYTES === 0 && bytes <= expected) return;
	throw new AkidaError("input-size", `${bytes} bytes are no list of up to ${expected / Event.BYTES} events`, { expected, actual: bytes });
}

function requireScales(program: ProgramInfo): void {
	const { inputScales, inputZeroPoints } = program;
	const expected = program.inputDims.c;
	if (inputScales.length === expected && inputZeroPoints.length === expected) return;
	throw new AkidaError("unsupported", "the program has no scales for real inputs", { expected, actual: inputScales.length });
}
