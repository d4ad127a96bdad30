import type { Chip } from "./chip.js";
import { ConfigDescriptor } from "./descriptors.js";
import { AkidaError } from "./errors.js";
import { Learner } from "./learner.js";
import { StoredMemory } from "./learned-memory.js";
import type { Loader } from "./loader.js";
import type { PassLoop } from "./pass-loop.js";
import type { LearningLayer, Pass, ProgramInfo, ProgramRecord, Span } from "./program.js";
import type { ProgramPlace } from "./program-place.js";
import { bitsOf, Dma, DmaField, Packet } from "./registers.js";
import { TIMEOUT_MS, waitUntil } from "./waiting.js";

/** Buffers for generated descriptors, as the engine has them. */
const DESC_BUFFERS = 2;

export const isMultiPass = (program: ProgramInfo): boolean => program.passes.length > 1;

/** Descriptors behind those of the passes: FNP3 weights are read back after each job [15]. */
export const extraDescriptors = ({ learning }: ProgramInfo): number => (learning && !learning.ram.fnp2 ? 1 : 0);

/** Descriptors that a pass needs; the last one also configures the learning layer. */
export function descriptorsOf(pass: Pass, learning: LearningLayer | undefined): number {
	const records = pass.records.reduce((sum, record) => sum + record.tracks.length, 0);
	return records + (learning ? 1 + learning.ram.tracks.length : 0);
}

/** Addresses of what belongs to the learning layer. */
interface PlacedLayer {
	/** The ring's descriptor that brings the layer its registers. */
	readonly descriptor: number;
	readonly inference: number;
	readonly learning: number;
	/** FNP2 weights, or the track of FNP3 weights. */
	readonly memory: number;
}

/**
 * A program of several passes [15]: its tracks stay in memory, a ring has the descriptors of all passes, and while an
 * input goes round, the config DMA plays one pass of them after the other.
 */
export class MultiPassLoader implements Loader {
	readonly #chip: Chip;
	readonly #program: ProgramInfo;
	readonly #loop: PassLoop;
	readonly #descriptor = new ConfigDescriptor();

	constructor(chip: Chip, program: ProgramInfo, loop: PassLoop) {
		this.#chip = chip;
		this.#program = program;
		this.#loop = loop;
	}

	/** Fills the ring; nothing of it is carried out yet. */
	load(place: ProgramPlace): Learner | undefined {
		this.#openRing();
		const dummyOutput = this.#chip.scratch.alloc(4);
		this.#loop.allocate();
		const dummyInput = place.acquire(this.#program.dummyHeader as Span);
		const { learning, maxDescriptors, passes } = this.#program;
		let placed: PlacedLayer | undefined;
		passes.forEach((pass, i) => {
			const layer = i === passes.length - 1 ? learning : undefined;
			for (const record of pass.records) this.#putRecord(place, record);
			if (layer) placed = this.#putLayer(place, layer);
			for (let n = descriptorsOf(pass, layer); n < maxDescriptors; n++) this.#putRead(dummyInput, dummyOutput);
		});
		return learning && placed && this.#makeLearner(learning, placed, place.writable);
	}

	/** Configures the first pass and leaves the ring going round. Throws {@link AkidaError} `config-timeout` or `chip-lost`. */
	start(): void {
		const { clock, config } = this.#chip;
		config.loopForEver();
		config.setRunning(true);
		if (!waitUntil(() => config.burstEnded, clock, TIMEOUT_MS)) {
			throw new AkidaError("config-timeout", `the chip did not configure its first pass in ${TIMEOUT_MS} ms: program it again`);
		}
		config.clearStatus();
	}

	#openRing(): void {
		const { config, scratch } = this.#chip;
		const { maxDescriptors, passes } = this.#program;
		const count = passes.length * maxDescriptors;
		const withExtra = count + extraDescriptors(this.#program);
		config.initConfig(scratch.alloc(withExtra * config.descriptorBytes), count, maxDescriptors);
		config.setLastExtra(withExtra - 1);
		config.write(Dma.REPLAY_MAX_OB_BUFFERS, bitsOf(DmaField.DESC_BUFFERS, DESC_BUFFERS));
	}

	/** Returns the address of the record's FNP2 weights, or else of its last track. */
	#putRecord(place: ProgramPlace, record: ProgramRecord): number {
		let address = 0;
		for (const track of record.tracks) {
			address = place.acquire(track);
			this.#putWrite(address, track);
		}
		if (!record.fnp2) return address;
		address = place.acquire(record.fnp2.span);
		this.#chip.top.setFnp2Memory(record.fnp2.np.id, address);
		return address;
	}

	/** A fresh program starts with learning off; the other registers wait in memory. */
	#putLayer(place: ProgramPlace, layer: LearningLayer): PlacedLayer {
		const inference = place.acquire(layer.inferenceRegisters);
		const descriptor = this.#putWrite(inference, layer.inferenceRegisters);
		const learning = place.acquire(layer.learningRegisters);
		return { descriptor, inference, learning, memory: this.#putRecord(place, layer.ram) };
	}

	#makeLearner(layer: LearningLayer, placed: PlacedLayer, writable: boolean): Learner {
		const { memory } = placed;
		if (!layer.ram.fnp2) this.#putExtra(memory);
		return new Learner(layer, (learning) => this.#switch(layer, placed, learning), new StoredMemory(this.#chip, memory, writable, layer));
	}

	/** Reads learned FNP3 weights back over the payload of the track that they came from. */
	#putExtra(track: number): void {
		this.#chip.config.putExtra(this.#descriptor.read(track, Packet.HEADER_WORDS, track + 4 * Packet.HEADER_WORDS));
	}

	/** The next last pass finds other registers where the ring sends it. */
	#switch(layer: LearningLayer, placed: PlacedLayer, learning: boolean): void {
		const address = learning ? placed.learning : placed.inference;
		const { words } = learning ? layer.learningRegisters : layer.inferenceRegisters;
		this.#chip.link.write(placed.descriptor, this.#descriptor.write(address, words));
		this.#chip.config.enableExtra(learning && !layer.ram.fnp2);
		this.#chip.setPipelined(false);
	}

	#putWrite(address: number, track: Span): number {
		return this.#chip.config.put(this.#descriptor.write(address, track.words));
	}

	#putRead(header: number, output: number): void {
		this.#chip.config.put(this.#descriptor.read(header, Packet.HEADER_WORDS, output));
	}
}
