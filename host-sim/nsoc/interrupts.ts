import { getField, Interrupt, Memory, Top } from "../../src/akida/registers.js";
import type { DmaController } from "./dma.js";
import { RegisterBlock } from "./register-block.js";

/** One DMA controller and its bit in INT_SOURCE_MASK. */
export interface InterruptSource {
	readonly dma: DmaController;
	readonly bit: number;
}

/** [5] The interrupt controller. Its pin is high while an unmasked controller has an interrupt pending; the host clears it there. */
export class InterruptController extends RegisterBlock {
	onInterrupt: ((level: boolean) => void) | undefined;
	readonly #sources: readonly InterruptSource[];
	readonly #routed: () => boolean;
	#level = false;

	/** `routed` tells whether the pin is given to this controller. */
	constructor(sources: readonly InterruptSource[], routed: () => boolean) {
		super(Memory.TOP + Top.INTERRUPTS, Interrupt.SIZE);
		this.#sources = sources;
		this.#routed = routed;
	}

	override writeWord(offset: number, value: number): void {
		super.writeWord(offset, value);
		this.update();
	}

	override reset(): void {
		super.reset();
		this.update();
	}

	/** Moves the pin when the conditions for it have changed. */
	update(): void {
		const level = this.#wanted();
		if (level === this.#level) return;
		this.#level = level;
		this.onInterrupt?.(level);
	}

	#wanted(): boolean {
		if (!this.#routed() || !getField(this.readWord(Interrupt.GENERAL), Interrupt.GENERAL_ENABLE)) return false;
		const mask = this.readWord(Interrupt.SOURCE_MASK);
		return this.#sources.some(({ dma, bit }) => dma.interruptPending && (mask & bit) === 0);
	}
}
