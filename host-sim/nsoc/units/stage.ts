import type { UnitRegisters } from "../payload/registers.js";
import type { UnitOutput } from "./firing.js";

/** One layer at work, decoded from the words its unit was given. Owns its output, which the next `run` overwrites. */
export interface Stage {
	readonly registers: UnitRegisters;
	readonly output: UnitOutput;
	/** True when the stage learned from this input. */
	run(input: Uint8Array, learnClass: number): boolean;
}

/** Largest value that an activation byte can bring. */
export const PEAK = 255;

/** "Same" padding: rows or columns of zeros before the first input of an axis. */
export function padBefore(inputs: number, kernel: number, stride: number): number {
	const outputs = Math.ceil(inputs / stride);
	return Math.floor(Math.max((outputs - 1) * stride + kernel - inputs, 0) / 2);
}
