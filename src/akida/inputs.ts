import { AkidaError } from "./errors.js";
import { elements, type ProgramInfo } from "./program.js";
import { Event } from "./registers.js";

/** Values in the model's own order and scale: real numbers, or integers that are quantized already. */
export type InputValues = Float32Array | Uint8Array | Int8Array;

const FOUR_BITS = 4;

/**
 * Turns a tensor of the model into the bytes that the chip takes, row-major (x, y, c) [17.1]: channels-first tensors
 * (c, x, y) are transposed, real numbers scaled per channel. Throws {@link AkidaError} `input-size`, or `unsupported`
 * for real numbers if the program carries no scales.
 */
export function prepareInput(program: ProgramInfo, values: InputValues): Uint8Array {
	checkElements(program, values.length);
	const real = values instanceof Float32Array;
	if (!real && !program.inputChannelsFirst) return new Uint8Array(values.buffer, values.byteOffset, values.length);
	if (real) requireScales(program);
	const { x, y, c } = program.inputDims;
	const prepared = new Uint8Array(values.length);
	const [low, high] = range(program);
	for (let i = 0; i < prepared.length; i++) {
		const channel = i % c;
		const source = program.inputChannelsFirst ? channel * x * y + Math.floor(i / c) : i;
		const value = values[source] as number;
		const quantized = real ? quantize(program, value, channel) : value;
		prepared[i] = Math.min(high, Math.max(low, quantized));
	}
	return prepared;
}

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

/** Rounds half away from zero, in single precision. */
function quantize(program: ProgramInfo, value: number, channel: number): number {
	const scaled = Math.fround(value * (program.inputScales[channel] as number));
	return Math.sign(scaled) * Math.floor(Math.abs(scaled) + 0.5) + (program.inputZeroPoints[channel] as number);
}

function requireScales(program: ProgramInfo): void {
	const { inputScales, inputZeroPoints } = program;
	const expected = program.inputDims.c;
	if (inputScales.length === expected && inputZeroPoints.length === expected) return;
	throw new AkidaError("unsupported", "the program has no scales for real inputs", { expected, actual: inputScales.length });
}

function range(program: ProgramInfo): readonly [number, number] {
	if (program.inputBits === FOUR_BITS) return [0, 15];
	return program.inputSigned ? [-128, 127] : [0, 255];
}
