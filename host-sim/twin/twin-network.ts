import type { Program } from "../../src/akida/program.js";
import { Packet } from "../../src/akida/registers.js";
import { Fabric } from "../nsoc/fabric.js";
import { MeshStore } from "../nsoc/mesh-store.js";
import type { Stage } from "../nsoc/units/stage.js";
import { wordsAt } from "./words.js";

/** A simulator program of one pass at work in a mesh of its own, without the wire in front of it. */
export class TwinNetwork {
	readonly #store = new MeshStore();
	readonly #fabric = new Fabric(this.#store);
	readonly #registers: { readonly learning: Uint32Array; readonly inference: Uint32Array } | undefined;
	/** The track of the learned memory: its header words, then what the layer has learned. */
	readonly #memory: Uint32Array | undefined;
	#learning = false;

	constructor(program: Program) {
		for (const { records } of program.passes)
			for (const { tracks } of records) for (const span of tracks) this.#store.write(wordsAt(program, span));
		const { learning } = program;
		this.#registers = learning && {
			learning: wordsAt(program, learning.learningRegisters),
			inference: wordsAt(program, learning.inferenceRegisters),
		};
		const [ram] = learning?.ram.tracks ?? [];
		this.#memory = ram && wordsAt(program, ram);
		for (const track of [this.#registers?.inference, this.#memory]) if (track) this.#store.write(track);
	}

	/** True when the last job changed the learned memory. */
	get learned(): boolean {
		return this.#fabric.learned;
	}

	/** Why the last job could not be computed. */
	get refusal(): string | undefined {
		return this.#fabric.refusal;
	}

	/** Whether labelled jobs are learned. */
	set learning(on: boolean) {
		if (on === this.#learning || !this.#registers) return;
		this.#learning = on;
		this.#store.write(on ? this.#registers.learning : this.#registers.inference);
	}

	/** All that the layer has learned, a copy; empty for a program that cannot learn. */
	get memory(): Uint32Array {
		const [header0 = 0, header1 = 0] = this.#memory ?? [];
		return this.#store.read(header0, header1);
	}

	set memory(words: Uint32Array) {
		if (!this.#memory) return;
		this.#memory.set(words, Packet.HEADER_WORDS);
		this.#store.write(this.#memory);
	}

	/** The last stage after one job, whose output holds until the next; undefined when the network cannot take the input. */
	run(input: Uint8Array, learnClass: number): Stage | undefined {
		this.#fabric.begin(input, learnClass);
		this.#fabric.pass();
		return this.#fabric.end();
	}
}
