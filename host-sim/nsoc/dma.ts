import { Descriptor, Dma, DmaField, type Field, getField, Memory, setField } from "../../src/akida/registers.js";
import { type Bus, hex } from "./bus.js";
import { RegisterBlock } from "./register-block.js";

/** [6.1] CUR and LAST after a reset: the index before the first. */
const NO_DESCRIPTOR = 0xff;

/** Clocks counted per millisecond: the core at 400 MHz. */
const CLOCKS_PER_MS = 400_000;

/** [6] One DMA controller: registers, descriptor ring, status and timer. What a descriptor means is up to the specialisations. */
export abstract class DmaController extends RegisterBlock {
	protected readonly bus: Bus;
	/** The descriptor at work. */
	protected readonly descriptor: Uint32Array;
	readonly #descriptorBytes: Uint8Array;
	#timerStart = 0;

	constructor(bus: Bus, offset: number, descriptorBytes: number) {
		super(Memory.TOP + offset, Dma.SIZE);
		this.bus = bus;
		this.descriptor = new Uint32Array(descriptorBytes >>> 2);
		this.#descriptorBytes = new Uint8Array(this.descriptor.buffer);
		this.#clearRing();
	}

	/** True while the controller asks for the host. */
	get interruptPending(): boolean {
		return this.get(Dma.CTRL, DmaField.INT_EN) === 1 && this.get(Dma.BUF_MON_STATUS, DmaField.INTERRUPTS) !== 0;
	}

	override readWord(offset: number): number {
		return offset === Dma.TIMER_VALUE ? this.#timerValue() : super.readWord(offset);
	}

	override writeWord(offset: number, value: number): void {
		switch (offset) {
			case Dma.CTRL:
				return this.#writeControl(value);
			case Dma.DESC_CONT:
				return this.#writeLast(value);
			case Dma.BUF_MON_CTRL:
				return this.#writeMonitor(value);
			case Dma.DESC_STATUS:
			case Dma.BUF_MON_STATUS:
			case Dma.TIMER_VALUE:
				return;
			default:
				super.writeWord(offset, value);
		}
	}

	override reset(): void {
		super.reset();
		this.#clearRing();
		this.bus.updateInterrupt();
	}

	/** RUN was set or LAST has moved: there may be work. */
	protected abstract kick(): void;

	protected get(offset: number, f: Field): number {
		return getField(this.words[offset >>> 2] as number, f);
	}

	protected set(offset: number, f: Field, value: number): void {
		this.words[offset >>> 2] = setField(this.words[offset >>> 2] as number, f, value);
	}

	protected get running(): boolean {
		return this.get(Dma.CTRL, DmaField.RUN) === 1;
	}

	/** [15] True for a program of several passes. */
	protected get burstMode(): boolean {
		return this.get(Dma.REPLAY_BUF_CTRL, DmaField.MAX_DESC_BURST_MODE) === 1;
	}

	/** D3: there is a descriptor between CUR and LAST. A LAST outside the ring would never be met, so nothing is started for it. */
	protected get waiting(): boolean {
		const last = this.get(Dma.DESC_CONT, DmaField.DESC_LAST);
		return this.running && last !== this.get(Dma.DESC_CONT, DmaField.DESC_CUR) && last <= this.get(Dma.CONT_SIZE, DmaField.DESC_HIGHEST);
	}

	/** D3: moves CUR to the next descriptor of the ring and fetches it. False when it is none. */
	protected advance(): boolean {
		const next = this.get(Dma.DESC_CONT, DmaField.DESC_CUR) + 1;
		const index = next > this.get(Dma.CONT_SIZE, DmaField.DESC_HIGHEST) ? 0 : next;
		this.set(Dma.DESC_CONT, DmaField.DESC_CUR, index);
		return this.fetch(index);
	}

	/** Fetches the descriptor of a ring index. False, counted and logged, when the version nibble says that it is none. */
	protected fetch(index: number): boolean {
		const size = this.get(Dma.CONT_SIZE, DmaField.DESC_SIZE) * Dma.DESC_UNIT_BYTES;
		const address = this.readWord(Dma.CONT_ADDR) + index * size;
		this.bus.memory.read(address, this.#descriptorBytes);
		if (this.word(0, Descriptor.VERSION_0) === Descriptor.VERSION) return true;
		this.reject(`no descriptor at ${hex(address)}`);
		return false;
	}

	/** A field of the descriptor at work. */
	protected word(index: number, f: Field): number {
		return getField(this.descriptor[index] as number, f);
	}

	protected reject(reason: string): void {
		this.bus.counters.badDescriptors++;
		this.bus.log(`dma ${hex(this.address)}: ${reason}`);
	}

	/** D5: the descriptor's data are out. */
	protected finishDescriptor(): void {
		this.set(Dma.BUF_MON_STATUS, DmaField.STATUS_OB, 1);
		const silent = this.get(Dma.BUF_MON_CTRL, DmaField.MASK_OB_END) === 1 || this.word(0, Descriptor.OB_INT_DISABLE_0) === 1;
		if (!silent) this.set(Dma.BUF_MON_STATUS, DmaField.INTERRUPT_OB, 1);
		this.bus.updateInterrupt();
	}

	/** D6: a burst, or all loops of a job, are done. */
	protected finishBurst(): void {
		this.set(Dma.BUF_MON_STATUS, DmaField.STATUS_DESC_BURST_DONE, 1);
		const silent = this.get(Dma.BUF_MON_CTRL, DmaField.MASK_DESC_BURST_END) === 1;
		if (!silent) this.set(Dma.BUF_MON_STATUS, DmaField.INTERRUPT_DESC_BURST_DONE, 1);
		this.bus.updateInterrupt();
	}

	/** D1: the reset bit clears itself with everything else. */
	#writeControl(value: number): void {
		if (getField(value, DmaField.SOFT_RESET)) return this.reset();
		super.writeWord(Dma.CTRL, value);
		this.bus.updateInterrupt();
		this.kick();
	}

	/** D4: CUR belongs to the controller, whatever a read-modify-write carries back. */
	#writeLast(value: number): void {
		super.writeWord(Dma.DESC_CONT, setField(value, DmaField.DESC_CUR, this.get(Dma.DESC_CONT, DmaField.DESC_CUR)));
		this.kick();
	}

	/** D7 and D8. */
	#writeMonitor(value: number): void {
		if (getField(value, DmaField.STATUS_CLEAR)) super.writeWord(Dma.BUF_MON_STATUS, 0);
		const ran = this.get(Dma.BUF_MON_CTRL, DmaField.TIMER_EN);
		const runs = getField(value, DmaField.TIMER_EN);
		if (ran && !runs) super.writeWord(Dma.TIMER_VALUE, this.#timerValue());
		if (runs && !ran) this.#timerStart = this.bus.now();
		super.writeWord(Dma.BUF_MON_CTRL, setField(value, DmaField.STATUS_CLEAR, 0));
		this.bus.updateInterrupt();
	}

	#timerValue(): number {
		if (!this.get(Dma.BUF_MON_CTRL, DmaField.TIMER_EN)) return super.readWord(Dma.TIMER_VALUE);
		return Math.floor((this.bus.now() - this.#timerStart) * CLOCKS_PER_MS) >>> 0;
	}

	/** D2 */
	#clearRing(): void {
		this.set(Dma.DESC_CONT, DmaField.DESC_CUR, NO_DESCRIPTOR);
		this.set(Dma.DESC_CONT, DmaField.DESC_LAST, NO_DESCRIPTOR);
	}
}
