import test from "ava";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import type { Layer } from "../../../host-sim/nsoc/payload/layers.js";
import { replaceHead } from "../../../tools/convert/replace-head.js";
import { writeAkidaJson } from "../../../tools/model/akida-json-write.js";
import { readAkidaJson } from "../../../tools/model/akida-json.js";
import type { AkidaModel } from "../../../tools/model/model.js";
import { readModel } from "../../../tools/model/read-model.js";
import { smallConvolution, smallDense, smallSeparable } from "../../nsoc/layers.js";
import { project } from "../../shared.js";
import { refused, refusedLater, succeedsOrRefuses } from "../refusal.js";

const NAME = "ds_cnn_kws_ar.akida.json";
const published = readFileSync(project("models", NAME));

type Json = { [key: string]: Json } & Json[] & (string | number | boolean | null);
const parsed = (bytes: Uint8Array): Json => JSON.parse(new TextDecoder().decode(bytes)) as Json;
/** All numbers of nested lists, in order. */
const numbersIn = (value: unknown): number[] => (Array.isArray(value) ? value.flatMap(numbersIn) : [Number(value)]);
const encoded = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const modelOf = (...layers: Layer[]): AkidaModel => ({ layers, inputBits: 8, remarks: [] });
const small = modelOf(
	smallConvolution(),
	smallSeparable(),
	smallDense({ actBits: 4 }),
	smallDense({ name: "last", input: { x: 1, y: 1, c: 7 }, units: 3 }),
);

test("the published model is read with the vendor's axes", (t) => {
	const { inputBits, layers, remarks } = readAkidaJson(published, NAME);
	t.deepEqual([inputBits, remarks.length, layers.length], [8, 0, 6]);
	const [conv, separable] = layers;
	const pooled = layers[4];
	const dense = layers[5];
	t.like(conv, {
		type: "InputConvolutional",
		input: { x: 49, y: 10, c: 1 },
		output: { x: 25, y: 5, c: 64 },
		kernel: [5, 5],
		stride: [2, 2],
		actBits: 4,
	});
	t.like(separable, { type: "SeparableConvolutional", kernel: [3, 3], pooling: "none", weightBits: 4 });
	t.like(pooled, { pooling: "global", output: { x: 1, y: 1, c: 64 }, actBits: 1 });
	t.like(dense, { type: "FullyConnected", units: 33, actBits: 0 });
	const weights = parsed(published)["layers"]?.[0]?.["variables"]?.["weights"]?.["data"];
	t.is(conv?.type === "InputConvolutional" && conv.weights[(3 * 5 + 1) * 64 + 9], weights?.[3]?.[1]?.[0]?.[9] as number | undefined);
});

test("what is written is the published file, value for value", (t) => {
	t.deepEqual(parsed(writeAkidaJson(readAkidaJson(published, NAME))), parsed(published));
});

test("a network of other dimensions survives writing and reading", (t) => {
	const again = readAkidaJson(writeAkidaJson(small), "small.json");
	t.deepEqual(again, small);
});

test("dense inputs are counted channel by channel in the file, position by position in the layer", (t) => {
	// 2 x 3 positions of 2 channels, 1 unit; the weight of (x, y, c) is 10x + 2y + c - 8.
	const at = (x: number, y: number, c: number): number => 10 * x + 2 * y + c - 8;
	const order = [0, 1].flatMap((x) => [0, 1, 2].flatMap((y) => [0, 1].map((c) => at(x, y, c))));
	const input = { x: 2, y: 3, c: 2 };
	const convolution = smallConvolution({ input, output: input, kernel: [1, 1], stride: [1, 1] });
	const dense = smallDense({ input, units: 1, weightBits: 8, weights: Int8Array.from(order) });
	const file = parsed(writeAkidaJson(modelOf(convolution, dense)));
	const stored = numbersIn(file["layers"]?.[1]?.["variables"]?.["weights"]?.["data"]);
	t.deepEqual(
		stored,
		[0, 1].flatMap((c) => [0, 1, 2].flatMap((y) => [0, 1].map((x) => at(x, y, c)))),
	);
	t.deepEqual(readAkidaJson(encoded(file), "a.json").layers[1], dense);
});

test("a learning layer cannot be written", (t) => {
	const learning = replaceHead(readAkidaJson(published, NAME), { classes: 2, neuronsPerClass: 3, numWeights: 5 });
	refused(t, "bad-model", /layer learning learns on the chip/, () => writeAkidaJson(learning));
});

/** Name of the case, the change, what the message says. */
const REFUSALS: readonly (readonly [string, (file: Json) => void, RegExp])[] = [
	["another IP version", (file) => Object.assign(file, { "IP version": "v2" }), /IP version is v2, the AKD1500 is v1/],
	["a model compiled for learning", (file) => Object.assign(file, { learning: { num_weights: 3 } }), /learning is not empty/],
	["no layers", (file) => Object.assign(file, { layers: [] }), /first layer must be a convolution/],
	["a missing layer list", (file) => Object.assign(file, { layers: undefined }), /has no "layers"/],
	[
		"layers of another type",
		(file) => parameter(file, 1, { layer_type: "Convolutional" }),
		/layers\[1\]: parameters: layer_type is Convolutional/,
	],
	[
		"a branch",
		(file) => Object.assign(layer(file, 2), { inbounds: ["first", "second"] }),
		/layers\[2\]: inbounds does not name the layer before/,
	],
	["a gap", (file) => void (file["layers"] as Json[]).splice(1, 1), /layers\[1\]: inbounds does not name/],
	["valid padding", (file) => parameter(file, 0, { padding: 0 }), /padding is 0, only 1/],
	["a padding value", (file) => parameter(file, 0, { padding_value: 3 }), /padding_value is 3, only 0/],
	["max pooling", (file) => parameter(file, 1, { pool_type: 1 }), /pool_type is not a global average/],
	["average pooling of a window", (file) => parameter(file, 1, { pool_type: 2, pooling_width: 2 }), /pool_type is not a global average/],
	["pooling in the first layer", (file) => parameter(file, 0, { pool_type: 2 }), /pool_type is 2, only 0/],
	["strides further on", (file) => parameter(file, 1, { stride_x: 2 }), /stride_x is 2, only 1/],
	["too many weight bits", (file) => parameter(file, 1, { weights_bits: 16 }), /weights_bits is 16/],
	["no activation bits", (file) => parameter(file, 1, { act_bits: 0 }), /act_bits is 0/],
	["another output", (file) => Object.assign(layer(file, 0), { output_shape: [4, 4, 5] }), /output_shape is not 4 x 3 x 5/],
	["another number of units", (file) => parameter(file, 3, { units: 4 }), /output_shape is not 1 x 1 x 4/],
	["an input of two axes", (file) => Object.assign(layer(file, 0), { input_shape: [7, 6] }), /input_shape has 2 numbers instead of 3/],
	["a missing variable", (file) => variable(file, "weights_pw", undefined), /variables has no "weights_pw"/],
	["another type of number", (file) => variable(file, "threshold", { dtype: "int64" }), /dtype is int64 instead of int32/],
	["another shape", (file) => variable(file, "weights", { shape: [2, 3, 5, 1] }), /weights: shape is \[2,3,5,1\] instead of \[3,2,5,1\]/],
	["fewer data than its shape", (file) => variable(file, "act_step", { data: [1, 2] }), /act_step: data does not hold \[6\] values/],
	["data of another nesting", (file) => variable(file, "act_step", { data: [[1, 2, 3, 4, 5, 6]] }), /act_step: data/],
	["text as data", (file) => variable(file, "act_step", { data: [1, 2, 3, 4, 5, "6"] }), /act_step: data/],
	["fractions as integers", (file) => variable(file, "threshold", { data: [1, 2, 3, 4, 5, 6.5] }), /threshold: data/],
	[
		"weights beyond their bits",
		(file) => variable(file, "weights_pw", { data: deepFill(8) }),
		/weights_pw: data does not hold .* values from -8 to 7/,
	],
	["a step beyond float32", (file) => variable(file, "act_step", { data: [1, 2, 3, 4, 5, 1e39] }), /act_step: data/],
	["potentials in the middle", (file) => parameter(file, 1, { activation: 0 }), /layer second: only the last layer/],
];

const layer = (file: Json, index: number): Json => file["layers"]?.[index] as Json;
const parameter = (file: Json, index: number, values: object): void => void Object.assign(layer(file, index)["parameters"] ?? {}, values);
const deepFill = (value: number): unknown => [[Array.from({ length: 5 }, () => new Array<number>(6).fill(value))]];

/** Changes a variable of the separable layer. */
function variable(file: Json, name: string, values: object | undefined): void {
	const variables = layer(file, 1)["variables"] as Json;
	Object.assign(variables, { [name]: values && Object.assign(variables[name] ?? {}, values) });
}

for (const [what, change, reason] of REFUSALS) {
	test(`${what} is refused`, (t) => {
		const file = parsed(writeAkidaJson(small));
		change(file);
		refused(t, "bad-model", reason, () => readAkidaJson(encoded(file), "a.json"));
	});
}

test("a file cut off anywhere is refused", (t) => {
	const whole = writeAkidaJson(small);
	for (let length = 0; length < whole.length; length += 97) {
		refused(t, "bad-file", /a\.json is not JSON/, () => readAkidaJson(whole.subarray(0, length), "a.json"));
	}
});

test("whatever byte is wrong, the file is read or refused", (t) => {
	const whole = writeAkidaJson(small);
	const change = (at: number, value: number): Uint8Array => whole.slice().fill(value, at, at + 1);
	fc.assert(
		fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => succeedsOrRefuses(() => readAkidaJson(change(at, value), "a.json"))),
	);
	t.pass();
});

test("whatever JSON comes, it is read or refused", (t) => {
	fc.assert(fc.property(fc.jsonValue(), (value) => succeedsOrRefuses(() => readAkidaJson(encoded(value), "a.json"))));
	const layers = fc.array(
		fc.record({ name: fc.string(), parameters: fc.jsonValue(), variables: fc.jsonValue(), inbounds: fc.jsonValue() }),
	);
	const file = fc.record({ "IP version": fc.constant("v1"), layers });
	fc.assert(fc.property(file, (value) => succeedsOrRefuses(() => readAkidaJson(encoded(value), "a.json"))));
	t.pass();
});

test("a model is recognised by its bytes, whatever it is called", async (t) => {
	t.is((await readModel(published, "model.bin")).layers.length, 6);
	t.is((await readModel(Uint8Array.from([0x0a, 0x20, ...published]), "model.bin")).layers.length, 6);
	t.is((await readModel(readFileSync(project("models", "ds_cnn_kws_ar_iq8_wq4_aq4_laq1.h5")), "model.json")).layers.length, 6);
	for (const bytes of [new Uint8Array(0), Uint8Array.of(0x50, 0x4b, 3, 4), new TextEncoder().encode("[1]")]) {
		await refusedLater(t, "bad-file", /x\.fbz is not a model that can be read/, readModel(bytes, "x.fbz"));
	}
});
