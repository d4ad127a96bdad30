import { AkidaError } from "./errors.js";
import type { LearnedMemory } from "./learned-memory.js";
import type { LearningLayer } from "./program.js";

/** Gives the layer its learning registers, or its inference registers [14]. */
export type LearnSwitch = (learning: boolean) => void;

/** The layer of a program that learns [14], however many passes the program has. */
export class Learner {
	/** Words of the learned memory; with FNP3 two of them are its packet header. */
	readonly words: number;
	readonly #switch: LearnSwitch;
	readonly #memory: LearnedMemory;
	#on = false;

	/** Programming leaves the layer with its inference registers, so learning starts off. */
	constructor(layer: LearningLayer, turn: LearnSwitch, memory: LearnedMemory) {
		this.words = (layer.ram.fnp2?.span ?? layer.ram.tracks[0])?.words ?? 0;
		this.#switch = turn;
		this.#memory = memory;
	}

	get on(): boolean {
		return this.#on;
	}

	/** Throws {@link AkidaError} `unsupported` for weights that cannot change. */
	toggle(on: boolean): void {
		if (on) this.#requireWritable();
		this.#switch(on);
		this.#on = on;
	}

	read(): Uint32Array {
		if (!this.#on) throw new AkidaError("learning-off", "learned memory can be read only while learning is on");
		const memory = new Uint32Array(this.words);
		this.#memory.read(memory);
		return memory;
	}

	/** Throws {@link AkidaError} `input-size`, `wrong-header` or `unsupported`. */
	write(memory: Uint32Array): void {
		const expected = this.words;
		const actual = memory.length;
		if (actual !== expected)
			throw new AkidaError("input-size", `learned memory has ${expected} words, not ${actual}`, { expected, actual });
		this.#requireWritable();
		this.#memory.write(memory);
	}

	#requireWritable(): void {
		if (this.#memory.writable) return;
		throw new AkidaError("unsupported", "the learning weights lie in flash, where the chip cannot keep what it learns");
	}
}
