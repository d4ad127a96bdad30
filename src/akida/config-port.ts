import type { Chip } from "./chip.js";
import { ConfigDescriptor } from "./descriptors.js";
import { AkidaError } from "./errors.js";
import { bytesOf, packetHeader } from "./packet.js";
import type { NpIdent, Span } from "./program.js";
import type { ProgramPlace } from "./program-place.js";
import { Dma } from "./registers.js";

/** Limit of section 6.2. */
const TIMEOUT_MS = 5000;
/** A chip that is not done at the first look is given time, which also lets simulated time pass. */
const POLL_MS = 1;

/** The config DMA in single pass: tracks go into the mesh one at a time, blocks come back [8, 11]. */
export class ConfigPort {
	readonly #chip: Chip;
	readonly #descriptor = new ConfigDescriptor();
	readonly #onTimeout: () => void;
	#open = false;

	/** `onTimeout` is told when the chip did not take a track: what it holds is then unknown, and its ring may be full. */
	constructor(chip: Chip, onTimeout: () => void) {
		this.#chip = chip;
		this.#onTimeout = onTimeout;
	}

	/** Allocates the ring and prepares the controller for programming [11 steps 1 and 3]. */
	start(): void {
		const { config } = this.#chip;
		const ring = this.#allocateRing();
		config.softReset();
		config.setRing(ring, Dma.RING_MIN);
		config.maskInterrupts(false);
		config.write(Dma.REPLAY_BUF_CTRL, 0);
		config.write(Dma.REPLAY_BURST_VAL, 0);
		config.write(Dma.START_DELAYS, 0);
		config.setHeader(false);
		config.setTimer(true);
		this.#open = true;
	}

	/** To be called when the chip's memory has been freed: the next use sets up another ring. */
	close(): void {
		this.#open = false;
	}

	/** Plays a track of the program. Throws {@link AkidaError} `out-of-memory`, `field-overflow` or `config-timeout`. */
	play(place: ProgramPlace, track: Span): void {
		const address = place.acquire(track);
		try {
			this.#carryOut(this.#descriptor.write(address, track.words));
		} finally {
			place.release(address);
		}
	}

	/** Plays words of the host as {@link play} does a track. */
	playWords(words: Uint32Array): void {
		const { scratch, link } = this.#chip;
		const address = scratch.alloc(words.byteLength);
		try {
			link.write(address, bytesOf(words));
			this.#carryOut(this.#descriptor.write(address, words.length));
		} finally {
			scratch.free(address);
		}
	}

	/** Fills `into` from the start of an NP's unit. Throws as {@link play} does. */
	readUnit(np: NpIdent, unit: number, into: Uint32Array): void {
		const header = bytesOf(packetHeader(np, unit, into.length));
		if (!this.#open) this.#openForReading();
		const { scratch, link } = this.#chip;
		const request = scratch.alloc(header.length + into.byteLength);
		const output = request + header.length;
		try {
			link.write(request, header);
			this.#carryOut(this.#descriptor.read(request, header.length / 4, output));
			link.read(output, bytesOf(into));
		} finally {
			scratch.free(request);
		}
	}

	/** Before the first program the controller has no ring yet [8]. */
	#openForReading(): void {
		this.#chip.config.initDefault(this.#allocateRing(), Dma.RING_MIN, false);
		this.#open = true;
	}

	#allocateRing(): number {
		return this.#chip.scratch.alloc(Dma.RING_MIN * this.#chip.config.descriptorBytes);
	}

	/** put, then wait_config of section 6.3. */
	#carryOut(descriptor: Uint8Array): void {
		const { config } = this.#chip;
		config.put(descriptor);
		config.setRunning(true);
		this.#awaitEnd();
		config.clearStatus();
		config.setRunning(false);
	}

	#awaitEnd(): void {
		const { clock, config } = this.#chip;
		const start = clock.now();
		while (!config.outboundEnded) {
			if (clock.now() - start >= TIMEOUT_MS) this.#giveUp();
			clock.delay(POLL_MS);
		}
	}

	#giveUp(): never {
		this.close();
		this.#onTimeout();
		throw new AkidaError("config-timeout", `the chip did not take a track in ${TIMEOUT_MS} ms: program it again`);
	}
}
