import { Flash, getField, Memory } from "../../src/akida/registers.js";
import type { FlashWindow } from "./chip-memory.js";
import { RegisterBlock } from "./register-block.js";

const CONFIG_SIZE = 0x100;
const CLOCK_SIZE = 0x100;
const MASTER_SIZE = 0x104;

/** [3.4] PLL_STAT: the emulated PLL locks at once. */
const PLL_STAT = 0x14;
const PLL_LOCKED = 1;

/** [3.4] The clock and reset controller: storage, but for the PLL that is always locked. */
export class ClockControl extends RegisterBlock {
	constructor() {
		super(Memory.CLOCK_RESET, CLOCK_SIZE);
	}

	override readWord(offset: number): number {
		return offset === PLL_STAT ? PLL_LOCKED : super.readWord(offset);
	}
}

/** [3.1] System configuration and the SPI master behind it, which together decide what the chip sees of its flash. */
export class SystemConfig extends RegisterBlock implements FlashWindow {
	/** The SPI master in front of the flash. */
	readonly master = new RegisterBlock(Memory.SPI_MASTER, MASTER_SIZE);

	constructor() {
		super(Memory.SYSTEM_CONFIG, CONFIG_SIZE);
	}

	/** [3.2] True while the host has the flash to itself over the second chip select. */
	get feedThrough(): boolean {
		return getField(this.#config, Flash.CONFIG_FEED_THROUGH) === 1;
	}

	get open(): boolean {
		const enabled = this.master.readWord(Flash.SSIENR - Memory.SPI_MASTER) === 1;
		return enabled && this.master.readWord(Flash.XIP_INCR_INST - Memory.SPI_MASTER) !== 0 && !this.feedThrough;
	}

	get inOrder(): boolean {
		return getField(this.#config, Flash.CONFIG_BYTE_SWAP) === 1;
	}

	override reset(): void {
		super.reset();
		this.master.reset();
	}

	get #config(): number {
		return this.readWord(Flash.CONFIG - Memory.SYSTEM_CONFIG);
	}
}
