import test from "ava";
import fc from "fast-check";
import type { SparseTensor } from "../../src/akida/event-writer.js";
import { InputEncoder, type ModelInput } from "../../src/akida/inputs.js";
import { parseProgram, type Program } from "../../src/akida/program.js";
import { buildContainer, type Recipe } from "./build-program.js";
import { refuses } from "./refusals.js";

const [FNP, CNP] = [1, 2];

const make = (recipe: Partial<Recipe>): Program => parseProgram(buildContainer(recipe));
const wordsOf = (bytes: Uint8Array): number[] => [...new Uint32Array(bytes.slice().buffer)];

/** What goes to the chip for a tensor of the model. */
function encoded(program: Program, input: ModelInput): Uint8Array {
	const encoder = new InputEncoder(program);
	encoder.encode(input);
	return encoder.bytes.slice(0, encoder.length);
}

const sparse = (...values: [x: number, y: number, c: number, value: number][]): SparseTensor => ({
	coordinates: values.flatMap(([x, y, c]) => [x, y, c]),
	values: Uint8Array.from(values, ([, , , value]) => value),
});

test("real inputs are scaled per channel, rounded half away from zero, and clamped", (t) => {
	const recipe = { inputDims: [1, 2, 2], inputScales: [2, 1], inputZeroPoints: [0, 3] };
	const values = Float32Array.of(1.25, 0.5, -1.25, -9);
	t.deepEqual(encoded(make({ ...recipe, inputBits: 4 }), values), Uint8Array.of(3, 4, 0, 0));
	t.deepEqual(encoded(make({ ...recipe, inputSigned: true }), values), Uint8Array.of(3, 4, 256 - 3, 256 - 6));
	const large = Float32Array.of(1000, 1000, -1000, -1000);
	t.deepEqual(encoded(make({ ...recipe, inputBits: 4 }), large), Uint8Array.of(15, 15, 0, 0));
	t.deepEqual(encoded(make(recipe), large), Uint8Array.of(255, 255, 0, 0));
	t.deepEqual(encoded(make({ ...recipe, inputSigned: true }), large), Uint8Array.of(127, 127, 128, 128));
});

test("channels-first tensors are transposed, integers without a scale", (t) => {
	const program = make({ inputDims: [2, 2, 3], channelsFirst: true });
	const values = Uint8Array.from({ length: 12 }, (_, i) => i);
	t.deepEqual(encoded(program, values), Uint8Array.of(0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11));
});

test("integers in the chip's order pass as they are", (t) => {
	const values = Int8Array.from({ length: 32 }, (_, i) => i - 16);
	t.deepEqual(encoded(make({ inputBits: 4 }), values), new Uint8Array(values.buffer));
});

test("inputs of another size, or real ones without scales, are refused", (t) => {
	refuses(t, "input-size", () => encoded(make({}), new Float32Array(33)), { expected: 32, actual: 33 });
	refuses(t, "unsupported", () => encoded(make({}), new Float32Array(32)));
});

test("real numbers become events, zeros by quantization included", (t) => {
	const program = make({ inputType: CNP, inputDims: [1, 2, 2], inputScales: [1, 10], inputZeroPoints: [0, 0] });
	t.deepEqual(wordsOf(encoded(program, Float32Array.of(0.4, 0.4, 3, 0))), [0x00000000, 0x00040001, 0x00010000, 0x00030000]);
	t.deepEqual(wordsOf(encoded(program, new Float32Array(4))), [0x00020001, 0x00010002]);
});

test("scaling is done in single precision, rounding is exact", (t) => {
	const one = (scale: number, value: number): number | undefined => {
		const program = make({ inputDims: [1, 1, 1], inputScales: [scale], inputZeroPoints: [0] });
		return encoded(program, Float32Array.of(value))[0];
	};
	const [scale, value] = [Math.fround(0.3), Math.fround(3.5 / Math.fround(0.3))];
	t.true(value * scale < 3.5);
	t.is(one(scale, value), 4);
	t.is(one(1, Math.fround(0.49999997)), 0);
});

test("numbers that are none count as nothing", (t) => {
	const program = make({ inputDims: [1, 1, 3], inputScales: [1, 1, 1], inputZeroPoints: [0, 0, 0] });
	t.deepEqual(encoded(program, Float32Array.of(Number.NaN, Infinity, -Infinity)), Uint8Array.of(0, 255, 0));
});

test("integers of channels-first programs are clamped, others are not", (t) => {
	const values = Int8Array.from({ length: 4 }, (_, i) => 20 * i - 30);
	const recipe = { inputDims: [1, 1, 4], inputBits: 4 };
	t.deepEqual(encoded(make({ ...recipe, channelsFirst: true }), values), Uint8Array.of(0, 0, 10, 15));
	t.deepEqual(encoded(make(recipe), values), Uint8Array.of(226, 246, 10, 30));
});

test("a dense program gets a sparse tensor spread out", (t) => {
	const program = make({ inputDims: [2, 3, 2] });
	const encoder = new InputEncoder(program);
	encoder.encode(sparse([1, 2, 1, 200], [0, 1, 0, 7]));
	t.deepEqual([...encoder.bytes], [0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 200]);
	encoder.encode(sparse([0, 0, 0, 1]));
	t.deepEqual([...encoder.bytes], [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
	encoder.encode({ coordinates: [0, 0, 0], values: Int8Array.of(-1) });
	t.is(encoder.bytes[0], 0xff);
});

test("a CNP program gets a sparse tensor in its own order, without its zeros", (t) => {
	const program = make({ inputType: CNP, inputDims: [2, 3, 2] });
	t.deepEqual(
		wordsOf(encoded(program, sparse([1, 2, 1, 200], [1, 1, 1, 0], [0, 1, 0, 7]))),
		[0x00020001, 0x00c80001, 0x00010000, 0x00070000],
	);
	t.deepEqual(wordsOf(encoded(program, sparse([1, 2, 1, 0]))), [0x00030002, 0x00010002]);
	t.deepEqual(wordsOf(encoded(program, sparse())), [0x00030002, 0x00010002]);
	t.deepEqual(wordsOf(encoded(program, { coordinates: [0, 0, 0], values: Int8Array.of(-2) })), [0, 0x00fe0000]);
});

test("an FNP program counts a sparse tensor's places first dimension first, or its channels if there is nothing else", (t) => {
	const tensor = sparse([1, 2, 1, 5]);
	const program = make({ inputType: FNP, inputDims: [2, 3, 2] });
	t.deepEqual(wordsOf(encoded(program, tensor)), [1 + 2 * 2 + 1 * 2 * 3, 0x80000005]);
	t.deepEqual(wordsOf(encoded(program, sparse())), [2 + 3 * 2 + 2 * 2 * 3, 0x80000001]);
	t.deepEqual(wordsOf(encoded(program, { coordinates: [0, 0, 0], values: Int8Array.of(-2) })), [0, 0x800000fe]);
	const line = make({ inputType: FNP, inputDims: [1, 1, 9] });
	t.deepEqual(wordsOf(encoded(line, sparse([0, 0, 8, 3]))), [8, 0x80000003]);
});

test("the same tensor gives a dense program the same bytes, dense or sparse", (t) => {
	const program = make({ inputDims: [3, 4, 5] });
	fc.assert(
		fc.property(fc.uint8Array({ minLength: 60, maxLength: 60 }), (dense) => {
			const places = [...dense.keys()].reverse().filter((i) => dense[i] !== 0);
			const tensor: SparseTensor = {
				coordinates: places.flatMap((i) => [Math.floor(i / 20), Math.floor(i / 5) % 4, i % 5]),
				values: Uint8Array.from(places, (i) => dense[i] as number),
			};
			t.deepEqual(encoded(program, tensor), encoded(program, dense));
		}),
		{ numRuns: 50 },
	);
});

test("sparse tensors that leave the dims, or are more than they hold, are refused", (t) => {
	const coordinates: [number, number, number][] = [[2, 0, 0], [0, 3, 0], [0, 0, 2], [-1, 0, 0], [0, 0.5, 0], [0, 0, Number.NaN]]; // prettier-ignore
	for (const inputType of [0, FNP, CNP]) {
		const program = make({ inputType, inputDims: [2, 3, 2] });
		for (const [x, y, c] of coordinates) refuses(t, "bad-event", () => encoded(program, sparse([0, 0, 0, 1], [x, y, c, 1])));
		refuses(t, "bad-event", () => encoded(program, { coordinates: [0, 0], values: Uint8Array.of(1) }));
		refuses(t, "bad-event", () => encoded(program, { coordinates: [0, 0, 0, 0, 0, 0], values: Uint8Array.of(1) }));
		const many = Array.from({ length: 13 }, () => [0, 0, 0, 1] as [number, number, number, number]);
		refuses(t, "bad-event", () => encoded(program, sparse(...many)), { requested: 13, available: 12 });
		t.notThrows(() => encoded(program, sparse(...many.slice(1))));
	}
});
