import { Memory } from "../../src/akida/registers.js";
import { RegisterBlock } from "./register-block.js";

/** The flash as the chip's SPI master presents it. */
export interface FlashWindow {
	readonly open: boolean;
	/** False when the bytes of each word arrive in reverse. */
	readonly inOrder: boolean;
}

/** What an unprogrammed flash, or a place behind its end, reads. */
const ERASED = 0xff;

/**
 * [1] Memory as the chip's own DMA sees it: the SRAM under both of its addresses and the flash window,
 * which is read only. As a block it is the SRAM alone, under the address that the host sees.
 */
export class ChipMemory extends RegisterBlock {
	/** Called for an access to an address where the chip has no memory. */
	onUnknown: ((address: number, bytes: number) => void) | undefined;
	readonly #sram = new Uint8Array(this.words.buffer);
	readonly #flash: Uint8Array;
	readonly #window: FlashWindow;

	constructor(flash: Uint8Array, window: FlashWindow) {
		super(Memory.SCRATCH, Memory.SRAM_SIZE);
		this.#flash = flash;
		this.#window = window;
	}

	/** Fills `into`; places without memory read zero. */
	read(address: number, into: Uint8Array): void {
		const at = sramOffset(address, into.length);
		if (at >= 0) copy(this.#sram, at, into);
		else if (address >= Memory.FLASH_XIP && address + into.length <= Memory.FLASH_XIP + Memory.FLASH_SIZE) this.#readFlash(address, into);
		else {
			into.fill(0);
			this.onUnknown?.(address, into.length);
		}
	}

	/** Writes that do not fall into the SRAM are lost. */
	write(address: number, bytes: Uint8Array): void {
		const at = sramOffset(address, bytes.length);
		if (at >= 0) this.#sram.set(bytes, at);
		else this.onUnknown?.(address, bytes.length);
	}

	/** Zeroes a range that may reach beyond the SRAM; only what is inside is touched. */
	clear(address: number, bytes: number): void {
		const at = sramOffset(address, 0);
		if (at >= 0) this.#sram.fill(0, at, Math.min(at + bytes, this.#sram.length));
	}

	#readFlash(address: number, into: Uint8Array): void {
		if (!this.#window.open) {
			into.fill(0);
			this.onUnknown?.(address, into.length);
			return;
		}
		const flip = this.#window.inOrder ? 0 : 3;
		const offset = address - Memory.FLASH_XIP;
		for (let i = 0; i < into.length; i++) into[i] = this.#flash[(offset + i) ^ flip] ?? ERASED;
	}
}

const holds = (base: number, address: number, bytes: number): boolean => address >= base && address + bytes <= base + Memory.SRAM_SIZE;

/** True for a range that the host sees as SRAM. */
export const isHostSram = (address: number, bytes: number): boolean => holds(Memory.SCRATCH, address, bytes);

/** Offset in the SRAM of a range that lies wholly inside one of its aliases, or -1. */
function sramOffset(address: number, bytes: number): number {
	if (holds(Memory.SCRATCH, address, bytes)) return address - Memory.SCRATCH;
	return holds(Memory.SRAM_PCIE_VIEW, address, bytes) ? address - Memory.SRAM_PCIE_VIEW : -1;
}

function copy(from: Uint8Array, at: number, into: Uint8Array): void {
	for (let i = 0; i < into.length; i++) into[i] = from[at + i] as number;
}
