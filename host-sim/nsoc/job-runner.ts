import type { Bus } from "./bus.js";
import { densify, outputEvents } from "./events.js";
import type { Fabric } from "./fabric.js";
import { inputValues } from "./payload/misfit.js";
import type { Stage } from "./units/stage.js";

/** One job as an input DMA hands it over. */
export interface Job {
	/** The tensor, or the events. */
	input: Uint8Array;
	sparse: boolean;
	/** [7] label + 1, or 0. */
	learnClass: number;
	/** [15] Times that the config DMA reconfigures the mesh; 0 for a program that stays in it. */
	passes: number;
	/** Payload of a job that nobody computes: this many zero bytes. */
	emptyBytes: number;
}

/** Answers jobs of programs whose payload words follow no known convention; undefined leaves them at zero. */
export type OpaqueJobHandler = (input: Uint8Array, learnClass: number) => Uint8Array | undefined;

/** Takes jobs through the mesh, pass by pass, and makes the payload of the output. */
export class JobRunner {
	onOpaqueJob: OpaqueJobHandler | undefined;
	readonly #bus: Bus;
	readonly #fabric: Fabric;
	readonly #afterPass: (last: boolean) => void;
	#dense = new Uint8Array(0);

	/** `afterPass` gives the config DMA its turn. */
	constructor(bus: Bus, fabric: Fabric, afterPass: (last: boolean) => void) {
		this.#bus = bus;
		this.#fabric = fabric;
		this.#afterPass = afterPass;
	}

	/** The output's payload: whole words, valid until the next job. */
	run(job: Job): Uint8Array {
		const fabric = this.#fabric;
		fabric.begin(job.sparse ? this.#densified(job.input) : job.input, job.learnClass);
		if (job.passes === 0) fabric.pass();
		for (let pass = 1; pass <= job.passes; pass++) {
			fabric.pass();
			this.#afterPass(pass === job.passes);
		}
		return this.#payload(job, fabric.end());
	}

	#payload(job: Job, stage: Stage | undefined): Uint8Array {
		const { counters } = this.#bus;
		counters.jobs++;
		if (this.#fabric.learned) counters.learned++;
		if (!stage) return this.#opaque(job);
		return stage.registers.sparseOutput ? outputEvents(stage) : stage.output.bytes;
	}

	#opaque(job: Job): Uint8Array {
		this.#bus.counters.opaqueJobs++;
		const answer = this.onOpaqueJob?.(job.input, job.learnClass);
		if (!answer) this.#bus.log(`job not computed: ${this.#fabric.refusal}`);
		const payload = new Uint8Array(4 * Math.ceil((answer?.length ?? job.emptyBytes) / 4));
		if (answer) payload.set(answer);
		return payload;
	}

	/** Events become the tensor that the first stage takes; without one there is nothing to spread them over. */
	#densified(events: Uint8Array): Uint8Array {
		const first = this.#fabric.first;
		if (!first) return events;
		const count = inputValues(first);
		if (this.#dense.length !== count) this.#dense = new Uint8Array(count);
		densify(new Uint32Array(events.buffer, 0, events.length >>> 2), first, this.#dense);
		return this.#dense;
	}
}
