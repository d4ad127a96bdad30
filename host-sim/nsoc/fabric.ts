import { Unit } from "../../src/akida/registers.js";
import { learnedWords } from "./learning.js";
import type { MeshStore, Processor } from "./mesh-store.js";
import { decodeRegisters } from "./payload/decode.js";
import { inputValues, ruleOf } from "./payload/misfit.js";
import { LayerKind, type UnitRegisters } from "./payload/registers.js";
import { FullyConnected } from "./units/fully-connected.js";
import { InputConvolution } from "./units/input-convolution.js";
import { LearningUnit } from "./units/learning-unit.js";
import { SeparableConvolution } from "./units/separable-convolution.js";
import type { Stage } from "./units/stage.js";

/** A processor's stage as of one revision of its memories, or why it has none. */
interface Decoded {
	readonly revision: number;
	readonly result: Stage | string;
}

/**
 * The mesh at work: stages run in the order of the number in their registers, each on the output of the one before.
 * A program with several passes continues in every pass with the stages that the mesh then holds.
 */
export class Fabric {
	/** True when the last job changed the learned weights. */
	learned = false;
	/** Why the last job could not be computed. */
	refusal: string | undefined;
	onActivations: ((stage: number, values: Uint8Array | Int32Array) => void) | undefined;
	readonly #store: MeshStore;
	#decoded = new Map<Processor, Decoded>();
	#revision = -1;
	#plan: (Stage | undefined)[] = [];
	#planRefusal: string | undefined;
	#values: Uint8Array | Int32Array = new Uint8Array(0);
	#last: Stage | undefined;
	#next = 0;
	#learnClass = 0;

	constructor(store: MeshStore) {
		this.#store = store;
	}

	/** Takes a job's input: one byte per value, (x, y, channel). */
	begin(input: Uint8Array, learnClass: number): void {
		this.refusal = undefined;
		this.#values = input;
		this.#last = undefined;
		this.#next = 0;
		this.#learnClass = learnClass;
		this.learned = false;
	}

	/** Runs all stages that follow on what has run so far. */
	pass(): void {
		this.#refresh();
		this.refusal ??= this.#planRefusal;
		for (let stage = this.#plan[this.#next]; stage && !this.refusal; stage = this.#plan[this.#next]) this.#step(stage);
	}

	/** The last stage, whose output is the job's; undefined when the mesh could not compute (see `refusal`). */
	end(): Stage | undefined {
		if (this.#next < this.#plan.length || this.#next === 0) this.refusal ??= `stage ${this.#next} is missing`;
		return this.refusal === undefined ? this.#last : undefined;
	}

	/** Registers of the first stage, if the mesh has one. */
	get first(): UnitRegisters | undefined {
		this.#refresh();
		return this.#plan[0]?.registers;
	}

	#step(stage: Stage): void {
		const values = this.#values;
		const expected = inputValues(stage.registers);
		if (values instanceof Int32Array) this.refusal = `stage ${this.#next} cannot take potentials`;
		else if (values.length !== expected) this.refusal = `stage ${this.#next} takes ${expected} values, not ${values.length}`;
		else this.#run(stage, values);
	}

	#run(stage: Stage, input: Uint8Array): void {
		if (stage.run(input, this.#learnClass)) this.learned = true;
		this.#values = stage.output.values;
		this.#last = stage;
		this.onActivations?.(this.#next, this.#values);
		this.#next++;
	}

	/** Decodes what config writes have touched and puts the stages in order. */
	#refresh(): void {
		if (this.#revision === this.#store.revision) return;
		this.#revision = this.#store.revision;
		const decoded = new Map<Processor, Decoded>();
		this.#plan = [];
		this.#planRefusal = undefined;
		for (const processor of this.#store.processors) {
			if (!processor.peek(Unit.REGISTERS)) continue;
			const held = this.#decoded.get(processor);
			const current = held?.revision === processor.revision ? held : decode(processor);
			decoded.set(processor, current);
			this.#place(current.result);
		}
		this.#decoded = decoded;
	}

	#place(result: Stage | string): void {
		if (typeof result === "string") this.#planRefusal ??= result;
		else if (this.#plan[result.registers.stage]) this.#planRefusal ??= `stage ${result.registers.stage} is there twice`;
		else this.#plan[result.registers.stage] = result;
	}
}

function decode(processor: Processor): Decoded {
	const { revision } = processor;
	const read = decodeRegisters(processor.memory(Unit.REGISTERS).words);
	if ("registers" in read) return { revision, result: makeStage(processor, read.registers) };
	return { revision, result: `unit ${processor.header.toString(16).padStart(8, "0")}: ${read.refusal}` };
}

function makeStage(processor: Processor, registers: UnitRegisters): Stage {
	const words = (unit: number): Uint32Array => processor.memory(unit).words;
	switch (registers.kind) {
		case LayerKind.INPUT_CONVOLUTIONAL:
			return new InputConvolution(registers, words(Unit.HRC_SRAM), words(Unit.CNP_FIRE_THRESHOLDS));
		case LayerKind.SEPARABLE_CONVOLUTIONAL:
			return new SeparableConvolution(registers, words(Unit.CNP_FILTERS), words(Unit.CNP_FIRE_THRESHOLDS));
		case LayerKind.FULLY_CONNECTED:
			return new FullyConnected(registers, words(Unit.FNP_WEIGHTS), words(Unit.CNP_FIRE_THRESHOLDS));
		default:
			return new LearningUnit(registers, processor.memory(Unit.FNP_WEIGHTS).reserve(learnedWords(ruleOf(registers))));
	}
}
