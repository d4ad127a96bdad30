import { Akd1500 } from "../akida/driver.js";
import { SpiLink } from "../akida/spi-link.js";
import { dequantize } from "../akida/tensors.js";
import type { Bundle } from "../bundle/bundle.js";
import type { Clock, SpiDevice } from "../ports.js";

/** What it took to bring a program into the chip. */
export interface ProgrammingCost {
	readonly frames: number;
	readonly wireBytes: number;
	readonly milliseconds: number;
}

/**
 * The network on the chip, seen as a classifier that can be taught: features in, one potential per unit out.
 * Jobs run one at a time (a learning program must use batch 1). Every call may throw AkidaError.
 */
export class Classifier {
	readonly bundle: Bundle;
	readonly chip: Akd1500;
	/** Windows that were classified. */
	inferences = 0;
	#link: SpiLink;
	#clock: Clock;
	#scores: Float32Array<ArrayBuffer> | undefined;
	/** The learned memory from before the lesson that is going on. */
	#before: Uint32Array | undefined;

	/** Opens the link and identifies the chip. */
	constructor(bundle: Bundle, spi: SpiDevice, clock: Clock) {
		this.bundle = bundle;
		this.#clock = clock;
		this.#link = new SpiLink(spi);
		this.chip = new Akd1500(this.#link, clock);
	}

	/** Vendor, product, major and minor revision, as in "BC.A1.3.9" [4]. */
	get chipId(): string {
		const { version } = this.chip;
		const hex = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, "0");
		return `${hex(version >>> 24)}.${hex((version >>> 16) & 0xff)}.${(version >>> 8) & 0xff}.${version & 0xff}`;
	}

	/** SPI frames and bytes so far. */
	get counters(): SpiLink["counters"] {
		return this.#link.counters;
	}

	/** Loads the bundle's program; the learned memory is the one the bundle was fitted with. */
	load(): ProgrammingCost {
		const { frames, bytesSent, bytesReceived } = this.#link.counters;
		const started = this.#clock.now();
		this.chip.program(this.bundle.program);
		this.chip.setBatchSize(1);
		const after = this.#link.counters;
		return {
			frames: after.frames - frames,
			wireBytes: after.bytesSent + after.bytesReceived - bytesSent - bytesReceived,
			milliseconds: this.#clock.now() - started,
		};
	}

	/** One value per unit, dequantised; valid until the next call. */
	classify(features: Uint8Array): ArrayLike<number> {
		this.inferences++;
		const output = this.chip.run(features);
		if (this.bundle.learning) return output.values;
		this.#scores ??= new Float32Array(output.values.length);
		return dequantize(output, this.chip.requireProgram(), this.#scores);
	}

	/** Puts learned memory into the chip. */
	restore(memory: Uint32Array): void {
		this.chip.writeLearned(memory);
	}

	/** What the chip has learned so far, a copy. */
	learnedMemory(): Uint32Array {
		this.chip.toggleLearn(true);
		const memory = this.chip.readLearned().slice();
		this.chip.toggleLearn(false);
		return memory;
	}

	/** Switches learning on; returns the learned memory as it is before the lesson. */
	beginLesson(): Uint32Array {
		this.chip.toggleLearn(true);
		this.#before = this.chip.readLearned().slice();
		return this.#before;
	}

	/** One labelled job. */
	teach(features: Uint8Array, classIndex: number): void {
		this.chip.run(features, classIndex);
	}

	/** Switches learning off; returns the learned memory. */
	endLesson(): Uint32Array {
		const memory = this.chip.readLearned().slice();
		this.chip.toggleLearn(false);
		this.#before = undefined;
		return memory;
	}

	/** Switches learning off and puts everything back as it was before the lesson. */
	abandonLesson(): void {
		if (!this.#before) return;
		this.chip.writeLearned(this.#before);
		this.chip.toggleLearn(false);
		this.#before = undefined;
	}
}
