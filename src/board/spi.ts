import type { SpiDevice } from "../ports.js";

/** What is used of `embedded:io/spi`: chip select stays asserted until `flush(true)`. */
export interface SpiPort {
	write(bytes: Uint8Array): void;
	/** Clocks out what the bytes hold while it fills them. */
	read(bytes: Uint8Array): void;
	flush(deselect?: boolean): void;
}

/** Full-duplex transfers are limited to 255 bytes on some ports; longer ones fail silently. */
const CHUNK = 252;

/** The chip on an ECMA-419 SPI port. */
export class BoardSpi implements SpiDevice {
	#port: SpiPort;

	constructor(port: SpiPort) {
		this.#port = port;
	}

	transaction(sent: Uint8Array, received?: Uint8Array): void {
		const port = this.#port;
		port.write(sent);
		if (received && received.length > 0) this.#receive(received);
		port.flush(true);
	}

	release(): void {
		this.#port.flush(true);
	}

	#receive(received: Uint8Array): void {
		received.fill(0);
		if (received.length <= CHUNK) return this.#port.read(received);
		for (let at = 0; at < received.length; at += CHUNK) this.#port.read(received.subarray(at, at + CHUNK));
	}
}
