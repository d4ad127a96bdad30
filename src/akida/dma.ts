import type { ChipLink, Registers } from "./chip-link.js";
import { AkidaError } from "./errors.js";
import { bitsOf, Dma, DmaField, getField, maskOf, OUTPUT_HEADER_BYTES, setField } from "./registers.js";

/** CTRL after a soft reset request; the bit clears itself [6.2 D1]. */
const SOFT_RESET = bitsOf(DmaField.SOFT_RESET, 1);
const HEADER_MASK = maskOf(DmaField.WR_INFO_EN, DmaField.WR_INFO_HDR, DmaField.WR_INFO_HDR_SZ);
const HEADER_OFF = bitsOf(DmaField.WR_INFO_HDR, 1) | bitsOf(DmaField.WR_INFO_HDR_SZ, OUTPUT_HEADER_BYTES);
const HEADER_ON = HEADER_OFF | bitsOf(DmaField.WR_INFO_EN, 1);
const RUN_MASK = maskOf(DmaField.RUN, DmaField.INT_EN);
const INT_EN = bitsOf(DmaField.INT_EN, 1);
const RUNNING = INT_EN | bitsOf(DmaField.RUN, 1);
const MASKS = maskOf(DmaField.MASK_OB_END, DmaField.MASK_IB_END, DmaField.MASK_EXT_DMA_END, DmaField.MASK_DESC_BURST_END);
const MASK_SINGLE = setField(MASKS, DmaField.MASK_OB_END, 0);
const MASK_MULTI = setField(MASKS, DmaField.MASK_DESC_BURST_END, 0);
const TIMER_EN = maskOf(DmaField.TIMER_EN);
const BUF_END_SELECT = maskOf(DmaField.BUF_END_SELECT);
/** The next job starts when the inputs of this one are in; 0 would wait for its outputs. */
const INBOUND_END = bitsOf(DmaField.BUF_END_SELECT, 1);
const STATUS_CLEAR = maskOf(DmaField.STATUS_CLEAR);
const BURST_MODE = bitsOf(DmaField.MAX_DESC_BURST_MODE, 1);
/** Delay that the engine puts before each descriptor of a burst. */
const BURST_START_DELAY = 0x60;
const RING_POSITION = maskOf(DmaField.DESC_CUR, DmaField.DESC_LAST);
/** CUR and LAST that never meet [6.2 D4]. */
const ENDLESS = bitsOf(DmaField.DESC_CUR, 0xff) | bitsOf(DmaField.DESC_LAST, 0xfe);

/** Host side of one DMA controller [6.1]: the primitive sequences of section 6.3, and what is read back between them. */
export class DmaController {
	/** Bytes of one descriptor. */
	readonly descriptorBytes: number;
	readonly #link: ChipLink;
	readonly #registers: Registers;
	readonly #base: number;
	#ring = 0;
	/** Index of the ring's last descriptor. */
	#highest = 0;

	/** `base` is the address of the register block. */
	constructor(link: ChipLink, registers: Registers, base: number, descriptorBytes: number) {
		this.#link = link;
		this.#registers = registers;
		this.#base = base;
		this.descriptorBytes = descriptorBytes;
	}

	softReset(): void {
		this.write(Dma.CTRL, SOFT_RESET);
	}

	/** Tells the controller where its ring is. Throws {@link AkidaError} `descriptor-overflow` unless it has 2..254 entries [9.3]. */
	setRing(address: number, count: number): void {
		if (count < Dma.RING_MIN || count > Dma.RING_MAX) {
			const message = `a ring of ${count} descriptors is outside ${Dma.RING_MIN}..${Dma.RING_MAX}`;
			throw new AkidaError("descriptor-overflow", message, { requested: count, available: Dma.RING_MAX });
		}
		this.#ring = address;
		this.#highest = count - 1;
		this.write(Dma.CONT_ADDR, address);
		const size = bitsOf(DmaField.DESC_SIZE, this.descriptorBytes / Dma.DESC_UNIT_BYTES);
		this.write(Dma.CONT_SIZE, size | bitsOf(DmaField.DESC_HIGHEST, count - 1));
	}

	/** Chooses what ends a wait: the outbound end in single pass, the end of a burst in multi-pass. */
	maskInterrupts(multiPass: boolean): void {
		this.#modify(Dma.BUF_MON_CTRL, MASKS, multiPass ? MASK_MULTI : MASK_SINGLE);
	}

	/** Puts a 32-byte header in front of each output, or not [6.2 D10]. */
	setHeader(on: boolean): void {
		this.#modify(Dma.CTRL, HEADER_MASK, on ? HEADER_ON : HEADER_OFF);
	}

	setRunning(on: boolean): void {
		this.#modify(Dma.CTRL, RUN_MASK, on ? RUNNING : INT_EN);
	}

	setTimer(on: boolean): void {
		this.#modify(Dma.BUF_MON_CTRL, TIMER_EN, on ? TIMER_EN : 0);
	}

	/** Lets the next job start before the outputs of this one are out, or not. */
	setPipelined(on: boolean): void {
		this.#modify(Dma.BUF_MON_CTRL, BUF_END_SELECT, on ? INBOUND_END : 0);
	}

	clearStatus(): void {
		this.#modify(Dma.BUF_MON_CTRL, STATUS_CLEAR, STATUS_CLEAR);
	}

	/** The state from which input jobs run. */
	initDefault(ring: number, count: number, header: boolean): void {
		this.softReset();
		this.setRing(ring, count);
		this.setHeader(header);
		this.maskInterrupts(false);
		this.setRunning(false);
	}

	/** The state from which tracks are played [11 step 3]: one by one, or in bursts of as many descriptors as a pass has. */
	initConfig(ring: number, count: number, burst = 0): void {
		const multiPass = burst > 0;
		this.softReset();
		this.setRing(ring, count);
		this.maskInterrupts(multiPass);
		this.write(Dma.REPLAY_BUF_CTRL, multiPass ? BURST_MODE : 0);
		this.write(Dma.REPLAY_BURST_VAL, bitsOf(DmaField.BURST_DESCRIPTORS, burst));
		this.write(Dma.START_DELAYS, multiPass ? bitsOf(DmaField.START_DELAY, BURST_START_DELAY) : 0);
		this.setHeader(false);
		this.setTimer(true);
	}

	/**
	 * Refuses, with {@link AkidaError} `chip-lost`, a controller that no longer has the ring it was given: a chip that sleeps
	 * reads as zeros, and so does one that was reset or switched off.
	 */
	requireRing(): void {
		const actual = getField(this.read(Dma.CONT_SIZE), DmaField.DESC_HIGHEST);
		const expected = this.#highest;
		if (actual === expected) return;
		const message = "the chip does not answer as it was set up: it sleeps, or has been reset or switched off";
		throw new AkidaError("chip-lost", message, { expected, actual });
	}

	/**
	 * Appends a descriptor to the ring and advances LAST; a running controller starts on it at once. Returns its address.
	 * Throws {@link AkidaError} `chip-lost` as {@link requireRing} does, before anything is written.
	 */
	put(descriptor: Uint8Array): number {
		this.requireRing();
		const container = this.read(Dma.DESC_CONT);
		const next = getField(container, DmaField.DESC_LAST) + 1;
		const index = next > this.#highest ? 0 : next;
		const address = this.#ring + index * this.descriptorBytes;
		this.#link.write(address, descriptor);
		this.write(Dma.DESC_CONT, setField(container, DmaField.DESC_LAST, index));
		return address;
	}

	/** Stores a descriptor behind the ring, where the controller finds it once {@link setExtra} says so. */
	putExtra(descriptor: Uint8Array): void {
		this.requireRing();
		this.#link.write(this.#ring + (this.#highest + 1) * this.descriptorBytes, descriptor);
	}

	/** Index of the last descriptor, the extra one included, which starts disabled [11 step 3]. */
	setLastExtra(index: number): void {
		this.write(Dma.EXTRA_DESC_CTRL, bitsOf(DmaField.EXTRA_LAST, index));
	}

	/** Lets the extra descriptor follow the last pass, or not [14]. Throws `chip-lost` rather than name the index of no ring. */
	enableExtra(on: boolean): void {
		const control = this.read(Dma.EXTRA_DESC_CTRL);
		if (control === 0) this.requireRing();
		this.write(Dma.EXTRA_DESC_CTRL, setField(control, DmaField.EXTRA_ENABLE, on ? 1 : 0));
	}

	/** Makes the ring go round for as long as the controller runs [15]. */
	loopForEver(): void {
		this.#modify(Dma.DESC_CONT, RING_POSITION, ENDLESS);
	}

	/** Id of the last finished job. */
	get lastJob(): number {
		return getField(this.read(Dma.DESC_STATUS), DmaField.JOB_ID);
	}

	/** True once a single-pass config descriptor has been carried out [6.2 D5]. Throws `chip-lost`, like the two below. */
	get outboundEnded(): boolean {
		return getField(this.#endings(), DmaField.INTERRUPT_OB) === 1;
	}

	/** True once the config descriptors of a pass have been carried out [6.2 D6]. */
	get burstEnded(): boolean {
		return getField(this.#endings(), DmaField.INTERRUPT_DESC_BURST_DONE) === 1;
	}

	/** True once an input has gone through all passes [6.2 D6]. */
	get loopEnded(): boolean {
		return getField(this.#endings(), DmaField.STATUS_DESC_BURST_DONE) === 1;
	}

	/** Clock cycles since the timer was switched on. */
	get timer(): number {
		return this.read(Dma.TIMER_VALUE);
	}

	/** Reads a register that no method above covers; `offset` from the table {@link Dma}. */
	read(offset: number): number {
		return this.#registers.readWord(this.#base + offset);
	}

	/** The counterpart of {@link read}. */
	write(offset: number, word: number): void {
		this.#registers.writeWord(this.#base + offset, word);
	}

	/** The status is 0 while nothing has ended, but also on a chip that sleeps. */
	#endings(): number {
		const status = this.read(Dma.BUF_MON_STATUS);
		if (status === 0) this.requireRing();
		return status;
	}

	#modify(offset: number, mask: number, bits: number): void {
		this.#registers.modify(this.#base + offset, mask, bits);
	}
}
