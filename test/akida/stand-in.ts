import type { ChipLink } from "../../src/akida/chip-link.js";
import {
	AKD1500_IP_VERSION,
	Descriptor,
	Dma,
	DmaField,
	type Field,
	GeneralControl,
	getField,
	maskOf,
	Memory,
	OUTPUT_HEADER_BYTES,
	Packet,
	setField,
	Top,
} from "../../src/akida/registers.js";

const EMPTY_RING = 0x00ff00ff;
const CONFIG = Memory.TOP + Top.CONFIG_DMA;
const HRC = Memory.TOP + Top.HRC_DMA;
/** BUF_MON_STATUS after a descriptor, and after a burst or a loop of several passes (D5, D6). */
const OUTBOUND_END = maskOf(DmaField.STATUS_OB, DmaField.INTERRUPT_OB);
const BURST_DONE = maskOf(DmaField.STATUS_DESC_BURST_DONE, DmaField.INTERRUPT_DESC_BURST_DONE);

/** What a test may make go wrong, and what the chip answers. */
export interface StandInOptions {
	/** Payload of each job in turn, over and over. */
	readonly outputs?: readonly Uint8Array[];
	/** Bytes that the DMA sees behind the flash alias. */
	readonly flash?: Uint8Array;
	readonly version?: number;
}

/**
 * A memory with just enough of DMA rules D1 to D10 (section 6.2) to answer a driver: descriptors are carried out the
 * moment they are reachable, config blocks are kept and given back, jobs give recorded payloads.
 */
export class StandIn implements ChipLink {
	/** False makes config tracks hang. */
	configWorks = true;
	/** False makes jobs wait; true again lets them finish at the next write. */
	jobsWork = true;
	/** The SLEEP pin: reads give zeros, writes are lost. */
	asleep = false;
	/** Learn class of each job that has run. */
	readonly learnClasses: number[] = [];
	readonly #sram = new Uint8Array(Memory.SRAM_SIZE);
	readonly #words = new Map<number, number>();
	readonly #flash: Uint8Array;
	readonly #outputs: readonly Uint8Array[];
	/** Payloads by first header word and address inside the unit. */
	readonly #blocks = new Map<string, Uint8Array>();
	#jobs = 0;
	/** True once the config DMA has configured the first of several passes. */
	#looping = false;

	constructor(options: StandInOptions = {}) {
		this.#flash = options.flash ?? new Uint8Array(0);
		this.#outputs = options.outputs ?? [new Uint8Array(0)];
		this.#words.set(Memory.TOP + Top.IP_VERSION, options.version ?? AKD1500_IP_VERSION);
	}

	read(address: number, into: Uint8Array, bytes = into.length): void {
		if (this.asleep) into.fill(0, 0, bytes);
		else if (this.#inSram(address)) into.set(this.#memory(address, bytes));
		else new DataView(into.buffer, into.byteOffset).setUint32(0, this.register(address), true);
	}

	write(address: number, bytes: Uint8Array, length = bytes.length): void {
		if (this.asleep) return;
		if (this.#inSram(address)) this.#memory(address, length).set(bytes.subarray(0, length));
		else this.#writeRegister(address, wordAt(bytes, 0));
	}

	/** A register as a host would read it. */
	register(address: number): number {
		return this.#words.get(address) ?? 0;
	}

	/** Lets the next job id be anything. */
	setLastJob(controller: number, id: number): void {
		this.#words.set(controller + Dma.DESC_STATUS, setField(0, DmaField.JOB_ID, id));
	}

	#writeRegister(address: number, word: number): void {
		const controller = [Top.EVENT_DMA, Top.HRC_DMA, Top.CONFIG_DMA]
			.map((o) => Memory.TOP + o)
			.find((b) => address >= b && address < b + Dma.SIZE);
		if (controller !== undefined) this.#writeDma(controller, address - controller, word);
		else this.#words.set(address, word);
		const core = maskOf(GeneralControl.AK_CORE_RST);
		if (address === Memory.TOP + Top.GENERAL_CONTROL && (word & core) !== 0) this.#resetAll();
	}

	#resetAll(): void {
		for (const offset of [Top.EVENT_DMA, Top.HRC_DMA, Top.CONFIG_DMA]) this.#clear(Memory.TOP + offset);
	}

	#clear(controller: number): void {
		if (controller === CONFIG) this.#looping = false;
		for (let offset = 0; offset < Dma.SIZE; offset += 4) this.#words.delete(controller + offset);
	}

	#writeDma(controller: number, offset: number, word: number): void {
		const set = (at: number, value: number) => this.#words.set(controller + at, value);
		if (offset === Dma.CTRL && getField(word, DmaField.SOFT_RESET) === 1) {
			this.#clear(controller);
			set(Dma.DESC_CONT, EMPTY_RING);
			return;
		}
		const cleared = offset === Dma.BUF_MON_CTRL && getField(word, DmaField.STATUS_CLEAR) === 1;
		if (cleared) set(Dma.BUF_MON_STATUS, 0);
		set(offset, cleared ? setField(word, DmaField.STATUS_CLEAR, 0) : word);
		this.#advance(controller);
	}

	/** D3: with RUN set, CUR follows LAST, one descriptor after the other. */
	#advance(controller: number): void {
		const works = controller === CONFIG ? this.configWorks : this.jobsWork;
		if (!works || this.#field(controller, Dma.CTRL, DmaField.RUN) === 0) return;
		if (controller === CONFIG && this.#loops(CONFIG)) return this.#startLooping();
		const left = () =>
			this.#field(controller, Dma.DESC_CONT, DmaField.DESC_CUR) !== this.#field(controller, Dma.DESC_CONT, DmaField.DESC_LAST);
		while (left()) this.#carryOut(controller, this.#next(controller));
	}

	/** Moves CUR on; returns the descriptor's address. */
	#next(controller: number): number {
		const next = this.#field(controller, Dma.DESC_CONT, DmaField.DESC_CUR) + 1;
		const index = next > this.#field(controller, Dma.CONT_SIZE, DmaField.DESC_HIGHEST) ? 0 : next;
		this.#words.set(controller + Dma.DESC_CONT, setField(this.register(controller + Dma.DESC_CONT), DmaField.DESC_CUR, index));
		return this.#descriptorAt(controller, index);
	}

	#descriptorAt(controller: number, index: number): number {
		const size = this.#field(controller, Dma.CONT_SIZE, DmaField.DESC_SIZE) * Dma.DESC_UNIT_BYTES;
		return this.register(controller + Dma.CONT_ADDR) + index * size;
	}

	/** True for a controller that works in bursts, for a program of several passes. */
	#loops(controller: number): boolean {
		return this.#field(controller, Dma.REPLAY_BUF_CTRL, DmaField.MAX_DESC_BURST_MODE) === 1;
	}

	/** D6: the first pass is configured as soon as the config DMA runs, the others follow the inputs. */
	#startLooping(): void {
		if (!this.#looping) this.#burst();
		this.#looping = true;
	}

	#burst(): void {
		const count = this.#field(CONFIG, Dma.REPLAY_BURST_VAL, DmaField.BURST_DESCRIPTORS);
		for (let i = 0; i < count; i++) this.#configure(this.#next(CONFIG));
		this.#words.set(CONFIG + Dma.BUF_MON_STATUS, BURST_DONE);
	}

	/** Section 15: a burst after each pass, the extra descriptor after the last. */
	#reconfigure(controller: number): void {
		const passes = this.#field(controller, Dma.REPLAY_BURST_VAL, DmaField.BURST_LOOPS);
		for (let pass = 1; pass <= passes; pass++) {
			const extra = pass === passes && this.#field(CONFIG, Dma.EXTRA_DESC_CTRL, DmaField.EXTRA_ENABLE) === 1;
			if (extra) this.#configure(this.#descriptorAt(CONFIG, this.#field(CONFIG, Dma.EXTRA_DESC_CTRL, DmaField.EXTRA_LAST)));
			this.#burst();
		}
	}

	#carryOut(controller: number, address: number): void {
		if (controller === CONFIG) this.#configure(address);
		else this.#runJob(controller, address);
		this.#words.set(controller + Dma.BUF_MON_STATUS, this.#loops(controller) ? BURST_DONE : OUTBOUND_END);
	}

	#configure(address: number): void {
		const descriptor = this.#memory(address, Descriptor.CONFIG_BYTES);
		const packet = this.#memory(wordAt(descriptor, 1), 4 * getField(wordAt(descriptor, 2), Descriptor.CONFIG_WORDS_2));
		if (getField(wordAt(descriptor, 0), Descriptor.DIRECTION_0) === Descriptor.WRITE_TO_MESH) this.#store(packet);
		else this.#memory(wordAt(descriptor, 3), payloadBytes(packet)).set(this.#blocks.get(blockKey(packet)) ?? new Uint8Array(0));
	}

	#store(track: Uint8Array): void {
		for (let rest = track; rest.length >= 4 * Packet.HEADER_WORDS;) {
			const end = 4 * Packet.HEADER_WORDS + payloadBytes(rest);
			this.#blocks.set(blockKey(rest), rest.slice(4 * Packet.HEADER_WORDS, end));
			rest = rest.subarray(end);
		}
	}

	#runJob(controller: number, address: number): void {
		const dense = controller === HRC;
		const loops = this.#loops(controller);
		const descriptor = this.#memory(address, dense ? Descriptor.HRC_BYTES : Descriptor.EVENT_BYTES);
		const payload = this.#outputs[this.#jobs++ % this.#outputs.length] as Uint8Array;
		const place = loops ? this.register(controller + Dma.REPLAY_OB_EVENT_BUF_ADDR) : wordAt(descriptor, dense ? 7 : 3);
		const output = this.#memory(place, OUTPUT_HEADER_BYTES + payload.length);
		output.fill(0);
		new DataView(output.buffer, output.byteOffset).setUint32(0, Math.ceil(payload.length / 4), true);
		output.set(payload, OUTPUT_HEADER_BYTES);
		const word5 = this.#field(controller, Dma.REPLAY_DESC_WORD5, DmaField.WORD5_LEARN_CLASS);
		this.learnClasses.push(loops ? word5 : getField(wordAt(descriptor, dense ? 8 : 4), Descriptor.LEARN_CLASS));
		if (loops) this.#reconfigure(controller);
		this.setLastJob(controller, getField(wordAt(descriptor, 0), Descriptor.JOB_ID_0));
	}

	#field(controller: number, offset: number, field: Field): number {
		return getField(this.register(controller + offset), field);
	}

	#inSram(address: number): boolean {
		return address >= Memory.SCRATCH && address < Memory.SCRATCH + Memory.SRAM_SIZE;
	}

	/** Memory as the DMA sees it, live. */
	#memory(address: number, bytes: number): Uint8Array {
		const [region, base] = this.#inSram(address) ? [this.#sram, Memory.SCRATCH] : [this.#flash, Memory.FLASH_XIP];
		const view = region.subarray(address - base, address - base + bytes);
		if (view.length !== bytes) throw new RangeError(`no memory for ${bytes} bytes at 0x${address.toString(16)}`);
		return view;
	}
}

function wordAt(bytes: Uint8Array, index: number): number {
	return new DataView(bytes.buffer, bytes.byteOffset).getUint32(4 * index, true);
}

function payloadBytes(packet: Uint8Array): number {
	const length = getField(wordAt(packet, 1), Packet.LENGTH_1);
	return 4 * length * (getField(wordAt(packet, 1), Packet.XL_1) === 1 ? Packet.XL_UNIT : 1);
}

function blockKey(packet: Uint8Array): string {
	return `${wordAt(packet, 0)}:${getField(wordAt(packet, 1), Packet.START_1)}`;
}
