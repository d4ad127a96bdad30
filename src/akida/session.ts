import { AkidaError } from "./errors.js";
import { checkElements, checkEvents, type InputEncoder, type ModelInput } from "./inputs.js";
import type { Learner } from "./learner.js";
import type { Pipeline } from "./pipeline.js";
import { elements, type ProgramInfo } from "./program.js";

/** What exists only while the chip is programmed, and what the state of a program refuses [13, 14, 19]. */
export class Session {
	readonly program: ProgramInfo;
	readonly pipeline: Pipeline;
	readonly encoder: InputEncoder;
	readonly #learner: Learner | undefined;

	constructor(program: ProgramInfo, pipeline: Pipeline, encoder: InputEncoder, learner: Learner | undefined) {
		this.program = program;
		this.pipeline = pipeline;
		this.encoder = encoder;
		this.#learner = learner;
	}

	get learning(): boolean {
		return this.#learner?.on ?? false;
	}

	/** The layer that learns, with no job under way. Throws `no-learning-layer`, `jobs-outstanding`. */
	requireLearner(): Learner {
		if (!this.#learner) throw new AkidaError("no-learning-layer", "the program has no learning layer");
		this.pipeline.requireIdle();
		return this.#learner;
	}

	/** Throws `learning-off` for a lesson, `learning-on` for anything else, at the wrong time. */
	requireLearning(lesson: boolean): void {
		if (lesson) this.#requireLabelAllowed(0);
		else if (this.learning) throw new AkidaError("learning-on", "a run without a label needs learning switched off");
	}

	enqueue(input: Uint8Array, label: number | undefined): boolean {
		this.#requireInput(true, label);
		checkElements(this.program, input.length);
		return this.pipeline.enqueue(input, input.length, label);
	}

	enqueueEvents(events: Uint8Array, label: number | undefined): boolean {
		this.#requireInput(false, label);
		checkEvents(this.program, events.length);
		return this.pipeline.enqueue(events, events.length, label);
	}

	enqueueAddress(address: number, label: number | undefined): boolean {
		this.#requireInput(true, label);
		return this.pipeline.enqueueAddress(address, elements(this.program.inputDims), label);
	}

	/** Leaves the tensor as it is when every slot is taken. */
	enqueueModelInput(input: ModelInput, label: number | undefined): boolean {
		this.#requireLabelAllowed(label);
		this.pipeline.requireInputs();
		if (this.pipeline.full) return false;
		this.encoder.encode(input);
		return this.enqueueEncoded(label);
	}

	/** Starts a job on what the encoder holds. */
	enqueueEncoded(label: number | undefined): boolean {
		return this.pipeline.enqueue(this.encoder.bytes, this.encoder.length, label);
	}

	#requireInput(dense: boolean, label: number | undefined): void {
		if ((this.program.inputType === "dense") !== dense) {
			throw new AkidaError("wrong-tensor", `the program takes ${dense ? "events, not a dense tensor" : "a dense tensor, not events"}`);
		}
		this.#requireLabelAllowed(label);
	}

	#requireLabelAllowed(label: number | undefined): void {
		if (label !== undefined && !this.learning) throw new AkidaError("learning-off", "a label needs learning switched on");
	}
}
