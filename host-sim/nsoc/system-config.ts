import { ClockControl, Flash, getField, maskOf, Memory, PinRouting } from "../../src/akida/registers.js";
import type { FlashWindow } from "./chip-memory.js";
import { RegisterBlock } from "./register-block.js";

const CONFIG_SIZE = 0x100;
const CLOCK_SIZE = 0x100;
const MASTER_SIZE = 0x104;

/** [3.4] The clock and reset controller: storage, but for the PLL, which locks at once. */
export class ClockBlock extends RegisterBlock {
	constructor() {
		super(Memory.CLOCK_RESET, CLOCK_SIZE);
	}

	override readWord(offset: number): number {
		return this.address + offset === ClockControl.PLL_STAT ? maskOf(ClockControl.PLL_STAT_LOCKED) : super.readWord(offset);
	}
}

/** [3.1] System configuration and the SPI master behind it, which together decide what the chip sees of its flash and what its pins carry. */
export class SystemConfig extends RegisterBlock implements FlashWindow {
	/** Called when the routing of pins may have changed. */
	onRouting: (() => void) | undefined;
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
		const enabled = this.master.readWord(Flash.SSIENR - this.master.address) === 1;
		return enabled && this.master.readWord(Flash.XIP_INCR_INST - this.master.address) !== 0 && !this.feedThrough;
	}

	get inOrder(): boolean {
		return getField(this.#config, Flash.CONFIG_BYTE_SWAP) === 1;
	}

	/** True while the completion interrupt comes out on GPIO3. */
	get completionRouted(): boolean {
		const { FIRST, SECOND, COMPLETION_ON_GPIO3 } = PinRouting;
		return this.readWord(FIRST - this.address) === COMPLETION_ON_GPIO3 && this.readWord(SECOND - this.address) === 0;
	}

	override writeWord(offset: number, value: number): void {
		super.writeWord(offset, value);
		this.onRouting?.();
	}

	override reset(): void {
		super.reset();
		this.master.reset();
		this.onRouting?.();
	}

	get #config(): number {
		return this.readWord(Flash.CONFIG - this.address);
	}
}
