import type { Clock } from "../../src/ports.js";
import type { ChipMemory } from "./chip-memory.js";

/** What has happened to the chip so far; survives power cycles. */
export interface Counters {
	/** Chip-select frames, and those among them that the SPI slave could not make sense of. */
	frames: number;
	badFrames: number;
	bytesIn: number;
	bytesOut: number;
	/** Finished jobs, and those among them that followed no known convention. */
	jobs: number;
	opaqueJobs: number;
	/** Samples that changed the learned weights. */
	learned: number;
	/** Accesses, by the host or by a DMA, to addresses outside every known block. */
	unknownAccesses: number;
	/** Descriptors and config tracks that a DMA had to drop or cut short. */
	badDescriptors: number;
}

/** What a hardware block sees of the chip around it. */
export interface Bus {
	readonly memory: ChipMemory;
	readonly counters: Counters;
	/** True while the SLEEP pin is high. */
	sleeping(): boolean;
	/** Milliseconds. */
	now(): number;
	readonly after: Clock["after"] | undefined;
	log(line: string): void;
	/** To be called whenever an interrupt condition may have come or gone. */
	updateInterrupt(): void;
}

/** An address or a register word for a log line. */
export const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, "0");
