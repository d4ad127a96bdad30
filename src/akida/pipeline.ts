import { ScratchBlock } from "./allocator.js";
import type { Chip } from "./chip.js";
import { EventDescriptor, HrcDescriptor, type Job, type JobDescriptor, learnClass } from "./descriptors.js";
import type { DmaController } from "./dma.js";
import { AkidaError, hex } from "./errors.js";
import type { PassLoop } from "./pass-loop.js";
import type { ProgramInfo } from "./program.js";
import { bitsOf, Dma, DmaField, maxOf, OUTPUT_HEADER_BYTES } from "./registers.js";
import { inputBytes, outputBytes } from "./sizes.js";
import { type Output, OutputReader } from "./tensors.js";

const LAST_JOB_ID = maxOf(DmaField.JOB_ID);

/** The jobs of a program: a ring of descriptors, and as many input and output buffers as the batch has slots [12, 13]. */
export class Pipeline {
	readonly #chip: Chip;
	readonly #program: ProgramInfo;
	readonly #dense: boolean;
	readonly #dma: DmaController;
	readonly #loop: PassLoop | undefined;
	readonly #descriptor: JobDescriptor;
	readonly #reader: OutputReader;
	readonly #job: Job = { id: 0, input: 0, inputBytes: 0, output: 0, learnClass: 0 };
	readonly #ring: ScratchBlock;
	readonly #outputs: ScratchBlock;
	readonly #inputs: ScratchBlock;
	readonly #inputBytes: number;
	readonly #outputBytes: number;
	#batch = 0;
	/** Slot of the newest job. */
	#slot = 0;
	#outstanding = 0;
	/** Id of the last job fetched; 16 bits, as the chip reports it. */
	#fetchedId = 0;

	/** `loop` belongs to a program of several passes. Throws {@link AkidaError} `field-overflow` for an image that no descriptor can say. */
	constructor(chip: Chip, program: ProgramInfo, loop?: PassLoop) {
		this.#chip = chip;
		this.#program = program;
		this.#loop = loop;
		this.#dense = program.inputType === "dense";
		this.#dma = chip.inputDma(this.#dense);
		this.#descriptor = this.#dense ? new HrcDescriptor(program.inputDims, program.denseWindow) : new EventDescriptor();
		this.#reader = new OutputReader(chip.link, program);
		this.#ring = new ScratchBlock(chip.scratch);
		this.#outputs = new ScratchBlock(chip.scratch);
		this.#inputs = new ScratchBlock(chip.scratch);
		this.#inputBytes = inputBytes(program);
		this.#outputBytes = outputBytes(program);
	}

	get batchSize(): number {
		return this.#batch;
	}

	/** Jobs enqueued and not fetched yet. */
	get outstanding(): number {
		return this.#outstanding;
	}

	/** True when every slot is taken. */
	get full(): boolean {
		return this.#outstanding === this.#batch;
	}

	/** Refuses, with {@link AkidaError} `jobs-outstanding`, what must not happen under running jobs. */
	requireIdle(): void {
		const used = this.#outstanding;
		if (used > 0) throw new AkidaError("jobs-outstanding", `${used} jobs have not been fetched`, { used });
	}

	/** Refuses, with {@link AkidaError} `no-batch` or `no-input-memory`, tensors that there is no room for. */
	requireInputs(): void {
		this.#requireBatch();
		if (!this.#inputs.held) throw new AkidaError("no-input-memory", "the batch was set without input memory");
	}

	/** The steps of section 12; returns the effective size. */
	setBatchSize(requested: number, allocateInputs: boolean, pipelined: boolean): number {
		if (!Number.isInteger(requested) || requested < 1) {
			throw new AkidaError("bad-batch", `a batch of ${requested} jobs is impossible`, { requested });
		}
		this.requireIdle();
		const effective = this.#loop ? 1 : Math.min(requested, Dma.PIPELINE_DEPTH);
		if (effective === this.#batch) return effective;
		this.#batch = 0;
		this.#prepareRing(Math.max(effective, Dma.RING_MIN));
		this.#prepareController(pipelined && !this.#loop);
		this.#prepareBuffers(effective, allocateInputs);
		this.#batch = effective;
		return effective;
	}

	/** Writes the `length` bytes of a prepared tensor to the next slot and starts the job. False when every slot is taken. */
	enqueue(tensor: Uint8Array, length: number, label: number | undefined): boolean {
		this.requireInputs();
		const code = learnClass(label);
		if (this.full) return false;
		const input = this.#inputs.address + this.#inputBytes * this.#nextSlot;
		this.#chip.link.write(input, tensor, length);
		this.#start(input, length, code);
		return true;
	}

	/** As {@link enqueue}, for `bytes` of input that the chip already sees at `address`. */
	enqueueAddress(address: number, bytes: number, label: number | undefined): boolean {
		this.#requireBatch();
		if (!(Number.isInteger(address) && address > 0 && address + bytes <= 2 ** 32)) {
			throw new AkidaError("bad-address", `no input can lie at ${hex(address)}`, { address });
		}
		const code = learnClass(label);
		if (this.full) return false;
		this.#start(address, bytes, code);
		return true;
	}

	/**
	 * Output of the oldest job, or undefined while nothing new has finished. Throws {@link AkidaError} `chip-lost` rather than
	 * take the zeros of a chip that sleeps for an output, and `bad-output`.
	 */
	fetch(): Output | undefined {
		if (this.#outstanding === 0 || !this.#finished()) return undefined;
		this.#dma.clearStatus();
		const address = this.#outputs.address + this.#outputBytes * this.#oldestSlot;
		const header = this.#reader.readHeader(address);
		if (header === 0) this.#dma.requireRing();
		this.#fetchedId = laterId(this.#fetchedId, 1);
		this.#outstanding--;
		return this.#reader.read(address, header, this.#fetchedId);
	}

	/** In single pass the chip tells only that some newer job is done, and jobs end in order: so each change of the id frees the oldest. */
	#finished(): boolean {
		if (this.#loop) return this.#dma.loopEnded;
		const id = this.#dma.lastJob;
		if (id === 0) this.#dma.requireRing();
		return id !== this.#fetchedId;
	}

	#requireBatch(): void {
		if (this.#batch === 0) throw new AkidaError("no-batch", "no batch size has been set");
	}

	get #nextSlot(): number {
		return (this.#slot + 1) % this.#batch;
	}

	get #oldestSlot(): number {
		return (this.#slot + 1 + this.#batch - this.#outstanding) % this.#batch;
	}

	/** Step 1 of section 12. */
	#prepareRing(count: number): void {
		this.#ring.allocate(count * this.#dma.descriptorBytes);
		this.#dma.initDefault(this.#ring.address, count, true);
	}

	/** Steps 3 to 7 of section 12; 2 is for other chips. */
	#prepareController(pipelined: boolean): void {
		this.#chip.applyTimers();
		const words = (this.#outputBytes - OUTPUT_HEADER_BYTES) / 4;
		const clearing = bitsOf(DmaField.CLEAR_ENABLE, 1) | bitsOf(DmaField.CLEAR_WORDS, words);
		this.#dma.write(Dma.OB_PLD_CLEAR_SIZE, this.#program.outputType === "dense" ? clearing : 0);
		this.#chip.setPipelined(pipelined);
		this.#loop?.prepare();
		this.#fetchedId = this.#dma.lastJob;
		this.#slot = 0;
	}

	/** Step 8 of section 12. */
	#prepareBuffers(batch: number, allocateInputs: boolean): void {
		this.#outputs.allocate(this.#outputBytes * batch);
		this.#inputs.free();
		if (allocateInputs) this.#inputs.allocate(this.#inputBytes * batch);
	}

	/** Steps 1 and 3 to 6 of section 13. */
	#start(input: number, bytes: number, code: number): void {
		const job = this.#job;
		const slot = this.#nextSlot;
		job.id = laterId(this.#fetchedId, this.#outstanding + 1);
		job.input = input;
		job.inputBytes = bytes;
		job.output = this.#outputs.address + this.#outputBytes * slot;
		job.learnClass = code;
		this.#chip.hrc.setRunning(this.#dense);
		this.#chip.event.setRunning(!this.#dense);
		this.#loop?.begin(job.output, code);
		this.#dma.put(this.#descriptor.encode(job));
		this.#slot = slot;
		this.#outstanding++;
	}
}

/** Ids wrap at 16 bits. */
const laterId = (id: number, jobs: number): number => (id + jobs) & LAST_JOB_ID;
