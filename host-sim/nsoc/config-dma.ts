import { Descriptor, Dma, DmaField, Packet, Top } from "../../src/akida/registers.js";
import { type Bus, hex } from "./bus.js";
import { DmaController } from "./dma.js";
import type { MeshStore } from "./mesh-store.js";

/** [7, 8] The config DMA: plays tracks into the mesh and reads blocks back. */
export class ConfigDma extends DmaController {
	/** Every track as it enters the mesh; the words are valid during the call only. */
	onTrack: ((track: Uint32Array) => void) | undefined;
	readonly #store: MeshStore;
	readonly #header = new Uint32Array(Packet.HEADER_WORDS);
	readonly #headerBytes = new Uint8Array(this.#header.buffer);
	#started = false;

	constructor(bus: Bus, store: MeshStore) {
		super(bus, Top.CONFIG_DMA, Descriptor.CONFIG_BYTES);
		this.#store = store;
	}

	override reset(): void {
		super.reset();
		this.#started = false;
	}

	/** [15] After a pass of the input DMA: the next burst; after the last pass the extra descriptor first. */
	afterPass(last: boolean): void {
		if (!this.#started) return;
		if (last && this.get(Dma.EXTRA_DESC_CTRL, DmaField.EXTRA_ENABLE))
			this.#play(this.fetch(this.get(Dma.EXTRA_DESC_CTRL, DmaField.EXTRA_LAST)));
		this.#burst();
	}

	protected kick(): void {
		if (this.burstMode) this.#startBursts();
		else while (this.waiting) this.#single();
	}

	#single(): void {
		if (this.#play(this.advance())) this.finishDescriptor();
	}

	/** [15] Running starts with the burst of the first pass; the others follow the input. */
	#startBursts(): void {
		const start = this.running && !this.#started;
		this.#started = this.running;
		if (start) this.#burst();
	}

	#burst(): void {
		const count = this.get(Dma.REPLAY_BURST_VAL, DmaField.BURST_DESCRIPTORS);
		for (let i = 0; i < count; i++) this.#play(this.advance());
		this.finishBurst();
	}

	#play(fetched: boolean): boolean {
		if (!fetched) return false;
		if (this.word(0, Descriptor.DIRECTION_0) === Descriptor.WRITE_TO_MESH) this.#write();
		else this.#read();
		return true;
	}

	#write(): void {
		const track = new Uint32Array(this.word(2, Descriptor.CONFIG_WORDS_2));
		const address = this.descriptor[1] as number;
		this.bus.memory.read(address, new Uint8Array(track.buffer));
		this.onTrack?.(track);
		if (!this.#store.write(track)) this.reject(`the track at ${hex(address)} ends inside a block`);
	}

	/** D10: without WR_INFO the words go out bare. */
	#read(): void {
		this.bus.memory.read(this.descriptor[1] as number, this.#headerBytes);
		const words = this.#store.read(this.#header[0] as number, this.#header[1] as number);
		this.bus.memory.write(this.descriptor[3] as number, new Uint8Array(words.buffer));
	}
}
