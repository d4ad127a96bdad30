import { crc32 } from "../storage/crc32.js";

/** Ends every frame and begins it, too: whatever came before, damaged or text, is over then. No other byte of a frame or of text has this value. */
const DELIMITER = 0;
const CRC_BYTES = 4;
/** Bytes of the largest body: with its CRC it is one block of COBS, so that a frame is always seven bytes longer than its body. */
export const LONGEST_BODY = 250;
/** Bytes that a frame has more than its body: two delimiters, the code of COBS, the CRC. */
export const FRAME_OVERHEAD = 7;

/** A body of 1 to {@link LONGEST_BODY} bytes as it goes over the line: delimiter, COBS of body and CRC-32 (little-endian), delimiter. */
export function encodeFrame(body: Uint8Array): Uint8Array {
	const frame = new Uint8Array(body.length + FRAME_OVERHEAD);
	frame.set(body, 2);
	new DataView(frame.buffer).setUint32(2 + body.length, crc32(body), true);
	const end = frame.length - 1;
	// Every zero becomes the distance to the next one; the first distance stands in front.
	let code = 1;
	for (let i = 2; i < end; i++) {
		if (frame[i] !== DELIMITER) continue;
		frame[code] = i - code;
		code = i;
	}
	frame[code] = end - code;
	return frame;
}

/** A body begins with one of these (packets.ts), which no letter is and of all keys only Ctrl-Q to Ctrl-U send. */
export const FIRST_OF_BODIES = 0x11;
export const LAST_OF_BODIES = 0x15;

/** What comes out of a stream of bytes. */
export interface FrameSink {
	/** A body whose CRC is right; it is a view that holds during the call only. */
	frame(body: Uint8Array): void;
	/** A line from between the frames, as it was typed and without its end; a view as well. */
	line(bytes: Uint8Array): void;
	/** Bytes that are neither. */
	noise(): void;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const TAB = 9;
const FIRST_PRINTABLE = 32;
const DELETE = 127;

/** Finds frames and lines of text in a stream that may begin anywhere and be damaged anywhere. Allocates nothing for bytes that are neither. */
export class Deframer {
	#sink: FrameSink;
	/** What came since the last delimiter, or what is left of it. */
	#run = new Uint8Array(LONGEST_BODY + FRAME_OVERHEAD);
	#length = 0;
	/** Where the line begins that is being typed. */
	#line = 0;
	/** The run began with a delimiter, and without a pause since then: it may be a frame that has not ended yet. */
	#framed = false;
	/** All since the last delimiter is text. */
	#text = true;
	/** More came than a frame has: the run holds but the line. */
	#tooLong = false;
	/** The line is longer than the run. */
	#endless = false;

	constructor(sink: FrameSink) {
		this.#sink = sink;
	}

	push(bytes: Uint8Array): void {
		for (let i = 0; i < bytes.length; i++) {
			const byte = bytes[i] as number;
			if (byte === DELIMITER) this.#end();
			else this.#take(byte);
		}
	}

	/** Nothing has come for so long that no frame can be on its way. */
	pause(): void {
		this.#framed = false;
	}

	#take(byte: number): void {
		const ends = byte === LINE_FEED || byte === CARRIAGE_RETURN;
		this.#text &&= isText(byte);
		if (ends) this.#endLine();
		if (this.#length === this.#run.length && !this.#endless) this.#makeRoom();
		// The end of a line stays: it may have been the first byte of a frame.
		if (!this.#endless) this.#run[this.#length++] = byte;
		if (ends) this.#line = this.#length;
	}

	#endLine(): void {
		if (!this.#endless && this.#length > this.#line && !this.#isInsideFrame())
			this.#sink.line(this.#run.subarray(this.#line, this.#length));
		this.#line = this.#length;
		this.#endless = false;
	}

	#isInsideFrame(): boolean {
		if (this.#text || this.#tooLong || !this.#framed || this.#length < 2) return false;
		const first = this.#run[1] as number;
		return first >= FIRST_OF_BODIES && first <= LAST_OF_BODIES;
	}

	/** No frame is that long: only the line counts from now on, unless that is too long itself. */
	#makeRoom(): void {
		this.#endless = this.#line === 0;
		if (this.#endless || !(this.#text || this.#tooLong)) this.#sink.noise();
		this.#tooLong = true;
		this.#run.copyWithin(0, this.#line, this.#length);
		this.#length -= this.#line;
		this.#line = 0;
	}

	#end(): void {
		const whole = !this.#tooLong && this.#length > 0 && decodeBlock(this.#run, this.#length);
		const rest = this.#text ? this.#length > this.#line && !this.#endless : !this.#tooLong;
		const bytes = this.#length - 1 - CRC_BYTES;
		this.#begin();
		if (whole && bytes > 0 && hasCrc(this.#run, bytes)) this.#sink.frame(this.#run.subarray(1, 1 + bytes));
		else if (rest) this.#sink.noise();
	}

	#begin(): void {
		this.#length = 0;
		this.#line = 0;
		this.#framed = true;
		this.#text = true;
		this.#tooLong = false;
		this.#endless = false;
	}
}

const isText = (byte: number): boolean =>
	(byte >= FIRST_PRINTABLE && byte !== DELETE) || byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === TAB;

/** Takes COBS off a run, in place: what was encoded then begins with the second byte. False if it is no block. */
function decodeBlock(run: Uint8Array, length: number): boolean {
	let at = run[0] as number;
	while (at < length) {
		const next = run[at] as number;
		run[at] = DELIMITER;
		at += next;
	}
	return at === length;
}

/** Whether the CRC behind so many bytes, of which the first is the second of the run, is theirs. */
const hasCrc = (run: Uint8Array, bytes: number): boolean =>
	new DataView(run.buffer).getUint32(1 + bytes, true) === crc32(run.subarray(1, 1 + bytes));
