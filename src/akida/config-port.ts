import type { Chip } from "./chip.js";
import { ConfigDescriptor } from "./descriptors.js";
import { AkidaError } from "./errors.js";
import { bytesOf, packetHeader } from "./packet.js";
import type { NpIdent, Span } from "./program.js";
import type { ProgramPlace } from "./program-place.js";
import { Dma } from "./registers.js";
import { TIMEOUT_MS, waitUntil } from "./waiting.js";

/** The config DMA in single pass: tracks go into the mesh one at a time, blocks come back [8, 11]. */
export class ConfigPort {
	readonly #chip: Chip;
	readonly #descriptor = new ConfigDescriptor();
	readonly #onLoss: () => void;
	#open = false;

	/** `onLoss` is told when the chip did not take a track: what it holds is then unknown, and its ring may be full. */
	constructor(chip: Chip, onLoss: () => void) {
		this.#chip = chip;
		this.#onLoss = onLoss;
	}

	/** Allocates the ring and prepares the controller for programming [11 steps 1 and 3]. */
	start(): void {
		this.#chip.config.initConfig(this.#allocateRing(), Dma.RING_MIN);
		this.#open = true;
	}

	/** To be called when the chip's memory has been freed: the next use sets up another ring. */
	close(): void {
		this.#open = false;
	}

	/** Plays a track of the program. Throws {@link AkidaError} `out-of-memory`, `field-overflow`, `config-timeout` or `chip-lost`. */
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
		const { clock, config } = this.#chip;
		config.put(descriptor);
		config.setRunning(true);
		let ended = false;
		try {
			ended = waitUntil(() => config.outboundEnded, clock, TIMEOUT_MS);
		} finally {
			if (!ended) this.#giveUp();
		}
		if (!ended) throw new AkidaError("config-timeout", `the chip did not take a track in ${TIMEOUT_MS} ms: program it again`);
		config.clearStatus();
		config.setRunning(false);
	}

	#giveUp(): void {
		this.close();
		this.#onLoss();
	}
}
