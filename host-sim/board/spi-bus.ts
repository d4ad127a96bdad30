import type { SpiDevice } from "../../src/ports.js";
import type { Nsoc } from "../nsoc/nsoc.js";
import type { SimClock } from "./clock.js";

const NO_BYTES = new Uint8Array(0);

/** Microseconds that a host needs around every frame: chip select, driver call. */
const FRAME_OVERHEAD_US = 2;

/** The wires between the microcontroller and the chip. Every frame takes the time that its bits need. */
export class SimSpiBus implements SpiDevice {
	readonly hz: number;
	#chip: Nsoc;
	#clock: SimClock;

	constructor(chip: Nsoc, clock: SimClock, hz: number) {
		this.#chip = chip;
		this.#clock = clock;
		this.hz = hz;
	}

	transaction(sent: Uint8Array, received: Uint8Array = NO_BYTES): void {
		this.#chip.frame(sent, received);
		this.#clock.spend(((sent.length + received.length) * 8000) / this.hz + FRAME_OVERHEAD_US / 1000);
	}

	/** The chip takes no notice of a chip select that goes inactive without a frame. */
	release(): void {}
}
