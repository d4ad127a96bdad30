import { File, FS, ready } from "h5wasm";
import type { Random } from "../../../src/random.js";

/** A Keras layer to be saved: its class, its config beside the name, and its tensors by name. */
export interface SavedLayer {
	readonly className: string;
	readonly name: string;
	readonly config?: Readonly<Record<string, unknown>>;
	readonly tensors?: Readonly<Record<string, { readonly data: Float32Array | Float64Array; readonly shape: readonly number[] }>>;
}

let saved = 0;

/** An HDF5 file as Keras saves a Sequential model; `attributes` replaces or (undefined) removes what it says of itself. */
export async function saveKeras(
	layers: readonly SavedLayer[],
	attributes: Readonly<Record<string, string | undefined>> = {},
): Promise<Uint8Array> {
	await ready;
	const path = `/saved${saved++}.h5`;
	const file = new File(path, "w");
	const entries = layers.map(({ className, name, config }) => ({ class_name: className, config: { name, ...config } }));
	const architecture = JSON.stringify({ class_name: "Sequential", config: { name: "net", layers: entries } });
	for (const [name, value] of Object.entries({ model_config: architecture, ...attributes })) {
		if (value !== undefined) file.create_attribute(name, value);
	}
	const groups = file.create_group("model_weights");
	for (const { name, tensors } of layers) {
		if (!tensors) continue;
		const group = groups.create_group(name).create_group(name);
		for (const [tensor, { data, shape }] of Object.entries(tensors)) group.create_dataset({ name: `${tensor}:0`, data, shape: [...shape] });
	}
	file.close();
	const bytes = FS?.readFile(path) ?? new Uint8Array(0);
	FS?.unlink(path);
	return bytes;
}

/**
 * Weights that quantization does not change: integers of the given width, one at the limit in every filter (last axis), divided by a
 * power of two. All arithmetic on them is exact.
 */
export function exactWeights(random: Random, shape: readonly number[], bits: number, fraction: number): Float32Array {
	const limit = 2 ** (bits - 1) - 1;
	const filters = shape[shape.length - 1] ?? 1;
	const count = shape.reduce((product, extent) => product * extent, 1);
	const values = Float32Array.from({ length: count }, () => random.below(2 * limit + 1) - limit);
	for (let f = 0; f < filters; f++) values[f + filters * random.below(count / filters)] = f % 2 ? limit : -limit;
	return values.map((value) => value / 2 ** fraction);
}

const quantizer = (className: string, bitwidth: number) => ({ class_name: className, config: { name: "q", bitwidth } });

/** A multiple of 1/16 that shifts thresholds without leaving exact arithmetic. */
const biases = (random: Random, filters: number): Float32Array => Float32Array.from({ length: filters }, () => (random.below(17) - 8) / 16);

export const input = (x: number, y: number, c: number): SavedLayer => ({
	className: "InputLayer",
	name: "input",
	config: { batch_input_shape: [null, x, y, c] },
});

export function convolution(
	random: Random,
	kernel: readonly [number, number],
	inputs: number,
	filters: number,
	strides: readonly number[],
): SavedLayer {
	const shape = [...kernel, inputs, filters];
	const config = { filters, kernel_size: kernel, strides, padding: "same", dilation_rate: [1, 1], use_bias: true };
	return {
		className: "QuantizedConv2D",
		name: "conv",
		config: { ...config, quantizer: quantizer("MaxPerAxisQuantizer", 8) },
		tensors: { kernel: { data: exactWeights(random, shape, 8, 9), shape }, bias: { data: biases(random, filters), shape: [filters] } },
	};
}

export function separable(random: Random, name: string, kernel: readonly [number, number], inputs: number, filters: number): SavedLayer {
	const depthwise = [...kernel, inputs, 1];
	const pointwise = [1, 1, inputs, filters];
	const config = { filters, kernel_size: kernel, strides: [1, 1], padding: "same", use_bias: true };
	return {
		className: "QuantizedSeparableConv2D",
		name,
		config: { ...config, quantizer_dw: quantizer("MaxQuantizer", 4), quantizer: quantizer("MaxPerAxisQuantizer", 4) },
		tensors: {
			depthwise_kernel: { data: exactWeights(random, depthwise, 4, 3), shape: depthwise },
			pointwise_kernel: { data: exactWeights(random, pointwise, 4, 4), shape: pointwise },
			bias: { data: biases(random, filters), shape: [filters] },
		},
	};
}

export function dense(random: Random, name: string, inputs: number, units: number): SavedLayer {
	return {
		className: "QuantizedDense",
		name,
		config: { units, use_bias: true, quantizer: quantizer("MaxPerAxisQuantizer", 4) },
		tensors: {
			kernel: { data: exactWeights(random, [inputs, units], 4, 4), shape: [inputs, units] },
			bias: { data: biases(random, units), shape: [units] },
		},
	};
}

/** Steps of a half: exact in binary. */
export const relu = (name: string, bitwidth: number): SavedLayer => ({
	className: "QuantizedReLU",
	name,
	config: { bitwidth, max_value: (2 ** bitwidth - 1) / 2 },
});

export const average: SavedLayer = { className: "GlobalAveragePooling2D", name: "average" };
export const flatten: SavedLayer = { className: "Flatten", name: "flatten" };
