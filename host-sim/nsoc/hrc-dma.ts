import { Descriptor, Memory, Top } from "../../src/akida/registers.js";
import type { Bus } from "./bus.js";
import { InputDma } from "./input-dma.js";
import type { JobRunner } from "./job-runner.js";

const HALF_WORD = 0x10000;

/** [7] The HRC DMA: dense inputs, whole or as a window of a larger image. */
export class HrcDma extends InputDma {
	protected readonly sparse = false;

	constructor(bus: Bus, runner: JobRunner, microseconds: number) {
		super(bus, Top.HRC_DMA, Descriptor.HRC_BYTES, runner, microseconds);
	}

	protected inputBytes(): number {
		const bytes = this.#rows * this.#rowBytes;
		return bytes <= Memory.SRAM_SIZE ? bytes : -1;
	}

	/** Rows follow one another, unless the descriptor says how far apart they start. */
	protected gather(into: Uint8Array): void {
		const address = this.descriptor[1] as number;
		const rowBytes = this.#rowBytes;
		const step = this.word(3, Descriptor.NEXT_ROW_3);
		if (step === 0 || step === rowBytes) return this.bus.memory.read(address, into);
		for (let row = 0; row < this.#rows; row++)
			this.bus.memory.read(address + row * step, into.subarray(row * rowBytes, (row + 1) * rowBytes));
	}

	protected get outputAddress(): number {
		return this.descriptor[Descriptor.HRC_OUTPUT] as number;
	}

	protected get learnClassWord(): number {
		return this.descriptor[Descriptor.HRC_LEARN_CLASS] as number;
	}

	get #rows(): number {
		return this.word(2, Descriptor.ROWS_2);
	}

	get #rowBytes(): number {
		return this.word(2, Descriptor.ROW_BYTES_LOW_2) + HALF_WORD * this.word(3, Descriptor.ROW_BYTES_HIGH_3);
	}
}
