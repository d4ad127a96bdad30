import { LearnedUnits } from "../learning.js";
import { inputValues, ruleOf } from "../payload/misfit.js";
import type { UnitRegisters } from "../payload/registers.js";
import { unitOutput } from "./firing.js";
import type { Stage } from "./stage.js";

/** An FNP that learns: binary spikes against binary weights, in the very words that the host reads and writes. */
export class LearningUnit implements Stage {
	readonly output;
	readonly #units: LearnedUnits;
	readonly #potentials: Int32Array;
	readonly #spikes: Uint32Array;

	constructor(
		readonly registers: UnitRegisters,
		memory: Uint32Array,
	) {
		this.#units = new LearnedUnits(ruleOf(registers), memory);
		this.#spikes = new Uint32Array(Math.ceil(inputValues(registers) / 32));
		this.output = unitOutput(registers.outputC, true);
		this.#potentials = new Int32Array(this.output.bytes.buffer);
	}

	/** The output is what the sample caused before anything was learned from it. */
	run(input: Uint8Array, learnClass: number): boolean {
		this.#spikes.fill(0);
		for (let i = 0; i < input.length; i++) {
			if (input[i] !== 0) this.#spikes[i >>> 5] = (this.#spikes[i >>> 5] as number) | (1 << (i & 31));
		}
		this.#units.potentials(this.#spikes, this.#potentials);
		return this.registers.learnEnable === 1 && this.#units.learn(this.#spikes, learnClass, this.#potentials);
	}
}
