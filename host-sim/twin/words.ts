import type { Program, Span } from "../../src/akida/program.js";

/** A copy of the words of a span of a program. */
export function wordsAt({ data }: Program, { offset, words }: Span): Uint32Array {
	return new Uint32Array(data.slice(offset, offset + 4 * words).buffer);
}
