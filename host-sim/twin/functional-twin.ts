import { type Program, parseProgram } from "../../src/akida/program.js";
import type { BundleContent } from "../../src/bundle/content.js";
import { twinProblem } from "../../src/bundle/twin.js";
import { crc32 } from "../../src/storage/crc32.js";
import type { Nsoc } from "../nsoc/nsoc.js";
import { learnedPlace, type LearnedPlace } from "./learned-place.js";
import { ProgramWatch } from "./program-watch.js";
import { TwinMemory } from "./twin-memory.js";
import { TwinNetwork } from "./twin-network.js";

/** The twin of the silicon program in a bundle, at the service of a chip; undefined for a bundle that has none. Throws AkidaError. */
export function serveTwin(nsoc: Nsoc, { program, twin }: Pick<BundleContent, "program" | "twin">, log?: Log): FunctionalTwin | undefined {
	return twin && new FunctionalTwin(nsoc, program, twin, log);
}

type Log = (line: string) => void;

/**
 * Answers the jobs of a silicon program, whose words mean nothing to the emulated chip, from a simulator program of the same
 * network. It does so only while the config stream in the mesh is the named program's, and it learns by the simulator's rule.
 * A job that it must not answer comes to zeros, is counted and logged.
 */
export class FunctionalTwin {
	/** Jobs. */
	readonly counters = { answered: 0, refused: 0 };
	readonly #nsoc: Nsoc;
	readonly #log: Log;
	readonly #watch: ProgramWatch;
	readonly #network: TwinNetwork;
	readonly #place: LearnedPlace | undefined;
	readonly #memory: TwinMemory;
	readonly #problem: string | undefined;
	/** False while the learned memory holds words that only silicon understands. */
	#understood = true;
	#said: string | undefined;

	/** `program` and `stand` are containers: the silicon program's, and that of the simulator program in its place. Throws AkidaError. */
	constructor(nsoc: Nsoc, program: Uint8Array, stand: Uint8Array, log: Log = () => {}) {
		const silicon = parseProgram(program);
		const simulator = parseProgram(stand);
		this.#nsoc = nsoc;
		this.#log = log;
		this.#problem = twinProblem(silicon, simulator);
		this.#watch = new ProgramWatch(silicon);
		this.#network = new TwinNetwork(simulator);
		this.#place = this.#findPlace(silicon);
		this.#memory = new TwinMemory(this.#place?.opaque ?? new Uint32Array(0), this.#network.memory, crc32(stand));
		this.#attach();
	}

	#findPlace(silicon: Program): LearnedPlace | undefined {
		return silicon.learning && learnedPlace(this.#nsoc, this.#watch, silicon, silicon.learning);
	}

	#attach(): void {
		this.#nsoc.onConfigTrack = (track) => this.#watch.track(track);
		this.#nsoc.onMeshReset = () => this.#watch.reset();
		this.#nsoc.onOpaqueJob = (input, learnClass) => this.#answer(input, learnClass);
		if (this.#place) this.#place.onChange = (payload) => this.#recall(payload);
	}

	/** The host has put learned memory back, or a program has come with its own. */
	#recall(payload: Uint32Array): void {
		const state = this.#memory.stateOf(payload);
		this.#understood = state !== undefined;
		if (state) this.#network.memory = state;
	}

	#answer(input: Uint8Array, learnClass: number): Uint8Array | undefined {
		const lesson = this.#watch.learning && learnClass > 0;
		if (this.#watch.present) this.#place?.refresh();
		const obstacle = this.#obstacle(lesson);
		if (obstacle) return this.#refuse(obstacle);
		this.#network.learning = this.#watch.learning;
		const stage = this.#network.run(input, learnClass);
		if (!stage) return this.#refuse(this.#network.refusal ?? "the twin did not compute");
		if (this.#network.learned) this.#keep();
		this.counters.answered++;
		this.#said = undefined;
		return stage.output.bytes;
	}

	/** What keeps the twin from answering a job. */
	#obstacle(lesson: boolean): string | undefined {
		if (this.#problem) return this.#problem;
		if (!this.#watch.present) return "the program in the mesh is not the one that the twin stands for";
		if (!this.#understood) return "the learned memory is not one that the twin wrote: only silicon knows what it means";
		if (lesson && !this.#place?.teachable) return "a twin cannot learn in a program of several passes";
		if (lesson && !this.#memory.fits) return "the program's learned memory is too small for what the twin learns";
		return undefined;
	}

	#keep(): void {
		this.#nsoc.counters.learned++;
		this.#place?.keep(this.#memory.payloadOf(this.#network.memory));
	}

	/** The same reason is said once until a job succeeds. */
	#refuse(reason: string): undefined {
		this.counters.refused++;
		if (reason !== this.#said) this.#log(`twin: no answer: ${reason}`);
		this.#said = reason;
	}
}
