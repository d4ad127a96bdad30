import { Descriptor, Memory, Top } from "../../src/akida/registers.js";
import type { Bus } from "./bus.js";
import { InputDma } from "./input-dma.js";
import type { JobRunner } from "./job-runner.js";

/** [7] The event DMA: sparse inputs, two words per event. */
export class EventDma extends InputDma {
	protected readonly sparse = true;

	constructor(bus: Bus, runner: JobRunner, microseconds: number) {
		super(bus, Top.EVENT_DMA, Descriptor.EVENT_BYTES, runner, microseconds);
	}

	protected inputBytes(): number {
		const bytes = 4 * this.word(2, Descriptor.EVENT_WORDS_2);
		return bytes <= Memory.SRAM_SIZE ? bytes : -1;
	}

	protected gather(into: Uint8Array): void {
		this.bus.memory.read(this.descriptor[1] as number, into);
	}

	protected get outputAddress(): number {
		return this.descriptor[Descriptor.EVENT_OUTPUT] as number;
	}

	protected get learnClassWord(): number {
		return this.descriptor[Descriptor.EVENT_LEARN_CLASS] as number;
	}
}
