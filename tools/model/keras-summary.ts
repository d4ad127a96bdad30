import type { JsonValue } from "../files/json.js";

/** A line of Keras' own summary; the batch dimension is left out. */
export interface KerasRow {
	readonly name: string;
	readonly type: string;
	readonly output: readonly number[];
	readonly parameters: number;
}

/** The lines of a summary for the entries of an architecture. Throws ToolError. */
export function kerasRows(entries: readonly JsonValue[]): KerasRow[] {
	let shape: readonly number[] = [];
	return entries.map((entry) => {
		const type = entry.get("class_name").text();
		const config = entry.get("config");
		const { output, parameters } = effectOf(type, config, inputOf(config) ?? shape);
		shape = output;
		return { name: config.get("name").text(), type, output, parameters };
	});
}

type Effect = Pick<KerasRow, "output" | "parameters">;

function inputOf(config: JsonValue): readonly number[] | undefined {
	const shape = config.find("batch_input_shape") ?? config.find("batch_shape");
	return shape
		?.items()
		.slice(1)
		.map((extent) => extent.number());
}

/** What a layer makes of a shape, (axis 0, axis 1, channel) or flat. */
function effectOf(type: string, config: JsonValue, shape: readonly number[]): Effect {
	const [x = 1, y = 1, c = 1] = shape;
	const inputs = shape.reduce((product, extent) => product * extent, 1);
	switch (type) {
		case "QuantizedConv2D":
			return convolved(config, [x, y], area(config) * c);
		case "QuantizedSeparableConv2D":
			return separated(config, [x, y], c);
		case "QuantizedDense": {
			const units = config.get("units").whole(1, 2 ** 16);
			return { output: [units], parameters: (inputs + bias(config)) * units };
		}
		case "GlobalAveragePooling2D":
			return { output: [c], parameters: 0 };
		case "Flatten":
			return { output: [inputs], parameters: 0 };
		case "Reshape":
			return { output: config.get("target_shape").extents(config.get("target_shape").items().length), parameters: 0 };
		default:
			return { output: shape, parameters: 0 };
	}
}

function convolved(config: JsonValue, [x, y]: readonly [number, number], weightsPerFilter: number): Effect {
	const [strideX = 1, strideY = 1] = config.get("strides").extents(2);
	const filters = config.get("filters").whole(1, 2 ** 16);
	return { output: [Math.ceil(x / strideX), Math.ceil(y / strideY), filters], parameters: (weightsPerFilter + bias(config)) * filters };
}

function separated(config: JsonValue, extent: readonly [number, number], channels: number): Effect {
	const { output, parameters } = convolved(config, extent, channels);
	return { output, parameters: parameters + area(config) * channels };
}

const area = (config: JsonValue): number =>
	config
		.get("kernel_size")
		.extents(2)
		.reduce((a, b) => a * b, 1);

const bias = (config: JsonValue): number => (config.find("use_bias")?.flag() === false ? 0 : 1);
