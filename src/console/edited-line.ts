const CONTROL_C = 3;
const BACKSPACE = 8;
const CONTROL_U = 21;
const ESCAPE = 27;
const FIRST_PRINTABLE = 32;
const TAB = 9;
const DELETE = 127;
/** Begin what a terminal sends for keys without a letter, after an escape. */
const BRACKET = 91;
const LETTER_O = 79;
/** The last byte of such a sequence is one of these. */
const FIRST_FINAL = 64;
const LAST_FINAL = 126;

/**
 * What stands on a line once all keys did their work: Backspace takes the last letter away, Ctrl-C and Ctrl-U the line so far; arrows
 * and the like do nothing, as there is no cursor to move. `typed` is as a terminal in raw mode sends it, in UTF-8.
 */
export function editedLine(typed: Uint8Array): Uint8Array {
	const line = new Uint8Array(typed.length);
	let length = 0;
	for (let i = 0; i < typed.length; i++) {
		const byte = typed[i] as number;
		if (byte === ESCAPE) i = endOfSequence(typed, i);
		else if (byte === BACKSPACE || byte === DELETE) length = withoutLetter(line, length);
		else if (byte === CONTROL_C || byte === CONTROL_U) length = 0;
		else if (byte >= FIRST_PRINTABLE || byte === TAB) line[length++] = byte;
	}
	return line.subarray(0, length);
}

/** Where the sequence of an escape ends. An escape with nothing of the kind behind it stands for itself. */
function endOfSequence(typed: Uint8Array, escape: number): number {
	const kind = typed[escape + 1];
	if (kind === LETTER_O) return escape + 2;
	if (kind !== BRACKET) return escape;
	let at = escape + 2;
	while (at < typed.length && !isFinal(typed[at] as number)) at++;
	return at;
}

const isFinal = (byte: number): boolean => byte >= FIRST_FINAL && byte <= LAST_FINAL;

/** A letter of UTF-8 is one byte, or several of which all but the first begin with the bits 10. */
function withoutLetter(line: Uint8Array, length: number): number {
	let end = Math.max(0, length - 1);
	while (end > 0 && ((line[end] as number) & 0xc0) === 0x80) end--;
	return end;
}
