import type { Chip } from "./chip.js";
import type { ConfigPort } from "./config-port.js";
import { AkidaError } from "./errors.js";
import { bytesOf, packetHeader } from "./packet.js";
import type { LearningLayer, NpIdent } from "./program.js";
import { Packet, Unit } from "./registers.js";

/** What a layer has learned, as the host can read and replace it [14]. */
export interface LearnedMemory {
	/** False when the chip could not keep what it learns. */
	readonly writable: boolean;
	read(into: Uint32Array): void;
	/** Throws {@link AkidaError} `wrong-header` for the words of another layer. */
	write(words: Uint32Array): void;
}

/** Weights in an FNP3's SRAM, in front of them the two words of their packet header. */
export class MeshMemory implements LearnedMemory {
	readonly writable = true;
	readonly #port: ConfigPort;
	readonly #np: NpIdent;

	constructor(port: ConfigPort, np: NpIdent) {
		this.#port = port;
		this.#np = np;
	}

	read(into: Uint32Array): void {
		into.set(weightsHeader(this.#np, into.length));
		this.#port.readUnit(this.#np, Unit.FNP_WEIGHTS, into.subarray(Packet.HEADER_WORDS));
	}

	write(words: Uint32Array): void {
		requireHeader(this.#np, words);
		this.#port.playWords(words);
	}
}

/**
 * Weights in the memory that the chip's DMA reads: those of an FNP2, and with several passes the track of an FNP3, which
 * the extra descriptor keeps up to date and the last pass of every job plays anew [15]. For the latter the engine sends
 * new words through the ring instead, which takes the place of its first descriptor and ends the loop; written to where
 * the ring finds them they arrive with the next job.
 */
export class StoredMemory implements LearnedMemory {
	readonly writable: boolean;
	readonly #chip: Chip;
	readonly #address: number;
	readonly #np: NpIdent | undefined;

	/** `address` is that of the FNP2's weights, or that of the FNP3's track, which begins with its header. */
	constructor(chip: Chip, address: number, writable: boolean, layer: LearningLayer) {
		this.#chip = chip;
		this.#address = address;
		this.writable = writable;
		this.#np = layer.ram.fnp2 ? undefined : layer.np;
	}

	/** A chip that sleeps reads as zeros, which must not pass for weights. */
	read(into: Uint32Array): void {
		this.#chip.link.read(this.#address, bytesOf(into));
		if (into.every((word) => word === 0)) this.#chip.config.requireRing();
	}

	/** For an FNP2 the engine writes without a look at the chip, so there nobody notices one that sleeps. */
	write(words: Uint32Array): void {
		if (this.#np) {
			requireHeader(this.#np, words);
			this.#chip.config.requireRing();
		}
		this.#chip.link.write(this.#address, bytesOf(words));
	}
}

const weightsHeader = (np: NpIdent, words: number): Uint32Array => packetHeader(np, Unit.FNP_WEIGHTS, words - Packet.HEADER_WORDS);

function requireHeader(np: NpIdent, words: Uint32Array): void {
	if (weightsHeader(np, words.length).every((word, i) => word === words[i])) return;
	throw new AkidaError("wrong-header", "the learned memory belongs to another learning layer");
}
