import type { Clock } from "../ports.js";
import { ScratchAllocator } from "./allocator.js";
import { type ChipLink, Registers } from "./chip-link.js";
import { DmaController } from "./dma.js";
import { Descriptor, Memory, Top } from "./registers.js";
import { TopLevel } from "./top-level.js";

/** What the driver needs of time. */
export type DriverClock = Pick<Clock, "now" | "delay">;

/** The chip's blocks, its scratch memory, and the sequences that touch both input controllers: event first, then HRC. */
export class Chip {
	readonly link: ChipLink;
	readonly clock: DriverClock;
	readonly scratch = new ScratchAllocator(Memory.SCRATCH, Memory.SCRATCH_SIZE);
	readonly top: TopLevel;
	readonly config: DmaController;
	/** Sparse inputs. */
	readonly event: DmaController;
	/** Dense inputs. */
	readonly hrc: DmaController;
	#counting = false;
	#multiPass = false;

	constructor(link: ChipLink, clock: DriverClock) {
		const registers = new Registers(link);
		this.link = link;
		this.clock = clock;
		this.top = new TopLevel(registers, clock);
		this.config = new DmaController(link, registers, Memory.TOP + Top.CONFIG_DMA, Descriptor.CONFIG_BYTES);
		this.event = new DmaController(link, registers, Memory.TOP + Top.EVENT_DMA, Descriptor.EVENT_BYTES);
		this.hrc = new DmaController(link, registers, Memory.TOP + Top.HRC_DMA, Descriptor.HRC_BYTES);
	}

	/** The controller that takes the inputs of a program. */
	inputDma(dense: boolean): DmaController {
		return dense ? this.hrc : this.event;
	}

	/** Prepares the mesh for being configured anew in every pass, or once. */
	setMultiPass(on: boolean): void {
		this.top.setMultiPass(on);
		this.#multiPass = on;
	}

	/** Everything to its state after power-up, except what the timers were told; all memory is free again [16]. */
	reset(): void {
		this.scratch.reset();
		if (this.#multiPass) this.setMultiPass(false);
		this.top.resetCore();
		this.top.resetNps();
		this.applyTimers();
	}

	setPipelined(on: boolean): void {
		this.event.setPipelined(on);
		this.hrc.setPipelined(on);
	}

	/** Counts the clock cycles of jobs, or not [13]. */
	countClocks(on: boolean): void {
		this.#counting = on;
		this.applyTimers();
	}

	/** Arms the timers again as {@link countClocks} last wished: resets switch them off [6.2 D8]. */
	applyTimers(): void {
		this.event.setTimer(this.#counting);
		this.hrc.setTimer(this.#counting);
	}
}
