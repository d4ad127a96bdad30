import type { SpiDevice } from "../ports.js";
import { PieceReader } from "./pieces.js";

/** What is used of `embedded:io/spi`: chip select stays asserted until `flush(true)`. */
export interface SpiPort {
	write(bytes: Uint8Array): void;
	/** Clocks out what the bytes hold while it fills them. */
	read(bytes: Uint8Array): void;
	flush(deselect?: boolean): void;
}

/** Full-duplex transfers are limited to 255 bytes on some ports; longer ones fail silently. */
const LONGEST_READ = 128;

/** The chip on an ECMA-419 SPI port. */
export class BoardSpi implements SpiDevice {
	#port: SpiPort;
	#reader = new PieceReader(LONGEST_READ);

	constructor(port: SpiPort) {
		this.#port = port;
	}

	transaction(sent: Uint8Array, received?: Uint8Array): void {
		const port = this.#port;
		port.write(sent);
		if (received) this.#reader.fill(port, received, 0, received.length);
		port.flush(true);
	}

	release(): void {
		this.#port.flush(true);
	}
}
