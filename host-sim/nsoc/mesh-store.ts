import { getField, maskOf, Packet } from "../../src/akida/registers.js";
import { payloadLength } from "./payload/packet.js";

/** One memory of one processor; words never written read as zero. */
export class UnitMemory {
	words = new Uint32Array(0);

	/** Makes sure that the array has at least `count` words. */
	reserve(count: number): Uint32Array {
		if (count > this.words.length) {
			const grown = new Uint32Array(2 ** Math.ceil(Math.log2(count)));
			grown.set(this.words);
			this.words = grown;
		}
		return this.words;
	}
}

/** One NP, or the HRC: its memories by unit id. */
export class Processor {
	/** Moves on with every config write, so that what was decoded from the words can be kept until then. */
	revision = 0;
	readonly #memories = new Map<number, UnitMemory>();

	/** `header` is the destination in word 0 of a block, without the unit. */
	constructor(readonly header: number) {}

	memory(unit: number): UnitMemory {
		let memory = this.#memories.get(unit);
		if (!memory) this.#memories.set(unit, (memory = new UnitMemory()));
		return memory;
	}

	/** The memory of a unit that something was written to. */
	peek(unit: number): UnitMemory | undefined {
		return this.#memories.get(unit);
	}
}

const DESTINATION = maskOf(Packet.HRC_EN_0, Packet.NP_MASK_0, Packet.ROW_0, Packet.COLUMN_0);

const destination = (header0: number): number => (header0 & DESTINATION) >>> 0;

/** [8] Everything that config packets have put into the mesh. */
export class MeshStore {
	revision = 0;
	/** Told when the mesh has been emptied. */
	onClear: (() => void) | undefined;
	readonly #processors = new Map<number, Processor>();

	/** Processors in the order in which they were first addressed. */
	get processors(): Iterable<Processor> {
		return this.#processors.values();
	}

	/** Stores a track's blocks. Returns false when the last one is cut short; what there is of it is stored. */
	write(track: Uint32Array): boolean {
		let at = 0;
		while (at + Packet.HEADER_WORDS <= track.length) {
			const payload = at + Packet.HEADER_WORDS;
			const end = payload + payloadLength(track[at + 1] as number);
			this.#put(track[at] as number, track[at + 1] as number, track.subarray(payload, end));
			at = end;
		}
		return at === track.length;
	}

	/** A copy of the payload words that a read header asks for. */
	read(header0: number, header1: number): Uint32Array {
		const start = getField(header1, Packet.START_1);
		const words = new Uint32Array(payloadLength(header1));
		const memory = this.#processors.get(destination(header0))?.peek(getField(header0, Packet.UNIT_0));
		if (memory) words.set(memory.words.subarray(start, start + words.length));
		return words;
	}

	/** The mesh comes out of a reset empty. */
	clear(): void {
		this.#processors.clear();
		this.revision++;
		this.onClear?.();
	}

	#put(header0: number, header1: number, payload: Uint32Array): void {
		const start = getField(header1, Packet.START_1);
		const processor = this.#processor(header0);
		processor
			.memory(getField(header0, Packet.UNIT_0))
			.reserve(start + payload.length)
			.set(payload, start);
		processor.revision++;
		this.revision++;
	}

	#processor(header0: number): Processor {
		const header = destination(header0);
		let processor = this.#processors.get(header);
		if (!processor) this.#processors.set(header, (processor = new Processor(header)));
		return processor;
	}
}
