import type { DriverClock } from "./chip.js";
import { learnClass } from "./descriptors.js";
import { AkidaError } from "./errors.js";
import type { ModelInput } from "./inputs.js";
import { elements } from "./program.js";
import type { Session } from "./session.js";
import { dequantize, type Output, requirePotentials } from "./tensors.js";
import { TIMEOUT_MS, type Waiter } from "./waiting.js";

/** One label for all inputs, or one for each; none for inference. */
export type Labels = number | readonly number[] | undefined;

/** Gets the output of the input with that index, in order; valid during the call. */
export type OutputSink<T> = (output: T, index: number) => void;

/** Runs inputs to their outputs [13], and gives up on a chip that brings none for 5 seconds. */
export class Runner {
	readonly #clock: DriverClock;
	readonly #waiter: Waiter;
	readonly #unprogram: () => void;

	constructor(clock: DriverClock, waiter: Waiter, unprogram: () => void) {
		this.#clock = clock;
		this.#waiter = waiter;
		this.#unprogram = unprogram;
	}

	/** One prepared dense tensor. */
	run(session: Session, input: Uint8Array, label: number | undefined): Output {
		session.requireLearning(label !== undefined);
		session.pipeline.requireIdle();
		session.encoder.encodePrepared(input);
		session.enqueueEncoded(label);
		return this.#awaitOutput(session);
	}

	/** Many tensors, as many at a time as the batch holds. All of them are checked before the first one starts. */
	stream(session: Session, inputs: readonly ModelInput[], labels: Labels, onOutput: OutputSink<Output>): void {
		requireInputs(session, inputs, labels);
		let sent = 0;
		let done = 0;
		while (done < inputs.length) {
			while (sent < inputs.length && session.enqueueModelInput(inputs[sent] as ModelInput, labelOf(labels, sent))) sent++;
			let output: Output | undefined = this.#awaitOutput(session);
			while (output) {
				onOutput(output, done++);
				output = session.pipeline.fetch();
			}
		}
	}

	/** As {@link stream} without labels, for potentials in the model's own scale, in one array for all inputs. */
	predict(session: Session, inputs: readonly ModelInput[], onPotentials: OutputSink<Float32Array>): void {
		const { program } = session;
		requirePotentials(program);
		const potentials = new Float32Array(elements(program.outputDims));
		this.stream(session, inputs, undefined, (output, index) => onPotentials(dequantize(output, program, potentials), index));
	}

	#awaitOutput({ pipeline }: Session): Output {
		const start = this.#clock.now();
		for (;;) {
			const output = pipeline.fetch();
			if (output) return output;
			const left = start + TIMEOUT_MS - this.#clock.now();
			if (left <= 0) break;
			this.#waiter.wait(left);
		}
		this.#unprogram();
		throw new AkidaError("output-timeout", `no output in ${TIMEOUT_MS} ms; the chip has been unprogrammed`);
	}
}

const labelOf = (labels: Labels, index: number): number | undefined => (typeof labels === "object" ? labels[index] : labels);

function requireInputs(session: Session, inputs: readonly ModelInput[], labels: Labels): void {
	session.requireLearning(labels !== undefined);
	session.pipeline.requireIdle();
	requireLabels(labels, inputs.length);
	for (const input of inputs) session.encoder.check(input);
}

function requireLabels(labels: Labels, expected: number): void {
	if (typeof labels !== "object") return void learnClass(labels);
	const actual = labels.length;
	if (actual !== expected) throw new AkidaError("label-count", `${actual} labels do not go with ${expected} inputs`, { expected, actual });
	labels.forEach(learnClass);
}
