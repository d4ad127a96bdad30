import type { Alarm } from "../../src/ports.js";
import { bitsOf, Descriptor, Dma, DmaField, getField, Memory, OutputHeader } from "../../src/akida/registers.js";
import type { Bus } from "./bus.js";
import { DmaController } from "./dma.js";
import type { Job, JobRunner } from "./job-runner.js";

/** [6.1] The output header's longest size fits the six bits of WR_INFO_HDR_SZ. */
const HEADER_WORDS = 16;

/** [6, 13] A DMA that brings inputs and takes outputs away, one job after the other. The HRC and the event DMA differ in the input. */
export abstract class InputDma extends DmaController {
	readonly #runner: JobRunner;
	readonly #microseconds: number;
	readonly #header = new Uint32Array(HEADER_WORDS);
	#headerBytes = new Uint8Array(this.#header.buffer);
	readonly #job: Job = { input: new Uint8Array(0), sparse: false, learnClass: 0, passes: 0, emptyBytes: 0 };
	#alarm: Alarm | undefined;
	/** A job that fell due while the chip slept. */
	#due = false;

	constructor(bus: Bus, offset: number, descriptorBytes: number, runner: JobRunner, microseconds: number) {
		super(bus, offset, descriptorBytes);
		this.#runner = runner;
		this.#microseconds = microseconds;
	}

	override reset(): void {
		this.#alarm?.cancel();
		this.#alarm = undefined;
		this.#due = false;
		super.reset();
	}

	/** The SLEEP pin went low: clocks run again. */
	wake(): void {
		if (this.#due) this.#completeDelayed();
	}

	/** Bytes of the input that the descriptor names, or -1 when it cannot be. */
	protected abstract inputBytes(): number;

	/** Fills the input from memory. */
	protected abstract gather(into: Uint8Array): void;

	/** Where the output goes. */
	protected abstract get outputAddress(): number;

	protected abstract get learnClassWord(): number;

	/** True when the input consists of events. */
	protected abstract readonly sparse: boolean;

	protected kick(): void {
		if (this.#alarm || this.#due) return;
		const { after } = this.bus;
		if (!after || this.#microseconds <= 0) {
			while (this.waiting) this.#complete();
		} else if (this.waiting) this.#alarm = after(this.#microseconds / 1000, () => this.#completeDelayed());
	}

	#completeDelayed(): void {
		this.#alarm = undefined;
		this.#due = this.bus.sleeping();
		if (this.#due) return;
		this.#complete();
		this.kick();
	}

	/** Does the next job of the ring, all of it. */
	#complete(): void {
		if (!this.advance()) return;
		const bytes = this.inputBytes();
		if (bytes < 0) return this.reject("the input is larger than the chip's memory");
		this.#output(this.#runner.run(this.#prepared(bytes)));
		this.#finish();
	}

	#prepared(bytes: number): Job {
		const job = this.#job;
		if (job.input.length !== bytes) job.input = new Uint8Array(bytes);
		this.gather(job.input);
		job.sparse = this.sparse;
		job.learnClass = this.#learnClass;
		job.passes = this.burstMode ? this.get(Dma.REPLAY_BURST_VAL, DmaField.BURST_LOOPS) : 0;
		job.emptyBytes = 4 * this.#clearWords;
		return job;
	}

	/** [15] With several passes, word 5 of the descriptor does not count and a register takes its place. */
	get #learnClass(): number {
		return this.burstMode
			? this.get(Dma.REPLAY_DESC_WORD5, DmaField.WORD5_LEARN_CLASS)
			: getField(this.learnClassWord, Descriptor.LEARN_CLASS);
	}

	/** D9; what goes beyond the memory cannot be cleared. */
	get #clearWords(): number {
		if (!this.get(Dma.OB_PLD_CLEAR_SIZE, DmaField.CLEAR_ENABLE)) return 0;
		return Math.min(this.get(Dma.OB_PLD_CLEAR_SIZE, DmaField.CLEAR_WORDS), Memory.SRAM_SIZE / 4);
	}

	/** D10: a header whose first word counts the payload's, then the payload. */
	#output(payload: Uint8Array): void {
		const address = this.burstMode ? this.readWord(Dma.REPLAY_OB_EVENT_BUF_ADDR) : this.outputAddress;
		const withHeader = this.get(Dma.CTRL, DmaField.WR_INFO_EN) && this.get(Dma.CTRL, DmaField.WR_INFO_HDR);
		const headerBytes = withHeader ? this.get(Dma.CTRL, DmaField.WR_INFO_HDR_SZ) : 0;
		if (this.#headerBytes.length !== headerBytes) this.#headerBytes = new Uint8Array(this.#header.buffer, 0, headerBytes);
		this.#header[0] = bitsOf(OutputHeader.PAYLOAD_WORDS, payload.length >>> 2);
		this.bus.memory.write(address, this.#headerBytes);
		this.bus.memory.clear(address + headerBytes, 4 * this.#clearWords);
		this.bus.memory.write(address + headerBytes, payload);
	}

	/** D5, D6: only now that output and header are in memory. */
	#finish(): void {
		this.set(Dma.DESC_STATUS, DmaField.JOB_ID, this.word(0, Descriptor.JOB_ID_0));
		if (this.burstMode) this.finishBurst();
		else this.finishDescriptor();
	}
}
