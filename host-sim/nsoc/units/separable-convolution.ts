import { decodeFilters } from "../payload/decode.js";
import type { UnitRegisters } from "../payload/registers.js";
import { DotProducts } from "./dot-products.js";
import { Firing } from "./firing.js";
import { padBefore, PEAK, type Stage } from "./stage.js";

/** A CNP: depthwise convolution, then a pointwise one, nothing in between; optionally summed over all positions before it fires. */
export class SeparableConvolution implements Stage {
	readonly #firing: Firing;
	readonly #products: DotProducts;
	/** Depthwise weights as stored, (kernel x, kernel y, channel): flipped, which is the order in which an input meets its outputs. */
	readonly #weights: Float64Array;
	/** Depthwise sums, (x, y, channel), or (channel) when they are pooled. */
	readonly #sums: Float64Array;
	/** Channels of the pixel at work that are not zero. */
	readonly #live: Uint16Array;
	readonly #positions: number;

	constructor(
		readonly registers: UnitRegisters,
		filterWords: Uint32Array,
		thresholdWords: Uint32Array,
	) {
		const { inputX, inputY, inputC, outputC, globalPooling } = registers;
		const { filters, pointwise } = decodeFilters(registers, filterWords);
		this.#positions = globalPooling ? 1 : inputX * inputY;
		this.#weights = Float64Array.from(filters);
		this.#sums = new Float64Array(this.#positions * inputC);
		this.#live = new Uint16Array(inputC);
		this.#products = new DotProducts(pointwise, outputC, peaks(registers, filters));
		this.#firing = new Firing(registers, thresholdWords);
	}

	get output() {
		return this.#firing.output;
	}

	run(input: Uint8Array): boolean {
		const { inputX, inputY, inputC } = this.registers;
		this.#sums.fill(0);
		for (let x = 0; x < inputX; x++) {
			for (let y = 0; y < inputY; y++) this.#scatter(input, x, y);
		}
		for (let position = 0; position < this.#positions; position++) {
			this.#products.run(this.#sums, position * inputC);
			this.#firing.fire(this.#products.sums, position);
		}
		return false;
	}

	/**
	 * Adds one pixel to all sums that it takes part in: zero activations, most of them, cost nothing.
	 * The pointwise step is linear, so pooling its inputs gives the same sums as pooling its outputs.
	 */
	#scatter(input: Uint8Array, x: number, y: number): void {
		const { inputX, inputY, inputC, kernelX, kernelY, globalPooling } = this.registers;
		const pixel = (x * inputY + y) * inputC;
		const count = this.#gather(input, pixel);
		// Counted from the far end, as the kernel is flipped.
		const left = x + padBefore(inputX, kernelX, 1) - kernelX + 1;
		const top = y + padBefore(inputY, kernelY, 1) - kernelY + 1;
		for (let a = Math.max(0, -left); a < kernelX && left + a < inputX; a++) {
			for (let b = Math.max(0, -top); b < kernelY && top + b < inputY; b++) {
				const position = globalPooling ? 0 : (left + a) * inputY + top + b;
				this.#add(input, pixel, count, position * inputC, (a * kernelY + b) * inputC);
			}
		}
	}

	#gather(input: Uint8Array, pixel: number): number {
		const live = this.#live;
		const channels = live.length;
		let count = 0;
		for (let c = 0; c < channels; c++) if (input[pixel + c] !== 0) live[count++] = c;
		return count;
	}

	#add(input: Uint8Array, pixel: number, count: number, to: number, weight: number): void {
		const sums = this.#sums;
		const weights = this.#weights;
		const live = this.#live;
		for (let i = 0; i < count; i++) {
			const c = live[i] as number;
			sums[to + c] = (sums[to + c] as number) + (input[pixel + c] as number) * (weights[weight + c] as number);
		}
	}
}

/** The largest depthwise sum that each channel can reach. */
function peaks({ inputX, inputY, inputC, globalPooling }: UnitRegisters, filters: Int8Array): Float64Array {
	const largest = new Float64Array(inputC);
	const each = PEAK * (globalPooling ? inputX * inputY : 1);
	filters.forEach((weight, i) => {
		largest[i % inputC] = (largest[i % inputC] as number) + each * Math.abs(weight);
	});
	return largest;
}
