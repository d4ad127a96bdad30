import { Descriptor, Dma, DmaField, Interrupt, maskOf, Memory, PinRouting, setField, Top } from "../../src/akida/registers.js";
import type { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { payloadLength } from "../../host-sim/nsoc/payload/packet.js";

/** Where this host keeps its things in the scratch memory. */
export const At = Object.freeze({
	CONFIG_RING: Memory.SCRATCH,
	INPUT_RING: Memory.SCRATCH + 0x400,
	INPUT: Memory.SCRATCH + 0x1000,
	OUTPUT: Memory.SCRATCH + 0x40000,
	TRACK: Memory.SCRATCH + 0x80000,
	READ_BACK: Memory.SCRATCH + 0xc0000,
});

export const CONFIG = Memory.TOP + Top.CONFIG_DMA;
export const HRC = Memory.TOP + Top.HRC_DMA;
export const EVENT = Memory.TOP + Top.EVENT_DMA;
export const GENERAL_CONTROL = Memory.TOP + Top.GENERAL_CONTROL;
export const INTERRUPTS = Memory.TOP + Top.INTERRUPTS;

/** Values that the specification's sequences put into registers (sections 5 and 6.3). */
export const RESET_CORE = 0x1200;
export const RESET_MESH = 0x0500;
const HEADER_ON = 0x83000000;
const HEADER_OFF = 0x82000000;
const SINGLE_PASS_MASK = 0xe0000;
const RUN = maskOf(DmaField.RUN, DmaField.INT_EN);
const WRITE_TO_MESH = 0x10000001;
const READ_FROM_MESH = 0x00000001;
const DESC_BYTES = { [CONFIG]: 32, [EVENT]: 32, [HRC]: 64 };

/** A bare host for tests: the specification's sequences as register accesses, every buffer at a fixed place, no checks. */
export class Host {
	jobId = 0;

	constructor(readonly nsoc: Nsoc) {}

	readWords(address: number, count: number): Uint32Array {
		const words = new Uint32Array(count);
		this.nsoc.read(address, new Uint8Array(words.buffer));
		return words;
	}

	writeWords(address: number, ...words: number[]): void {
		this.nsoc.write(address, new Uint8Array(Uint32Array.from(words).buffer));
	}

	readWord(address: number): number {
		return this.readWords(address, 1)[0] as number;
	}

	/** Core and mesh reset, then the config DMA as section 11 sets it up. */
	reset(): void {
		for (const bits of [RESET_CORE, 0, RESET_MESH, 0]) this.writeWords(GENERAL_CONTROL, bits);
		this.openRing(CONFIG, At.CONFIG_RING, 2, HEADER_OFF);
		this.writeWords(INTERRUPTS + Interrupt.SOURCE_MASK, Interrupt.MASK_DENSE);
		this.writeWords(INTERRUPTS + Interrupt.GENERAL, 1);
	}

	/** [3.1] Gives GPIO3 to the completion interrupt and follows its level. */
	watchInterrupt(): boolean[] {
		const levels: boolean[] = [];
		this.writeWords(PinRouting.FIRST, PinRouting.COMPLETION_ON_GPIO3, 0);
		this.nsoc.onInterrupt = (level) => levels.push(level);
		return levels;
	}

	openRing(dma: number, address: number, count: number, control: number): void {
		this.writeWords(dma + Dma.CTRL, maskOf(DmaField.SOFT_RESET));
		this.writeWords(dma + Dma.CONT_ADDR, address);
		this.writeWords(dma + Dma.CONT_SIZE, ((DESC_BYTES[dma] as number) / Dma.DESC_UNIT_BYTES) | ((count - 1) << 16));
		this.writeWords(dma + Dma.CTRL, control);
		this.writeWords(dma + Dma.BUF_MON_CTRL, SINGLE_PASS_MASK);
	}

	/** put(): the descriptor goes behind LAST, then LAST follows. */
	put(dma: number, ...words: number[]): void {
		const highest = this.readWord(dma + Dma.CONT_SIZE) >>> 16;
		const control = this.readWord(dma + Dma.DESC_CONT);
		const next = (control >>> 16) + 1;
		const index = next > highest ? 0 : next;
		this.writeWords(this.readWord(dma + Dma.CONT_ADDR) + index * (DESC_BYTES[dma] as number), ...words);
		this.writeWords(dma + Dma.DESC_CONT, setField(control, DmaField.DESC_LAST, index));
	}

	run(dma: number, on: boolean): void {
		const rest = this.readWord(dma + Dma.CTRL) & ~RUN;
		this.writeWords(dma + Dma.CTRL, rest | (on ? RUN : maskOf(DmaField.INT_EN)));
	}

	clear(dma: number): void {
		this.writeWords(dma + Dma.BUF_MON_CTRL, this.readWord(dma + Dma.BUF_MON_CTRL) | 1);
	}

	/** Plays one track; returns BUF_MON_STATUS as it was before the host cleared it. */
	play(track: Uint32Array): number {
		this.writeWords(At.TRACK, ...track);
		this.put(CONFIG, WRITE_TO_MESH, At.TRACK, track.length, 0, 0, 0, 0, 0);
		return this.#finishConfig();
	}

	/** Reads a block's payload back out of the mesh. */
	readBlock(header0: number, header1: number): Uint32Array {
		this.writeWords(At.TRACK, header0, header1);
		this.put(CONFIG, READ_FROM_MESH, At.TRACK, 2, At.READ_BACK, 0, 0, 0, 0);
		this.#finishConfig();
		return this.readWords(At.READ_BACK, payloadLength(header1));
	}

	/** Gives an input DMA its ring. `clearWords` as in OB_PLD_CLEAR_SIZE, 0 for none. */
	openInput(dma: number, count = 2, clearWords = 0): void {
		this.openRing(dma, At.INPUT_RING, count, HEADER_ON);
		this.writeWords(dma + Dma.OB_PLD_CLEAR_SIZE, clearWords ? 0x80000000 + clearWords : 0);
		this.run(dma, true);
	}

	/** Puts one dense job; the input is contiguous rows of `rowBytes`. */
	enqueue(input: Uint8Array, learnClass = 0): void {
		this.nsoc.write(At.INPUT, input);
		this.jobId = (this.jobId + 1) & 0xffff;
		const word0 = (this.jobId << 16) | maskOf(Descriptor.IB_INT_DISABLE_0) | Descriptor.VERSION;
		this.put(HRC, word0 >>> 0, At.INPUT, input.length | (1 << 16), 0, 0, 0, 0, At.OUTPUT, learnClass << 16, 0, 0, 0, 0, 0, 0, 0);
	}

	/** Puts one job of events. */
	enqueueEvents(events: Uint32Array, learnClass = 0): void {
		this.writeWords(At.INPUT, ...events);
		this.jobId = (this.jobId + 1) & 0xffff;
		this.put(EVENT, ((this.jobId << 16) | 0x2001) >>> 0, At.INPUT, events.length, At.OUTPUT, learnClass << 16, 0, 0, 0);
	}

	/** The payload that the header announces. */
	output(): Uint32Array {
		return this.readWords(At.OUTPUT + 32, this.readWord(At.OUTPUT) & 0xfffffff);
	}

	/** One whole dense job. */
	infer(input: Uint8Array, learnClass = 0): Uint32Array {
		this.enqueue(input, learnClass);
		this.clear(HRC);
		return this.output();
	}

	#finishConfig(): number {
		this.run(CONFIG, true);
		const status = this.readWord(CONFIG + Dma.BUF_MON_STATUS);
		this.clear(CONFIG);
		this.run(CONFIG, false);
		return status;
	}
}

/** A host whose chip is reset and has the tracks in its mesh, ready for dense jobs. */
export function programmed(nsoc: Nsoc, ...tracks: Uint32Array[]): Host {
	const host = new Host(nsoc);
	host.reset();
	for (const track of tracks) host.play(track);
	host.openInput(HRC);
	return host;
}

export const bytesOf = (words: Uint32Array, count = 4 * words.length): Uint8Array => new Uint8Array(words.buffer, words.byteOffset, count);

export const signed = (words: Uint32Array): Int32Array => new Int32Array(words.buffer, words.byteOffset, words.length);
