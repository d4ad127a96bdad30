import type { Chip } from "./chip.js";
import type { DmaController } from "./dma.js";
import { bitsOf, Dma, DmaField } from "./registers.js";

/** The buffers that the controller makes its own descriptors in, one per pass. */
const LOOP_MODE =
	bitsOf(DmaField.BUFFER_MODE, 1) |
	bitsOf(DmaField.MAX_DESC_BURST_MODE, 1) |
	bitsOf(DmaField.HW_OB_ADDR_GEN, 1) |
	bitsOf(DmaField.HW_OB_ADDR_DYN, 1);

/** What the input DMA of a program of several passes does otherwise: every input goes round once per pass [12 step 6, 13, 15]. */
export class PassLoop {
	readonly #chip: Chip;
	readonly #dma: DmaController;
	readonly #passes: number;
	#descriptors = 0;
	#payload = 0;
	/** What the learn class register holds. */
	#learnClass = 0;

	constructor(chip: Chip, dma: DmaController, passes: number) {
		this.#chip = chip;
		this.#dma = dma;
		this.#passes = passes;
	}

	/** Takes the scratch memory that the controller needs for itself: a descriptor, and one word of payload. */
	allocate(): void {
		this.#descriptors = this.#chip.scratch.alloc(this.#dma.descriptorBytes);
		this.#payload = this.#chip.scratch.alloc(4);
	}

	/** To be called once the ring is set up. */
	prepare(): void {
		const dma = this.#dma;
		dma.setRunning(false);
		dma.maskInterrupts(true);
		dma.write(Dma.REPLAY_BUF_CTRL, LOOP_MODE);
		dma.write(Dma.REPLAY_BURST_VAL, bitsOf(DmaField.BURST_LOOPS, this.#passes) | bitsOf(DmaField.BURST_LAYER_LOOPS, this.#passes));
		dma.write(Dma.REPLAY_DESC_MAIN_ADDR, this.#descriptors);
		dma.write(Dma.REPLAY_DESC_SCRATCH_ADDR, this.#descriptors);
		dma.write(Dma.REPLAY_OB_EVENT_SCRATCH_ADDR, this.#payload);
	}

	/**
	 * Tells what the controller does not take from the descriptor of the job that follows: where its output goes, and its
	 * learn class. Only a class that would stay behind from an earlier lesson is taken back.
	 */
	begin(output: number, learnClass: number): void {
		this.#dma.write(Dma.REPLAY_OB_EVENT_BUF_ADDR, output);
		if (learnClass !== 0 || this.#learnClass !== 0) {
			this.#dma.write(Dma.REPLAY_DESC_WORD5, bitsOf(DmaField.WORD5_LEARN_CLASS, learnClass));
		}
		this.#learnClass = learnClass;
	}
}
