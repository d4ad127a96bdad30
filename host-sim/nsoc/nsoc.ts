import { Interrupt, maskOf, Memory, Top } from "../../src/akida/registers.js";
import type { Clock } from "../../src/ports.js";
import { type Bus, type Counters, hex } from "./bus.js";
import { ChipMemory, isHostSram } from "./chip-memory.js";
import { ConfigDma } from "./config-dma.js";
import { EventDma } from "./event-dma.js";
import { Fabric } from "./fabric.js";
import { HrcDma } from "./hrc-dma.js";
import { InterruptController } from "./interrupts.js";
import { JobRunner, type OpaqueJobHandler } from "./job-runner.js";
import { MeshStore } from "./mesh-store.js";
import { RegisterBlock } from "./register-block.js";
import { RegisterMap } from "./register-map.js";
import { SpiSlave } from "./spi-slave.js";
import { ClockBlock, SystemConfig } from "./system-config.js";
import { TopLevel } from "./top-level.js";

/** How the chip is wired up. */
export interface NsocOptions {
	/** Milliseconds, for the DMA timers; time stands still without it. */
	readonly now?: () => number;
	/** Lets jobs take time; without it they are done at once. */
	readonly after?: Clock["after"];
	/** The flash behind the chip's SPI master, seen by its DMA at 0x80000000; it belongs to the board. */
	readonly flash?: Uint8Array;
	readonly log?: (line: string) => void;
	/** Compute time of one job; jobs queue up behind one another. */
	readonly jobMicroseconds?: number;
}

const NO_FLASH = new Uint8Array(0);

/**
 * An AKD1500 in software, true to the host-interface specification at the wire and computing what its config packets say
 * where they follow the simulator convention (docs/payloads.md).
 */
export class Nsoc {
	readonly counters: Counters = {
		frames: 0,
		badFrames: 0,
		bytesIn: 0,
		bytesOut: 0,
		jobs: 0,
		opaqueJobs: 0,
		learned: 0,
		unknownAccesses: 0,
		badDescriptors: 0,
	};
	readonly #log: (line: string) => void;
	readonly #systemConfig = new SystemConfig();
	readonly #memory: ChipMemory;
	readonly #store = new MeshStore();
	readonly #fabric = new Fabric(this.#store);
	readonly #config: ConfigDma;
	readonly #hrc: HrcDma;
	readonly #event: EventDma;
	readonly #interrupts: InterruptController;
	readonly #registers: RegisterMap;
	readonly #runner: JobRunner;
	readonly #slave = new SpiSlave(this, this.counters);
	#sleeping = false;

	constructor(options: NsocOptions = {}) {
		const { jobMicroseconds = 0, flash = NO_FLASH, log = () => {} } = options;
		this.#log = log;
		this.#memory = new ChipMemory(flash, this.#systemConfig);
		this.#memory.onUnknown = (address, bytes) => this.#stray(`dma found no memory for ${bytes} bytes`, address);
		const bus = this.#makeBus(options);
		this.#config = new ConfigDma(bus, this.#store);
		this.#runner = new JobRunner(bus, this.#fabric, (last) => this.#config.afterPass(last));
		this.#hrc = new HrcDma(bus, this.#runner, jobMicroseconds);
		this.#event = new EventDma(bus, this.#runner, jobMicroseconds);
		this.#interrupts = this.#makeInterrupts();
		this.#systemConfig.onRouting = () => this.#interrupts.update();
		this.#registers = this.#makeRegisterMap();
	}

	/** The SLEEP pin: while high the chip reads zeros and ignores writes, jobs wait, the model stays. */
	get sleeping(): boolean {
		return this.#sleeping;
	}

	set sleeping(level: boolean) {
		this.#sleeping = level;
		if (level) return;
		this.#hrc.wake();
		this.#event.wake();
	}

	/** The interrupt pin (GPIO3) moved: high from completion until the host clears the DMA's status, once the host has routed it there (3.1). */
	set onInterrupt(listener: ((level: boolean) => void) | undefined) {
		this.#interrupts.onInterrupt = listener;
	}

	/** What each stage puts out, valid during the call. */
	set onActivations(listener: ((stage: number, values: Uint8Array | Int32Array) => void) | undefined) {
		this.#fabric.onActivations = listener;
	}

	/** Answers jobs of programs that do not follow the simulator convention; without an answer they come to zeros. */
	set onOpaqueJob(handler: OpaqueJobHandler | undefined) {
		this.#runner.onOpaqueJob = handler;
	}

	/** Every config track as it enters the mesh, valid during the call; for whoever must recognise a program. */
	set onConfigTrack(listener: ((track: Uint32Array) => void) | undefined) {
		this.#config.onTrack = listener;
	}

	/** The mesh has been emptied, by a reset or with the supply. */
	set onMeshReset(listener: (() => void) | undefined) {
		this.#store.onClear = listener;
	}

	/** Puts blocks into the mesh as a config track does; for whoever answers opaque jobs and keeps there what the host may read. */
	configure(track: Uint32Array): void {
		this.#store.write(track);
	}

	/** True while the host's second chip select reaches the flash (section 3.2). */
	get flashFeedThrough(): boolean {
		return this.#systemConfig.feedThrough;
	}

	/** One chip-select frame at the SPI slave: `sent`, then `received.length` bytes clocked in. Never throws. */
	frame(sent: Uint8Array, received: Uint8Array): void {
		this.#slave.frame(sent, received);
	}

	/** Reads as a decoded frame does: bytes in memory order from a word address. */
	read(address: number, into: Uint8Array): void {
		if (this.#sleeping) into.fill(0);
		else if (isHostSram(address, into.length)) this.#memory.read(address, into);
		else for (let i = 0; i < into.length; i += 4) unpack(this.#registers.readWord(address + i), into, i);
	}

	/** Writes as a decoded frame does. A register takes a partial word with zeros above. */
	write(address: number, bytes: Uint8Array): void {
		if (this.#sleeping) return;
		if (isHostSram(address, bytes.length)) this.#memory.write(address, bytes);
		else for (let i = 0; i < bytes.length; i += 4) this.#registers.writeWord(address + i, pack(bytes, i));
	}

	/** The supply goes and comes back: memory, registers, mesh and running jobs are lost. */
	powerCycle(): void {
		this.#sleeping = false;
		this.#store.clear();
		this.#registers.reset();
	}

	#makeBus(options: NsocOptions): Bus {
		return {
			memory: this.#memory,
			counters: this.counters,
			sleeping: () => this.#sleeping,
			now: options.now ?? (() => 0),
			after: options.after,
			log: this.#log,
			updateInterrupt: () => this.#interrupts.update(),
		};
	}

	#makeInterrupts(): InterruptController {
		const sources = [
			{ dma: this.#event, bit: maskOf(Interrupt.AEDMA) },
			{ dma: this.#config, bit: maskOf(Interrupt.CFGDMA) },
			{ dma: this.#hrc, bit: maskOf(Interrupt.HRC) },
		];
		return new InterruptController(sources, () => this.#systemConfig.completionRouted);
	}

	#makeRegisterMap(): RegisterMap {
		const dmas = [this.#config, this.#hrc, this.#event];
		const top = new TopLevel({ resetCore: () => dmas.forEach((dma) => dma.reset()), resetMesh: () => this.#store.clear() });
		const epg = new RegisterBlock(Memory.TOP + Top.EPG, Top.EPG_SIZE);
		const blocks = [this.#memory, ...dmas, top, epg, this.#interrupts, this.#systemConfig, this.#systemConfig.master, new ClockBlock()];
		return new RegisterMap(blocks, (address, access) => this.#stray(`${access} outside every block`, address));
	}

	#stray(what: string, address: number): void {
		this.counters.unknownAccesses++;
		this.#log(`${what} at ${hex(address)}`);
	}
}

function pack(bytes: Uint8Array, at: number): number {
	const byte = (i: number): number => bytes[at + i] ?? 0;
	return (byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24)) >>> 0;
}

function unpack(word: number, into: Uint8Array, at: number): void {
	const end = Math.min(4, into.length - at);
	for (let i = 0; i < end; i++) into[at + i] = word >>> (8 * i);
}
