import { ask } from "../inside/channel.js";
import { Request } from "../messages.js";
import { bytesIn, claimPins, NativeIO, releasePins, requireOptions } from "./native-io.js";

export interface SerialOptions {
	readonly transmit?: number;
	readonly receive?: number;
	readonly baud: number;
	readonly port?: number;
	readonly format?: "number" | "buffer";
	readonly onReadable?: (this: Serial, byteLength: number) => void;
	readonly onWritable?: (this: Serial, byteLength: number) => void;
}

/** Bytes that the UART of an ESP32 holds in each direction; the SDK adds nothing to them. */
const FIFO_BYTES = 128;

let current: Serial | undefined;

/** `embedded:io/serial`, format "buffer", as the ESP32 has it: what is not read in time is lost, what does not fit throws. */
export default class Serial extends NativeIO {
	/** Bytes arrive at the port that is open, if any. */
	static hear(bytes: Uint8Array): void {
		if (current) current.#hear(bytes);
	}

	/** The port has sent everything. */
	static drain(): void {
		if (current) current.#drain();
	}

	#pins: readonly (number | undefined)[];
	#onReadable: SerialOptions["onReadable"];
	#onWritable: SerialOptions["onWritable"];
	#received: number[] = [];
	#room = FIFO_BYTES;

	constructor(options: SerialOptions) {
		requireOptions(options);
		super();
		const { baud, transmit, receive, port = 0, format = "number" } = options;
		if (transmit === undefined && receive === undefined) throw new Error("invalid");
		if (![0, 1, 2].includes(port)) throw new RangeError("invalid port");
		if (!(baud > 0 && baud <= 20_000_000)) throw new RangeError("invalid baud");
		if (format !== "buffer") throw new RangeError("invalid format");
		if (current) throw new RangeError("port in use");
		this.#pins = [transmit, receive];
		claimPins(this.#pins);
		this.#onReadable = options.onReadable;
		this.#onWritable = options.onWritable;
		// eslint-disable-next-line @typescript-eslint/no-this-alias -- one port is all that the emulated board has
		current = this;
		ask(Request.SERIAL_OPEN, { argument: baud });
	}

	/** Fills the buffer as far as there are bytes; returns how many, undefined when there are none. */
	read(buffer: unknown): number | undefined {
		this.requireOpen();
		if (this.#received.length === 0) return undefined;
		const bytes = bytesIn(buffer);
		const taken = this.#received.splice(0, bytes.length);
		bytes.set(taken);
		return taken.length;
	}

	write(buffer: unknown): void {
		this.requireOpen();
		const bytes = bytesIn(buffer);
		if (bytes.length > this.#room) throw new Error("output full");
		this.#room -= bytes.length;
		ask(Request.SERIAL_WRITE, undefined, bytes);
	}

	protected release(): void {
		current = undefined;
		releasePins(this.#pins);
	}

	#hear(bytes: Uint8Array): void {
		this.#received.push(...bytes.subarray(0, FIFO_BYTES - this.#received.length));
		this.#onReadable?.call(this, this.#received.length);
	}

	#drain(): void {
		this.#room = FIFO_BYTES;
		this.#onWritable?.call(this, this.#room);
	}
}
