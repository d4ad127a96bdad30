import type { Clock, Microphone } from "../ports.js";
import { PieceReader } from "./pieces.js";

/** What is used of `embedded:io/audio/in`. */
export interface AudioPort {
	readonly sampleRate: number;
	/** Fills the bytes; asking for more than is there throws. */
	read(bytes: Uint8Array): number;
	start(): void;
	stop(): void;
}

/** Opens the port; it calls back with the number of bytes that can be read. */
export type OpenAudio = (onReadable: (byteLength: number) => void) => AudioPort;

/** Samples that an ESP32 keeps for a reader that is late; beyond them it drops sound without a word. */
const RING_SAMPLES = 4096;
const LONGEST_READ = 512;

/** Cuts the port's bytes into hops of samples. */
export class BoardMicrophone implements Microphone {
	readonly sampleRate: number;
	onHop: ((samples: Int16Array) => void) | undefined;
	/** Times that the reader was so late that sound must have been lost. */
	overruns = 0;
	#port: AudioPort;
	#clock: Clock;
	#reader = new PieceReader(LONGEST_READ);
	#hop: Int16Array;
	/** The same memory in bytes, which is all that native IO takes. */
	#bytes: Uint8Array;
	#filled = 0;
	/** Bytes of this notification that are still in the port; none once it was stopped, which empties it. */
	#left = 0;
	#lastRead = 0;

	constructor(open: OpenAudio, hop: number, clock: Clock) {
		this.#hop = new Int16Array(hop);
		this.#bytes = new Uint8Array(this.#hop.buffer);
		this.#clock = clock;
		this.#port = open((byteLength) => this.#readable(byteLength));
		this.sampleRate = this.#port.sampleRate;
	}

	start(): void {
		this.#filled = 0;
		this.#lastRead = this.#clock.now();
		this.#port.start();
	}

	stop(): void {
		this.#left = 0;
		this.#port.stop();
	}

	#readable(byteLength: number): void {
		this.#watch();
		const bytes = this.#bytes;
		this.#left = byteLength;
		while (this.#left > 0) {
			const end = Math.min(bytes.length, this.#filled + this.#left);
			this.#left -= end - this.#filled;
			this.#reader.fill(this.#port, bytes, this.#filled, end);
			this.#filled = end % bytes.length;
			if (this.#filled === 0) this.onHop?.(this.#hop);
		}
	}

	/** The ring drops silently: only the time since the last read shows that it must have overflowed. */
	#watch(): void {
		const now = this.#clock.now();
		const longest = (RING_SAMPLES * 1000) / this.sampleRate;
		if (now - this.#lastRead > longest) this.overruns++;
		this.#lastRead = now;
	}
}
