import type { Chip } from "./chip.js";
import { AkidaError, hex } from "./errors.js";
import type { Span } from "./program.js";

/** Where the chip's DMA finds the words of a program. */
export interface ProgramPlace {
	/** True when the chip can write there, which FNP2 learning needs [14]. */
	readonly writable: boolean;
	/** The chip's address of a span, made readable. */
	acquire(span: Span): number;
	/** Ends what {@link acquire} began. */
	release(address: number): void;
}

/** A program in the host's memory: each span is copied to scratch for as long as it is needed [11 step 4]. */
export class HostedProgram implements ProgramPlace {
	readonly writable = true;
	readonly #chip: Chip;
	readonly #data: Uint8Array;

	constructor(chip: Chip, data: Uint8Array) {
		this.#chip = chip;
		this.#data = data;
	}

	/** Throws {@link AkidaError} `out-of-memory`. */
	acquire(span: Span): number {
		const address = this.#chip.scratch.alloc(4 * span.words);
		this.#chip.link.write(address, this.#data.subarray(span.offset, span.offset + 4 * span.words));
		return address;
	}

	release(address: number): void {
		this.#chip.scratch.free(address);
	}
}

/** A program whose ProgramData the chip reads where it lies, in its flash: nothing is copied [3.3]. */
export class ResidentProgram implements ProgramPlace {
	readonly writable = false;
	readonly #address: number;

	/** `address` is that of ProgramData's size prefix. Throws {@link AkidaError} `bad-address` for 0 and for split words. */
	constructor(address: number) {
		if (!(address > 0 && address < 2 ** 32 && address % 4 === 0)) {
			throw new AkidaError("bad-address", `program data cannot lie at ${hex(address)}`, { address });
		}
		this.#address = address;
	}

	acquire(span: Span): number {
		return this.#address + span.offset;
	}

	release(): void {}
}
