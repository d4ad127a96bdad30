import type { Link } from "../ports.js";
import { PieceReader } from "./pieces.js";

/** What is used of `embedded:io/serial`, format "buffer". */
export interface SerialPort {
	/** Fills the bytes; asking for more than is there fills them in part. */
	read(bytes: Uint8Array): unknown;
	/** Throws when the port has no room for all of them. */
	write(bytes: Uint8Array): void;
}

/** Opens the port; it calls back with the bytes that can be read, and with those that can be written. */
export type OpenSerial = (onReadable: (byteLength: number) => void, onWritable: (byteLength: number) => void) => SerialPort;

/** Bytes that wait for the port; 8 KiB are 90 ms at 921,600 baud. */
const QUEUE_BYTES = 8192;
const LONGEST_READ = 128;

/** A console on a serial port, which itself holds little more than a hundred bytes in either direction. */
export class BoardSerial implements Link {
	onReceive: ((bytes: Uint8Array) => void) | undefined;
	/** Writes that there was no room for. */
	lost = 0;
	#port: SerialPort;
	#reader = new PieceReader(LONGEST_READ);
	#read = new Uint8Array(LONGEST_READ);
	#queue = new Uint8Array(QUEUE_BYTES);
	#from = 0;
	#waiting = 0;
	/** Bytes that the port has room for. */
	#room = 0;

	constructor(open: OpenSerial) {
		this.#port = open(
			(byteLength) => this.#readable(byteLength),
			(byteLength) => this.#writable(byteLength),
		);
	}

	write(bytes: Uint8Array): void {
		if (bytes.length > QUEUE_BYTES - this.#waiting) {
			this.lost++;
			return;
		}
		for (let i = 0; i < bytes.length; i++) this.#queue[(this.#from + this.#waiting++) % QUEUE_BYTES] = bytes[i] as number;
		this.#send();
	}

	#readable(byteLength: number): void {
		for (let left = byteLength; left > 0; left -= LONGEST_READ) {
			const length = Math.min(left, LONGEST_READ);
			this.#reader.fill(this.#port, this.#read, 0, length);
			this.onReceive?.(this.#read.subarray(0, length));
		}
	}

	#writable(byteLength: number): void {
		this.#room = byteLength;
		this.#send();
	}

	/** As much as there is room for, in pieces that do not go round the end of the queue. */
	#send(): void {
		while (this.#room > 0 && this.#waiting > 0) {
			const length = Math.min(this.#room, this.#waiting, QUEUE_BYTES - this.#from);
			this.#room -= length;
			this.#waiting -= length;
			const piece = this.#queue.subarray(this.#from, this.#from + length);
			this.#from = (this.#from + length) % QUEUE_BYTES;
			this.#port.write(piece);
		}
	}
}
