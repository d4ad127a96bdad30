import { ANSWER_BYTES, encode, type Fields } from "../messages.js";

let now = 0;

/** Simulated time in milliseconds, as of the last message that came. */
export const boardTime = (): number => now;

/** Time goes on. */
export function setBoardTime(ms: number): void {
	now = ms;
}

/** Asks something of the board; returns the data of the answer. */
export function ask(op: number, fields?: Fields, payload?: Uint8Array): Uint8Array {
	const answer = issueCommand(encode(op, fields, payload).buffer);
	now = new DataView(answer).getFloat64(0, true);
	return new Uint8Array(answer, ANSWER_BYTES);
}
