import test from "ava";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { Random } from "../../../src/random.js";
import { buildProgram } from "../../../tools/convert/program.js";
import { openEmulator } from "../../../tools/emulator.js";
import { ToolError } from "../../../tools/errors.js";
import { readAkidaJson } from "../../../tools/model/akida-json.js";
import { readKeras } from "../../../tools/model/from-keras.js";
import { project } from "../../shared.js";
import { refusedLater } from "../refusal.js";
import { average, convolution, dense, flatten, input, relu, saveKeras, type SavedLayer, separable } from "./build-keras.js";
import { kerasForward } from "./keras-forward.js";

const FILE = "ds_cnn_kws_ar_iq8_wq4_aq4_laq1.h5";
const published = readFileSync(project("models", FILE));

const rng = new Random(11);
const NETWORKS: Readonly<Record<string, { readonly dims: readonly [number, number, number]; readonly layers: readonly SavedLayer[] }>> = {
	"without a global average, dense layers on top of each other": {
		dims: [9, 6, 1],
		layers: [
			convolution(rng, [3, 4], 1, 5, [2, 1]),
			relu("conv/relu", 4),
			separable(rng, "sep", [3, 3], 5, 6),
			relu("sep/relu", 2),
			flatten,
			dense(rng, "hidden", 5 * 6 * 6, 7),
			relu("hidden/relu", 4),
			dense(rng, "head", 7, 3),
		],
	},
	"with two separable layers of unequal kernels and a global average": {
		dims: [8, 7, 2],
		layers: [
			convolution(rng, [5, 2], 2, 8, [3, 2]),
			relu("conv/relu", 4),
			separable(rng, "sep1", [5, 2], 8, 4),
			relu("sep1/relu", 4),
			separable(rng, "sep2", [1, 4], 4, 9),
			average,
			relu("sep2/relu", 1),
			dense(rng, "head", 9, 5),
			{ className: "Activation", name: "softmax", config: { activation: "softmax" } },
		],
	},
	"of one convolution": {
		dims: [4, 5, 3],
		layers: [convolution(rng, [2, 3], 3, 2, [1, 1]), relu("relu", 4), flatten, dense(rng, "head", 40, 4)],
	},
};

test("the published model gives the published variables, bit for bit", async (t) => {
	const expected = readAkidaJson(readFileSync(project("models", "ds_cnn_kws_ar.akida.json")), "json");
	const model = await readKeras(published, FILE);
	t.is(model.layers.length, 6);
	model.layers.forEach((layer, i) => t.deepEqual(layer, expected.layers[i], layer.name));
	t.deepEqual(model, expected);
});

for (const [what, { dims, layers }] of Object.entries(NETWORKS)) {
	test(`a network ${what} computes on the chip what Keras computes`, async (t) => {
		const model = await readKeras(await saveKeras([input(...dims), ...layers]), "net.h5");
		const { driver } = openEmulator(buildProgram(model));
		const { outputShift, outputScales } = driver.requireProgram();
		const random = new Random(5);
		const seen = new Set<number>();
		for (let sample = 0; sample < 40; sample++) {
			const values = Uint8Array.from({ length: dims[0] * dims[1] * dims[2] }, () => random.below(2 ** (1 + (sample % 8))));
			const scores = Array.from(driver.run(values).values, (p, i) => (p - (outputShift[i] ?? 0)) * (outputScales[i] ?? 0));
			kerasForward(layers, ...dims, values).forEach((score, i) => t.is(scores[i], score));
			scores.forEach((score) => seen.add(score));
		}
		t.true(seen.size > 20);
	});
}

test("Rescaling, missing biases and the newer form of the input are understood", async (t) => {
	const conv = convolution(new Random(1), [3, 3], 1, 2, [1, 1]);
	const { bias, ...kernelOnly } = conv.tensors ?? {};
	t.truthy(bias);
	const layers = [
		{ className: "InputLayer", name: "input", config: { batch_shape: [null, 4, 4, 1] } },
		{ className: "Rescaling", name: "rescaling", config: { scale: 0.25, offset: 0 } },
		{ ...conv, config: { ...conv.config, use_bias: false }, tensors: kernelOnly },
		relu("relu", 4),
	];
	const model = await readKeras(await saveKeras(layers), "net.h5");
	// sf = 127 / (127 / 512) = 512, input scale 4, step 0.5: threshold 4 * 512 * 0.25, act_step 4 * 512 * 0.5.
	t.like(model.layers[0], { threshold: Int32Array.of(512, 512), actStep: Float32Array.of(1024, 1024), actBits: 4 });
});

const conv = convolution(new Random(2), [3, 3], 1, 4, [1, 1]);
const sep = separable(new Random(3), "sep", [3, 3], 4, 4);
const head = dense(new Random(4), "head", 4, 3);
const start = [input(4, 4, 1), conv, relu("relu", 4)];
const changed = (layer: SavedLayer, config: Record<string, unknown>): SavedLayer => ({ ...layer, config: { ...layer.config, ...config } });

/** Name of the case, layers, what the message says. */
const REFUSALS: readonly (readonly [string, readonly SavedLayer[], RegExp])[] = [
	["an empty model", [], /layers|config/],
	["an input without layers", [input(4, 4, 1)], /first layer must be a convolution/],
	[
		"a layer of another kind",
		[...start, { className: "MaxPooling2D", name: "pool" }],
		/layer "pool", a MaxPooling2D, which is not in the family/,
	],
	["a float model", [input(4, 4, 1), { ...conv, className: "Conv2D" }], /layer "conv", a Conv2D/],
	["a class named like a property of every object", [input(4, 4, 1), { ...conv, className: "constructor" }], /a constructor/],
	["a dense layer first", [input(1, 1, 4), head], /first layer must be a convolution/],
	[
		"a second plain convolution",
		[...start, { ...convolution(new Random(1), [1, 1], 4, 4, [1, 1]), name: "again" }],
		/layer again: only the first/,
	],
	["a convolution after Flatten", [...start, flatten, sep], /layer sep: only dense layers/],
	["a missing activation", [input(4, 4, 1), conv, sep, relu("r", 4)], /layer conv: only the last layer/],
	["two activations", [...start, relu("twice", 4)], /layer twice: an activation must follow/],
	["an activation first", [input(4, 4, 1), relu("early", 4), conv], /layer early/],
	["an average after the activation", [...start, sep, relu("r", 1), average], /layer average: a global average must stand between/],
	["an average of the first layer", [input(4, 4, 1), conv, average, relu("r", 1)], /layer average/],
	[
		"Rescaling inside",
		[...start, { className: "Rescaling", name: "late", config: { scale: 1 } }, sep],
		/layer late: a Rescaling must be the first/,
	],
	["an offset", [input(4, 4, 1), { className: "Rescaling", name: "r", config: { scale: 1, offset: -1 } }, conv], /offset is -1, only 0/],
	["no scale", [input(4, 4, 1), { className: "Rescaling", name: "r", config: { scale: 0 } }, conv], /scale is not above 0/],
	["valid padding", [input(4, 4, 1), changed(conv, { padding: "valid" })], /padding is "valid", only "same"/],
	["dilation", [input(4, 4, 1), changed(conv, { dilation_rate: [2, 2] })], /dilation_rate is \[2,2\]/],
	["a strided separable layer", [...start, changed(sep, { strides: [2, 2] })], /strides is \[2,2\], only \[1,1\]/],
	[
		"another quantizer",
		[input(4, 4, 1), changed(conv, { quantizer: { class_name: "StdWeightQuantizer", config: { bitwidth: 4 } } })],
		/is a StdWeightQuantizer/,
	],
	["no quantizer", [input(4, 4, 1), changed(conv, { quantizer: null })], /has no "quantizer"/],
	[
		"1-bit weights",
		[input(4, 4, 1), changed(conv, { quantizer: { class_name: "MaxQuantizer", config: { bitwidth: 1 } } })],
		/bitwidth is 1, not a whole/,
	],
	[
		"unequal widths",
		[...start, changed(sep, { quantizer_dw: { class_name: "MaxQuantizer", config: { bitwidth: 8 } } })],
		/layer sep: both kernels/,
	],
	[
		"a kernel of another size",
		[input(4, 4, 1), changed(conv, { kernel_size: [5, 3] })],
		/kernel of layer conv has shape \(3, 3, 1, 4\) instead of \(5, 3, \?, 4\)/,
	],
	["inputs of another number", [input(4, 4, 2), conv, relu("relu", 4)], /layer conv: its kernel takes 1 inputs, it gets 2/],
	["a dense layer without Flatten", [...start, head], /layer head: its kernel takes 4 inputs, it gets 64/],
	[
		"a missing tensor",
		[input(4, 4, 1), { ...conv, tensors: { kernel: conv.tensors?.["kernel"] ?? { data: new Float32Array(0), shape: [0] } } }],
		/bias of layer conv is missing/,
	],
	[
		"another activation at the end",
		[...start, { className: "Activation", name: "a", config: { activation: "tanh" } }],
		/activation is "tanh", only "softmax"/,
	],
	["an activation without a range", [input(4, 4, 1), conv, changed(relu("r", 4), { max_value: 0 })], /max_value is not above 0/],
	[
		"an input of two axes",
		[changed(input(1, 1, 1), { batch_input_shape: [null, 4, 4] }), conv],
		/batch_input_shape has 2 numbers instead of 3/,
	],
	[
		"an input of any length",
		[changed(input(1, 1, 1), { batch_input_shape: [null, null, 4, 1] }), conv],
		/batch_input_shape\[0\] is not a number/,
	],
];

for (const [what, layers, reason] of REFUSALS) {
	test(`refused: ${what}`, async (t) => refusedLater(t, "bad-model", reason, readKeras(await saveKeras(layers), "net.h5")));
}

test("tensors that are not float32, or not finite, are refused", async (t) => {
	const kernel = conv.tensors?.["kernel"] ?? { data: new Float32Array(0), shape: [] };
	const wide = { ...conv, tensors: { ...conv.tensors, kernel: { ...kernel, data: Float64Array.from(kernel.data) } } };
	await refusedLater(
		t,
		"bad-model",
		/kernel of layer conv is missing or not float32/,
		readKeras(await saveKeras([input(4, 4, 1), wide]), "a.h5"),
	);
	const broken = { ...conv, tensors: { ...conv.tensors, kernel: { ...kernel, data: Float32Array.from(kernel.data).fill(NaN, 3, 4) } } };
	await refusedLater(
		t,
		"bad-model",
		/kernel of layer conv holds values that are not numbers/,
		readKeras(await saveKeras([input(4, 4, 1), broken]), "a.h5"),
	);
});

test("an HDF5 file without an architecture, or with another one than Sequential, is refused", async (t) => {
	const read = async (attributes: Record<string, string | undefined>) => readKeras(await saveKeras(start, attributes), "a.h5");
	await refusedLater(t, "bad-model", /a\.h5 holds no network architecture/, read({ model_config: undefined }));
	await refusedLater(t, "bad-model", /is a Functional model/, read({ model_config: '{"class_name": "Functional"}' }));
	await refusedLater(t, "bad-file", /a\.h5: model_config is not JSON/, read({ model_config: "oops" }));
});

test.serial("a file that is none, or was cut off, is refused without a word of the library's own", async (t) => {
	const written: unknown[] = [];
	const { stderr, stdout } = process;
	const writes = [stderr, stdout].map((stream) => {
		const write = stream.write.bind(stream);
		stream.write = (chunk: unknown) => written.push(chunk) > 0;
		return () => (stream.write = write);
	});
	t.teardown(() => writes.forEach((restore) => restore()));
	await refusedLater(t, "bad-file", /a\.h5 is not an HDF5 file/, readKeras(new TextEncoder().encode("hello"), "a.h5"));
	for (const length of [8, 100, 2048, 20000, 60000, published.length - 1]) {
		await refusedLater(t, "bad-file", /a\.h5 is damaged or cut off/, readKeras(published.subarray(0, length), "a.h5"));
	}
	t.deepEqual(written, []);
});

/** Reads and says whether it was accepted; anything but a ToolError comes out. */
async function accepted(bytes: Uint8Array): Promise<boolean> {
	try {
		await readKeras(bytes, "a.h5");
		return true;
	} catch (error) {
		if (error instanceof ToolError) return false;
		throw error;
	}
}

test("a broken chain of strings is refused instead of followed for ever", async (t) => {
	const heap = published.indexOf("GCOL");
	for (const [at, value] of [
		[9, 0x77],
		[8, 0],
		[15, 0xff],
		[24, 0],
		[31, 0xff],
		[26, 9],
	] as const) {
		const bytes = Uint8Array.from(published);
		bytes[heap + at] = value;
		t.is(typeof (await accepted(bytes)), "boolean");
	}
	await refusedLater(t, "bad-file", /damaged/, readKeras(Uint8Array.from(published).fill(0x77, heap + 9, heap + 10), "a.h5"));
});

test("whatever byte of the structure is wrong, the file is read or refused", async (t) => {
	await fc.assert(
		fc.asyncProperty(fc.nat(0x8000), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
			const bytes = Uint8Array.from(published);
			bytes[at] = (bytes[at] ?? 0) ^ flip;
			await accepted(bytes);
		}),
		{ numRuns: 150, seed: 20 },
	);
	t.true(await accepted(published));
});
