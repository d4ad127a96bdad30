import type { LearningLayer, Program } from "../../src/akida/program.js";
import { Packet } from "../../src/akida/registers.js";
import { wordsAt } from "./words.js";

/** Takes a track if it is the one that has its turn. */
type Step = (track: Uint32Array) => boolean;

/**
 * Recognises a program by its config stream: it is there once all of its tracks, word for word and in their order, have
 * entered an empty mesh, and until the mesh is reset or anything else enters it. Only learning changes tracks later:
 * the layer gets its other registers, or other learned memory [14].
 */
export class ProgramWatch {
	/** The learned memory came: an FNP3's track, valid during the call. */
	onMemory: ((track: Uint32Array) => void) | undefined;
	readonly #steps: readonly Step[];
	readonly #learningSteps: readonly Step[];
	#next = 0;
	#present = false;
	/** Something else is in the mesh. */
	#spoiled = false;
	#learning = false;

	constructor(program: Program) {
		const records = program.passes.flatMap((pass) => pass.records.flatMap((record) => record.tracks));
		this.#learningSteps = program.learning ? this.#learner(program, program.learning) : [];
		this.#steps = [...records.map((span) => exactly(wordsAt(program, span))), ...this.#learningSteps];
	}

	/** True while the program, the whole program and nothing but the program is in the mesh. */
	get present(): boolean {
		return this.#present;
	}

	/** True while the layer has its learning registers. */
	get learning(): boolean {
		return this.#learning;
	}

	/** To be told of every track that enters the mesh. */
	track(track: Uint32Array): void {
		if (this.#spoiled) return;
		if (this.#steps[this.#next]?.(track)) return this.#advance();
		if (this.#present && this.#learningSteps.some((step) => step(track))) return;
		this.#spoiled = true;
		this.#present = false;
	}

	/** To be told when the mesh has been emptied. */
	reset(): void {
		this.#next = 0;
		this.#present = false;
		this.#spoiled = false;
		this.#learning = false;
	}

	/** A program of several passes starts over again and again. */
	#advance(): void {
		this.#next++;
		if (this.#next < this.#steps.length) return;
		this.#next = 0;
		this.#present = true;
	}

	#learner(program: Program, { inferenceRegisters, learningRegisters, ram }: LearningLayer): Step[] {
		const inference = exactly(wordsAt(program, inferenceRegisters));
		const learning = exactly(wordsAt(program, learningRegisters));
		const registers: Step = (track) => {
			const on = learning(track);
			if (!on && !inference(track)) return false;
			this.#learning = on;
			return true;
		};
		const tracks = ram.tracks.map((span) => wordsAt(program, span));
		return [registers, ...tracks.map((words) => (ram.fnp2 ? exactly(words) : this.#memory(words)))];
	}

	/** What has been learned does not make a track another program's: only its header and its length count. */
	#memory(words: Uint32Array): Step {
		const header = words.subarray(0, Packet.HEADER_WORDS);
		return (track) => {
			if (track.length !== words.length || !header.every((word, i) => word === track[i])) return false;
			this.onMemory?.(track);
			return true;
		};
	}
}

const exactly =
	(words: Uint32Array): Step =>
	(track) =>
		track.length === words.length && words.every((word, i) => word === track[i]);
