import type { ChipLink } from "../../src/akida/chip-link.js";
import { Memory, Spi } from "../../src/akida/registers.js";
import type { SpiDevice } from "../../src/ports.js";

/** The chip's end of the SPI protocol (section 2), strict about every byte of a frame. */
export class SpiStandIn implements SpiDevice {
	readonly #chip: ChipLink;

	constructor(chip: ChipLink) {
		this.#chip = chip;
	}

	release(): void {}

	transaction(sent: Uint8Array, received: Uint8Array = new Uint8Array(0)): void {
		const [opcode = 0, high = 0, middle = 0, low = 0] = sent;
		const words = Spi.BURST_WORDS[opcode & 7] ?? 0;
		const address = Memory.SCRATCH - (Memory.SCRATCH % 2 ** 24) + 4 * ((high << 16) | (middle << 8) | low);
		const command = opcode & ~7;
		const data = new Uint8Array(4 * words);
		if (command === Spi.READ && sent.length === 5 && sent[4] === 0 && received.length === data.length) {
			this.#chip.read(address, data);
			received.set(swapped(data));
		} else if (command === Spi.WRITE && sent.length === 4 + data.length && received.length === 0) {
			this.#chip.write(address, swapped(sent.subarray(4)));
		} else throw new Error(`malformed frame ${Buffer.from(sent).toString("hex")}, ${received.length} bytes back`);
	}
}

/** Every word with its bytes in the other order. */
export function swapped(bytes: Uint8Array): Uint8Array {
	return bytes.map((_, i) => bytes[i ^ 3] as number);
}
