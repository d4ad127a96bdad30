import { decodeFilters } from "../payload/decode.js";
import type { UnitRegisters } from "../payload/registers.js";
import { DotProducts } from "./dot-products.js";
import { Firing } from "./firing.js";
import { padBefore, PEAK, type Stage } from "./stage.js";

/** The HRC: cross-correlation of byte pixels with "same" padding. */
export class InputConvolution implements Stage {
	readonly #firing: Firing;
	readonly #products: DotProducts;
	/** The pixels under the kernel, (kernel x, kernel y, channel). */
	readonly #patch: Float64Array;

	constructor(
		readonly registers: UnitRegisters,
		filterWords: Uint32Array,
		thresholdWords: Uint32Array,
	) {
		const taps = registers.kernelX * registers.kernelY * registers.inputC;
		this.#patch = new Float64Array(taps);
		this.#products = new DotProducts(decodeFilters(registers, filterWords).filters, registers.outputC, new Float64Array(taps).fill(PEAK));
		this.#firing = new Firing(registers, thresholdWords);
	}

	get output() {
		return this.#firing.output;
	}

	run(input: Uint8Array): boolean {
		const { outputX, outputY, inputX, inputY, kernelX, kernelY, strideX, strideY } = this.registers;
		const beforeX = padBefore(inputX, kernelX, strideX);
		const beforeY = padBefore(inputY, kernelY, strideY);
		for (let x = 0; x < outputX; x++) {
			for (let y = 0; y < outputY; y++) {
				this.#gather(input, x * strideX - beforeX, y * strideY - beforeY);
				this.#products.run(this.#patch);
				this.#firing.fire(this.#products.sums, x * outputY + y);
			}
		}
		return false;
	}

	#gather(input: Uint8Array, left: number, top: number): void {
		const { inputX, inputY, inputC, kernelX, kernelY } = this.registers;
		const patch = this.#patch;
		let tap = 0;
		for (let x = left; x < left + kernelX; x++) {
			for (let y = top; y < top + kernelY; y++) {
				const inside = x >= 0 && x < inputX && y >= 0 && y < inputY;
				const from = (x * inputY + y) * inputC;
				for (let c = 0; c < inputC; c++) patch[tap++] = inside ? (input[from + c] as number) : 0;
			}
		}
	}
}
