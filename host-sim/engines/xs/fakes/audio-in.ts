import { ask } from "../inside/channel.js";
import { Request } from "../messages.js";
import { bytesIn, NativeIO, requireOptions } from "./native-io.js";

export interface AudioInOptions {
	readonly sampleRate?: number;
	readonly bitsPerSample?: number;
	readonly channels?: number;
	readonly onReadable?: (this: AudioIn, byteLength: number) => void;
}

/** 256 ms at 16 kHz, as on an ESP32. */
const RING_BYTES = 8192;

let current: AudioIn | undefined;

/** `embedded:io/audio/in`. What is not read in time is dropped without a word. */
export default class AudioIn extends NativeIO {
	/** Sound arrives at the input that is open, if any. */
	static hear(bytes: Uint8Array): void {
		if (current) current.#hear(bytes);
	}

	readonly sampleRate: number;
	readonly bitsPerSample: number;
	readonly channels: number;
	#onReadable: ((this: AudioIn, byteLength: number) => void) | undefined;
	/** What was not read yet, from the front. */
	#buffer = new Uint8Array(RING_BYTES);
	/** Views of its front, by length: the stand-in must not add to what the firmware allocates. */
	#fronts = new Map<number, Uint8Array>();
	#available = 0;
	#running = false;

	constructor(options: AudioInOptions) {
		requireOptions(options);
		super();
		const { sampleRate = 8000, bitsPerSample = 16, channels = 1, onReadable } = options;
		if (!(sampleRate >= 8000 && sampleRate <= 48000)) throw new RangeError("invalid sampleRate");
		if (bitsPerSample !== 16) throw new RangeError("invalid bitsPerSample");
		if (channels !== 1 && channels !== 2) throw new RangeError("invalid channels");
		if (current) throw new Error("in use");
		this.sampleRate = sampleRate;
		this.bitsPerSample = bitsPerSample;
		this.channels = channels;
		this.#onReadable = onReadable;
		// eslint-disable-next-line @typescript-eslint/no-this-alias -- there is one microphone, and whoever opened it has it
		current = this;
	}

	start(): void {
		this.requireOpen();
		this.#running = true;
		ask(Request.AUDIO_START);
	}

	/** Also forgets what was not read. */
	stop(): void {
		this.requireOpen();
		this.#running = false;
		this.#available = 0;
		ask(Request.AUDIO_STOP);
	}

	/** Fills the buffer; returns its length. More than there is throws. */
	read(buffer: unknown): number {
		this.requireOpen();
		const bytes = bytesIn(buffer);
		if (bytes.length === 0 || bytes.length > this.#available) throw new Error("invalid size");
		bytes.set(this.#front(bytes.length));
		this.#available -= bytes.length;
		this.#buffer.copyWithin(0, bytes.length, bytes.length + this.#available);
		return bytes.length;
	}

	protected release(): void {
		current = undefined;
	}

	#hear(bytes: Uint8Array): void {
		if (!this.#running || bytes.length === 0) return;
		if (this.#available + bytes.length > RING_BYTES) this.#available = 0;
		this.#buffer.set(bytes, this.#available);
		this.#available += bytes.length;
		this.#onReadable?.call(this, this.#available);
	}

	#front(length: number): Uint8Array {
		const front = this.#fronts.get(length) ?? this.#buffer.subarray(0, length);
		this.#fronts.set(length, front);
		return front;
	}
}
