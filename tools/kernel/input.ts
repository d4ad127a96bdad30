import type { FrontEnd } from "../../src/features/front-end.js";
import { packTables, workWords } from "../../src/features/packed-tables.js";

/**
 * What a program around the C kernel reads: four 32-bit numbers (bytes of tables, words of work space, samples in a window, bytes in
 * a row), the packed tables, then windows of samples to the end. Little-endian, as every machine this runs on.
 */
export function kernelInput(f: FrontEnd, windows: readonly Int16Array[]): Uint8Array {
	const tables = new Uint8Array(packTables(f));
	const numbers = Uint32Array.of(tables.length, workWords(f), f.window, f.coefficients);
	const input = new Uint8Array(numbers.byteLength + tables.length + windows.length * 2 * f.window);
	input.set(new Uint8Array(numbers.buffer));
	input.set(tables, numbers.byteLength);
	let at = numbers.byteLength + tables.length;
	for (const { buffer, byteOffset, byteLength } of windows) {
		input.set(new Uint8Array(buffer, byteOffset, byteLength), at);
		at += byteLength;
	}
	return input;
}
