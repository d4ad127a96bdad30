import { elements, type ProgramInfo } from "./program.js";
import { Event, OUTPUT_HEADER_BYTES } from "./registers.js";

const align4 = (bytes: number): number => Math.ceil(bytes / 4) * 4;

/** Bytes of one value of a dense output as it is read: one up to 8 bits, else a whole word [17.4]. */
export const outputValueBytes = (program: ProgramInfo): number => (program.outputBits > 8 ? 4 : 1);

/** Bytes of one prepared dense tensor, or of the longest list of events [9.3]. */
export function inputBytes(program: ProgramInfo): number {
	const perElement = program.inputType === "dense" ? Math.ceil(program.inputBits / 8) : Event.BYTES;
	return align4(elements(program.inputDims) * perElement);
}

/**
 * Bytes of one output with its header [9.3]. For dense values of 9 to 24 bits the engine reserves fewer bytes than it
 * reads [17.4]; here they get what is read.
 */
export function outputBytes(program: ProgramInfo): number {
	const perElement = program.outputType === "dense" ? outputValueBytes(program) : Event.BYTES;
	return align4(OUTPUT_HEADER_BYTES + elements(program.outputDims) * perElement);
}
