import { decodeThresholds } from "../payload/decode.js";
import type { UnitRegisters } from "../payload/registers.js";

/** Fractional bits of the potentials in the activation formula. */
const POTENTIAL_SCALE = 16;

/** The values that leave a unit, in memory as they leave the chip: whole words. */
export interface UnitOutput {
	readonly values: Uint8Array | Int32Array;
	readonly bytes: Uint8Array;
}

/** Room for `count` activations, or for potentials. */
export function unitOutput(count: number, potentials: boolean): UnitOutput {
	const buffer = new ArrayBuffer(potentials ? 4 * count : 4 * Math.ceil(count / 4));
	return { values: potentials ? new Int32Array(buffer) : new Uint8Array(buffer, 0, count), bytes: new Uint8Array(buffer) };
}

/**
 * Turns potentials into activations (layer specification, "activation"):
 * n = ceil(16 (p - threshold) / (S 2^(4 - actBits))), clamped to 0 .. 2^actBits - 1; equality with the threshold gives 0.
 * All operands are integers below 2^53 and the quotients that matter below 2^8, so the division of doubles cannot round wrongly.
 */
export class Firing {
	readonly output: UnitOutput;
	readonly #filters: number;
	readonly #threshold: Int32Array;
	readonly #divisor: Float64Array;
	readonly #scale: number;
	readonly #highest: number;

	constructor(registers: UnitRegisters, words: Uint32Array) {
		const { outputX, outputY, outputC, actBits } = registers;
		const { threshold, step } = decodeThresholds(registers, words);
		this.output = unitOutput(outputX * outputY * outputC, actBits === 0);
		this.#filters = outputC;
		this.#threshold = threshold;
		this.#divisor = Float64Array.from(step, (sixteenths) => sixteenths * 2 ** Math.max(0, 4 - actBits));
		this.#scale = POTENTIAL_SCALE * 2 ** Math.max(0, actBits - 4);
		this.#highest = 2 ** actBits - 1;
	}

	/** Puts the outputs of all filters at one position from their potentials. */
	fire(potentials: Float64Array, position: number): void {
		const values = this.output.values;
		const first = position * this.#filters;
		if (values instanceof Int32Array) for (let f = 0; f < this.#filters; f++) values[first + f] = potentials[f] as number;
		else this.#activate(potentials, values, first);
	}

	#activate(potentials: Float64Array, values: Uint8Array, first: number): void {
		const filters = this.#filters;
		const threshold = this.#threshold;
		const divisor = this.#divisor;
		const scale = this.#scale;
		const highest = this.#highest;
		for (let f = 0; f < filters; f++) {
			const above = (potentials[f] as number) - (threshold[f] as number);
			if (above <= 0) {
				values[first + f] = 0;
				continue;
			}
			const level = Math.ceil((scale * above) / (divisor[f] as number));
			values[first + f] = level > highest ? highest : level;
		}
	}
}
