import { decodeFilters } from "../payload/decode.js";
import { inputValues } from "../payload/misfit.js";
import type { UnitRegisters } from "../payload/registers.js";
import { DotProducts } from "./dot-products.js";
import { Firing } from "./firing.js";
import { PEAK, type Stage } from "./stage.js";

/** An FNP: dot products of the flattened input. */
export class FullyConnected implements Stage {
	readonly #firing: Firing;
	readonly #products: DotProducts;
	readonly #row: Float64Array;

	constructor(
		readonly registers: UnitRegisters,
		weightWords: Uint32Array,
		thresholdWords: Uint32Array,
	) {
		this.#row = new Float64Array(inputValues(registers));
		const peaks = new Float64Array(this.#row.length).fill(PEAK);
		this.#products = new DotProducts(decodeFilters(registers, weightWords).filters, registers.outputC, peaks);
		this.#firing = new Firing(registers, thresholdWords);
	}

	get output() {
		return this.#firing.output;
	}

	run(input: Uint8Array): boolean {
		this.#row.set(input);
		this.#products.run(this.#row);
		this.#firing.fire(this.#products.sums, 0);
		return false;
	}
}
