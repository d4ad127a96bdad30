import type { JsonValue } from "../files/json.js";

/** What to do about a JSON that is not what the vendor's API writes. */
export const REEXPORT = "convert the model for Akida v1 and export it again with Model.to_json()";

/** Smallest and largest value of a variable. */
export interface Range {
	readonly low: number;
	readonly high: number;
	readonly whole: boolean;
}

export const integerRange = (bits: number): Range => ({ low: -(2 ** (bits - 1)), high: 2 ** (bits - 1) - 1, whole: true });

const LARGEST_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;
export const FLOAT32: Range = Object.freeze({ low: -LARGEST_FLOAT32, high: LARGEST_FLOAT32, whole: false });

/** The numbers of a variable `{ shape, dtype, data }`, row-major, once type, shape and values have proved right. Throws ToolError. */
export function numbersOf(variable: JsonValue, dtype: "int8" | "int32" | "float32", shape: readonly number[], range: Range): number[] {
	const type = variable.get("dtype");
	if (type.text() !== dtype) type.refuse(`is ${type.text()} instead of ${dtype}`, REEXPORT);
	const extents = variable.get("shape");
	const expected = `[${shape.join(",")}]`;
	if (extents.shown !== expected) extents.refuse(`is ${extents.shown} instead of ${expected}`, REEXPORT);
	const data = variable.get("data");
	const numbers: number[] = [];
	if (!collect(data.raw, shape, range, numbers))
		data.refuse(`does not hold ${expected} values from ${range.low} to ${range.high}`, REEXPORT);
	return numbers;
}

/** Flattens nested lists of the given shape; false as soon as something else turns up. */
function collect(value: unknown, shape: readonly number[], range: Range, into: number[]): boolean {
	const [length, ...inner] = shape;
	if (length !== undefined)
		return Array.isArray(value) && value.length === length && value.every((item) => collect(item, inner, range, into));
	if (typeof value !== "number" || !(value >= range.low && value <= range.high) || (range.whole && !Number.isInteger(value))) return false;
	into.push(value);
	return true;
}

/** The opposite of {@link numbersOf}: nested lists of the given shape. */
export function nested(numbers: ArrayLike<number>, shape: readonly number[]): unknown {
	const [length = 0, ...inner] = shape;
	if (inner.length === 0) return Array.from(numbers);
	const size = numbers.length / length;
	return Array.from({ length }, (_, i) => nested(Array.prototype.slice.call(numbers, i * size, (i + 1) * size) as number[], inner));
}
