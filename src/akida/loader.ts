import type { Chip } from "./chip.js";
import type { ConfigPort } from "./config-port.js";
import { Learner } from "./learner.js";
import { MeshMemory, StoredMemory } from "./learned-memory.js";
import type { LearningLayer, ProgramInfo, ProgramRecord } from "./program.js";
import type { ProgramPlace } from "./program-place.js";

/** Brings the tracks of a program into the mesh [11 step 4]. Both methods may throw {@link AkidaError}. */
export interface Loader {
	/** Everything before the EPG writes; returns the layer that learns, if there is one. */
	load(place: ProgramPlace): Learner | undefined;
	/** What follows on the EPG writes. */
	start(): void;
}

/** A program of one pass: its tracks are played once and stay in the mesh. */
export class SinglePassLoader implements Loader {
	readonly #chip: Chip;
	readonly #port: ConfigPort;
	readonly #program: ProgramInfo;

	constructor(chip: Chip, port: ConfigPort, program: ProgramInfo) {
		this.#chip = chip;
		this.#port = port;
		this.#program = program;
	}

	load(place: ProgramPlace): Learner | undefined {
		this.#port.start();
		for (const pass of this.#program.passes) for (const record of pass.records) this.#play(place, record);
		const { learning } = this.#program;
		return learning && this.#loadLearner(place, learning);
	}

	start(): void {}

	/** A fresh program starts with learning off. */
	#loadLearner(place: ProgramPlace, layer: LearningLayer): Learner {
		this.#port.play(place, layer.inferenceRegisters);
		const weights = this.#play(place, layer.ram);
		const memory =
			weights === undefined ? new MeshMemory(this.#port, layer.np) : new StoredMemory(this.#chip, weights, place.writable, layer);
		return new Learner(layer, (learning) => this.#switch(place, layer, learning), memory);
	}

	/** Jobs overlap only while learning is off. */
	#switch(place: ProgramPlace, layer: LearningLayer, learning: boolean): void {
		this.#port.play(place, learning ? layer.learningRegisters : layer.inferenceRegisters);
		this.#chip.setPipelined(!learning);
	}

	/** Plays a record's tracks, places its FNP2 weights; returns their address if there are any. */
	#play(place: ProgramPlace, record: ProgramRecord): number | undefined {
		for (const track of record.tracks) this.#port.play(place, track);
		if (!record.fnp2) return undefined;
		const address = place.acquire(record.fnp2.span);
		this.#chip.top.setFnp2Memory(record.fnp2.np.id, address);
		return address;
	}
}
