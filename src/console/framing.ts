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

/** What comes out of a stream of bytes. */
export interface FrameSink {
	/** A body whose CRC is right; it is a view that holds during the call only. */
	frame(body: Uint8Array): void;
	/** A line of text from between the frames, without its end. */
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
	/** What came since the last delimiter. */
	#run = new Uint8Array(LONGEST_BODY + FRAME_OVERHEAD);
	#length = 0;
	/** Where the line begins that is being typed. */
	#line = 0;
	/** All since the last delimiter is text. */
	#text = true;
	/** More came than a frame has. */
	#tooLong = false;

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

	#take(byte: number): void {
		const ends = byte === LINE_FEED || byte === CARRIAGE_RETURN;
		if (this.#tooLong) return ends ? this.#begin() : undefined;
		this.#text &&= isText(byte);
		if (ends && this.#text && this.#length > this.#line) this.#sink.line(this.#run.subarray(this.#line, this.#length));
		if (this.#length === this.#run.length) this.#makeRoom();
		if (this.#tooLong) return;
		// The end of a line stays: it may have been the first byte of a frame.
		this.#run[this.#length++] = byte;
		if (ends && this.#text) this.#line = this.#length;
	}

	/** Lines that were handed over are not needed any more. What is longer than any frame and any line is over with the next line, too. */
	#makeRoom(): void {
		if (!this.#text || this.#line === 0) {
			this.#tooLong = true;
			return this.#sink.noise();
		}
		this.#run.copyWithin(0, this.#line, this.#length);
		this.#length -= this.#line;
		this.#line = 0;
	}

	#end(): void {
		const whole = !this.#tooLong && this.#length > 0 && decodeBlock(this.#run, this.#length);
		const rest = !this.#tooLong && this.#length > this.#line;
		const bytes = this.#length - 1 - CRC_BYTES;
		this.#begin();
		if (whole && bytes > 0 && hasCrc(this.#run, bytes)) this.#sink.frame(this.#run.subarray(1, 1 + bytes));
		else if (rest) this.#sink.noise();
	}

	#begin(): void {
		this.#length = 0;
		this.#line = 0;
		this.#text = true;
		this.#tooLong = false;
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
