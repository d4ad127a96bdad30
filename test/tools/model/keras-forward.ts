import type { SavedLayer } from "./build-keras.js";

/** A tensor (x, y, c) of float values. */
interface Values {
	readonly x: number;
	readonly y: number;
	readonly c: number;
	readonly data: Float64Array;
}

const tensorOf = (layer: SavedLayer, name: string): Float32Array | Float64Array => layer.tensors?.[name]?.data ?? new Float32Array(0);
const settingOf = <T>(layer: SavedLayer, name: string): T => layer.config?.[name] as T;

/** What Keras computes, in doubles: the reference for everything that conversion may not change. */
export function kerasForward(layers: readonly SavedLayer[], x: number, y: number, c: number, bytes: Uint8Array): Float64Array {
	let values: Values = { x, y, c, data: Float64Array.from(bytes) };
	for (const layer of layers) values = step(layer, values);
	return values.data;
}

function step(layer: SavedLayer, values: Values): Values {
	switch (layer.className) {
		case "QuantizedConv2D":
			return convolve(layer, values);
		case "QuantizedSeparableConv2D":
			return pointwise(layer, depthwise(layer, values));
		case "QuantizedDense":
			return multiply(values, tensorOf(layer, "kernel"), tensorOf(layer, "bias"), values.data.length);
		case "QuantizedReLU":
			return activate(layer, values);
		case "GlobalAveragePooling2D":
			return averaged(values);
		case "Flatten":
			return { x: 1, y: 1, c: values.data.length, data: values.data };
		default:
			return values;
	}
}

/** Calls back for every kernel tap of one output position that lies inside ("same" padding as TensorFlow defines it). */
function taps(
	values: Values,
	kernel: readonly number[],
	strides: readonly number[],
	at: readonly number[],
	visit: (from: number, tap: number) => void,
): void {
	const before = [values.x, values.y].map((extent, axis) => {
		const stride = strides[axis] ?? 1;
		const total = Math.max((Math.ceil(extent / stride) - 1) * stride + (kernel[axis] ?? 1) - extent, 0);
		return Math.floor(total / 2);
	});
	for (let a = 0; a < (kernel[0] ?? 0); a++) {
		for (let b = 0; b < (kernel[1] ?? 0); b++) {
			const i = (at[0] ?? 0) * (strides[0] ?? 1) + a - (before[0] ?? 0);
			const j = (at[1] ?? 0) * (strides[1] ?? 1) + b - (before[1] ?? 0);
			if (i >= 0 && i < values.x && j >= 0 && j < values.y) visit((i * values.y + j) * values.c, a * (kernel[1] ?? 0) + b);
		}
	}
}

function convolve(layer: SavedLayer, values: Values): Values {
	const strides = settingOf<number[]>(layer, "strides");
	const filters = settingOf<number>(layer, "filters");
	const kernel = tensorOf(layer, "kernel");
	const [x, y] = [Math.ceil(values.x / (strides[0] ?? 1)), Math.ceil(values.y / (strides[1] ?? 1))];
	const data = new Float64Array(x * y * filters);
	for (let at = 0; at < x * y; at++) {
		for (let f = 0; f < filters; f++) {
			let sum = tensorOf(layer, "bias")[f] ?? 0;
			taps(values, settingOf(layer, "kernel_size"), strides, [Math.floor(at / y), at % y], (from, tap) => {
				for (let c = 0; c < values.c; c++) sum += (values.data[from + c] ?? 0) * (kernel[(tap * values.c + c) * filters + f] ?? 0);
			});
			data[at * filters + f] = sum;
		}
	}
	return { x, y, c: filters, data };
}

function depthwise(layer: SavedLayer, values: Values): Values {
	const kernel = tensorOf(layer, "depthwise_kernel");
	const data = new Float64Array(values.data.length);
	for (let at = 0; at < values.x * values.y; at++) {
		taps(values, settingOf(layer, "kernel_size"), [1, 1], [Math.floor(at / values.y), at % values.y], (from, tap) => {
			for (let c = 0; c < values.c; c++)
				data[at * values.c + c] = (data[at * values.c + c] ?? 0) + (values.data[from + c] ?? 0) * (kernel[tap * values.c + c] ?? 0);
		});
	}
	return { ...values, data };
}

const pointwise = (layer: SavedLayer, values: Values): Values =>
	multiply(values, tensorOf(layer, "pointwise_kernel"), tensorOf(layer, "bias"), values.c);

/** Every run of `inputs` values times a matrix (input, filter). */
function multiply(values: Values, matrix: ArrayLike<number>, bias: ArrayLike<number>, inputs: number): Values {
	const filters = bias.length;
	const rows = values.data.length / inputs;
	const data = Float64Array.from({ length: rows * filters }, (_, i) => {
		let sum = bias[i % filters] ?? 0;
		const row = Math.floor(i / filters) * inputs;
		for (let c = 0; c < inputs; c++) sum += (values.data[row + c] ?? 0) * (matrix[c * filters + (i % filters)] ?? 0);
		return sum;
	});
	return { ...values, c: filters, data };
}

/** QuantizedReLU: levels 0 .. 2^bits - 1 of one step, the first from half a step on. */
function activate(layer: SavedLayer, values: Values): Values {
	const highest = 2 ** settingOf<number>(layer, "bitwidth") - 1;
	const size = settingOf<number>(layer, "max_value") / highest;
	const data = values.data.map((value) => size * Math.min(Math.max(Math.ceil((value - size / 2) / size), 0), highest));
	return { ...values, data };
}

function averaged(values: Values): Values {
	const positions = values.x * values.y;
	const data = new Float64Array(values.c);
	values.data.forEach((value, i) => (data[i % values.c] = (data[i % values.c] ?? 0) + value / positions));
	return { x: 1, y: 1, c: values.c, data };
}
