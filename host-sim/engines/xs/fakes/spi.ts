import { ask } from "../inside/channel.js";
import { Request } from "../messages.js";
import { bytesIn, claimPins, NativeIO, releasePins, requireOptions } from "./native-io.js";

export interface SpiOptions {
	readonly clock: number;
	readonly out?: number;
	readonly in?: number;
	readonly select?: number;
	readonly active?: 0 | 1;
	readonly hz: number;
	readonly mode?: number;
	readonly port: number;
}

const LONGEST_WRITE = 65535;
/** The limit of RP2040 and nRF52. */
const LONGEST_READ = 255;

/** `embedded:io/spi`, as the strictest of its ports has it. Chip select stays asserted until it is flushed away. */
export default class SPI extends NativeIO {
	#pins: readonly (number | undefined)[];

	constructor(options: SpiOptions) {
		requireOptions(options);
		super();
		const { clock, hz, mode = 0, port, select } = options;
		if (options.in === undefined && options.out === undefined) throw new RangeError("in or out required");
		if (!(hz >= 1 && hz <= 40_000_000)) throw new RangeError("invalid hz");
		if (![0, 1, 2, 3].includes(mode)) throw new RangeError("invalid mode");
		if (![0, 1, 2].includes(port)) throw new RangeError("invalid port");
		this.#pins = [clock, options.in, options.out, select];
		claimPins(this.#pins);
	}

	write(buffer: unknown): void {
		this.requireOpen();
		const bytes = bytesIn(buffer);
		if (bytes.length > LONGEST_WRITE) throw new RangeError("unsupported byteLength");
		ask(Request.SPI_WRITE, undefined, bytes);
	}

	/** Above the limit the driver says so on the serial console, which nobody reads, and returns. */
	read(buffer: unknown): void {
		this.requireOpen();
		const bytes = bytesIn(buffer);
		if (bytes.length <= LONGEST_READ) bytes.set(ask(Request.SPI_READ, { argument: bytes.length }));
	}

	flush(deselect = false): void {
		this.requireOpen();
		if (deselect) ask(Request.SPI_DESELECT);
	}

	protected release(): void {
		releasePins(this.#pins);
	}
}
