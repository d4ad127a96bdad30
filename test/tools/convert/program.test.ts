import test from "ava";
import { readFileSync } from "node:fs";
import { MeshLimits, NP_COUNT } from "../../../host-sim/nsoc/mesh-limits.js";
import { encodeInputConvolutional, encodeLearning, encodeSeparableConvolutional } from "../../../host-sim/nsoc/payload/encode.js";
import type { Layer } from "../../../host-sim/nsoc/payload/layers.js";
import { parseProgram, type Program, type Span } from "../../../src/akida/program.js";
import { AKD1500_IP_VERSION } from "../../../src/akida/registers.js";
import { buildProgram } from "../../../tools/convert/program.js";
import { replaceHead } from "../../../tools/convert/replace-head.js";
import { openEmulator } from "../../../tools/emulator.js";
import { readAkidaJson } from "../../../tools/model/akida-json.js";
import type { AkidaModel } from "../../../tools/model/model.js";
import { smallConvolution, smallDense, smallSeparable } from "../../nsoc/layers.js";
import { np } from "../../nsoc/model.js";
import { project, shared } from "../../shared.js";
import { refused } from "../refusal.js";

const NAME = "ds_cnn_kws_ar.akida.json";
const model = readAkidaJson(readFileSync(project("models", NAME)), NAME);
const learning = replaceHead(model, { classes: 33, spareClasses: 3, neuronsPerClass: 15, numWeights: 25, seed: 7 });
const modelOf = (...layers: Layer[]): AkidaModel => ({ layers, inputBits: 8, remarks: [] });

/** The words that a span names; it fails on anything that is not aligned. */
function wordsOf(program: Program, { offset, words }: Span): Uint32Array {
	return new Uint32Array(program.data.slice().buffer, offset, words);
}

test("the dense model: HRC first, one record per layer, potentials with shift and scale", (t) => {
	const program = parseProgram(buildProgram(model));
	const dense = model.layers[5];
	t.like(program, {
		version: "2.19.3",
		deviceVersion: AKD1500_IP_VERSION,
		inputDims: { x: 49, y: 10, c: 1 },
		outputDims: { x: 1, y: 1, c: 33 },
		inputType: "dense",
		outputType: "dense",
		inputBits: 8,
		inputSigned: false,
		inputChannelsFirst: false,
		outputBits: 32,
		activation: false,
		maxDescriptors: 7,
		denseWindow: { width: 0, height: 0 },
		learning: undefined,
		anomalyDetection: false,
	});
	if (dense?.type !== "FullyConnected") return t.fail();
	t.deepEqual(program.outputShift, dense.threshold);
	t.deepEqual(
		program.outputScales,
		dense.actStep.map((step) => 1 / step),
	);
	t.deepEqual(program.epg, []);
	t.is(program.inputScales.length + program.inputZeroPoints.length, 0);
	const [pass, ...others] = program.passes;
	t.is(others.length, 0);
	t.is(pass?.records.length, 6);
	const [first, second] = model.layers;
	if (first?.type !== "InputConvolutional" || second?.type !== "SeparableConvolutional") return t.fail();
	const tracks = pass?.records.map((record) => wordsOf(program, record.tracks[0] as Span)) ?? [];
	t.deepEqual(tracks[0], encodeInputConvolutional(first));
	t.deepEqual(tracks[1], encodeSeparableConvolutional(second, np(0), 1));
});

test("the learning model: registers twice, memory once, its place, counts as they are", (t) => {
	const program = parseProgram(buildProgram(learning));
	const layer = learning.layers[5];
	if (layer?.type !== "Learning" || !program.learning) return t.fail();
	const tracks = encodeLearning(layer, np(4), 5);
	const { inferenceRegisters, learningRegisters, np: place, ram } = program.learning;
	t.deepEqual(wordsOf(program, learningRegisters), tracks.learning);
	t.deepEqual(wordsOf(program, inferenceRegisters), tracks.inference);
	t.is(ram.tracks.length, 1);
	t.deepEqual(wordsOf(program, ram.tracks[0] as Span), tracks.ram);
	t.deepEqual(place, { column: np(4).col, row: np(4).row, id: np(4).id });
	t.deepEqual(program.outputDims, { x: 1, y: 1, c: 540 });
	t.deepEqual(program.outputShift, new Int32Array(540));
	t.deepEqual(program.outputScales, new Float32Array(540).fill(1));
	t.is(program.passes[0]?.records.length, 5);
	t.is(program.outputBits, 32);
});

test("a model that ends in activations gives activations", (t) => {
	const features = parseProgram(buildProgram({ ...model, layers: model.layers.slice(0, -1) }));
	t.like(features, { activation: true, outputBits: 1, outputDims: { x: 1, y: 1, c: 64 } });
	t.is(features.outputShift.length, 0);
	const maps = parseProgram(buildProgram({ ...model, layers: model.layers.slice(0, 3) }));
	t.like(maps, { activation: true, outputBits: 4, outputDims: { x: 25, y: 5, c: 64 } });
});

/** Fields present in a ProgramInfo: its vtable has a place for each. */
function presentFields(info: DataView): number[] {
	const root = 4 + info.getUint32(4, true);
	const vtable = root - info.getInt32(root, true);
	const fields = (info.getUint16(vtable, true) - 4) / 2;
	return Array.from({ length: fields }, (_, id) => id).filter((id) => info.getUint16(vtable + 4 + 2 * id, true) !== 0);
}

test("the container is laid out as the vendor's: aligned, dummy header inline, the same fields present", (t) => {
	const bytes = buildProgram(learning);
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const infoBytes = view.getUint32(0, true) + 4;
	t.is(infoBytes % 4, 0);
	t.is(infoBytes + view.getUint32(infoBytes, true) + 4, bytes.length);
	const fixture = readFileSync(project("test", "golden", "programs", "synthetic_learn_fnp3", "program.bin"));
	t.deepEqual(presentFields(view), presentFields(new DataView(fixture.buffer, fixture.byteOffset, fixture.length)));
	const program = parseProgram(bytes);
	t.deepEqual(wordsOf(program, program.dummyHeader as Span), new Uint32Array(2));
	const data = new DataView(program.data.buffer, program.data.byteOffset, program.data.length);
	const root = 4 + data.getUint32(4, true);
	const vtable = root - data.getInt32(root, true);
	t.is(program.dummyHeader?.offset, root + data.getUint16(vtable + 8, true));
	t.deepEqual(buildProgram(learning), bytes);
});

test("what does not fit is refused with the layer, its need and the limit", (t) => {
	const refuse = (reason: RegExp, ...layers: Layer[]) => refused(t, "does-not-fit", reason, () => buildProgram(modelOf(...layers)));
	const wide = (c: number) => ({ x: 4, y: 3, c });
	const first = smallConvolution({ output: wide(400), kernel: [1, 1], name: "first" });
	const separable = smallSeparable({ input: wide(400), output: wide(400), kernel: [1, 1], name: "wide" });
	refuse(/layer wide: filter words 20050 is not within 1\.\.16384/, first, separable);
	refuse(/layer first: kernel x 17/, smallConvolution({ kernel: [17, 1] }));
	const long = smallDense({ input: wide(5), units: 4500, name: "long" });
	refuse(/layer long: weight words 33750 is not within 1\.\.32768/, smallConvolution(), long);
	const many = replaceHead(modelOf(smallConvolution({ actBits: 1 })), { classes: 600, neuronsPerClass: 20, numWeights: 3 });
	refuse(/layer learning: learned words 36001 is not within/, ...many.layers);
});

test("more layers than the mesh has processors are refused", (t) => {
	const square = { x: 4, y: 3, c: 5 };
	const chain = (count: number) =>
		Array.from({ length: count }, (_, i) => smallSeparable({ input: square, output: square, name: `layer ${i}` }));
	t.notThrows(() => buildProgram(modelOf(smallConvolution(), ...chain(NP_COUNT))));
	const reason = new RegExp(`layer layer ${NP_COUNT}: the mesh has only ${NP_COUNT} processors`);
	refused(t, "does-not-fit", reason, () => buildProgram(modelOf(smallConvolution(), ...chain(NP_COUNT + 1))));
	t.is(NP_COUNT, MeshLimits.COLUMNS * MeshLimits.ROWS * MeshLimits.NPS_PER_NODE);
});

test("a layer whose data contradict its shape is a bad model", (t) => {
	const short = smallSeparable({ weights: new Int8Array(3) });
	refused(t, "bad-model", /layer second: 3 weights where its shape needs 30/, () => buildProgram(modelOf(smallConvolution(), short)));
});

const golden = shared("golden", "kws", "features.json");
if (golden) {
	test("the converted network gives the published potentials", (t) => {
		const description = JSON.parse(readFileSync(golden, "utf8")) as {
			arrays: Record<string, { shape: number[]; offset: number; bytes: number }>;
		};
		const binary = readFileSync(shared("golden", "kws", "features.bin") as string);
		const part = (name: string): Uint8Array => {
			const { offset, bytes } = description.arrays[name] ?? { offset: 0, bytes: 0 };
			return new Uint8Array(binary.subarray(offset, offset + bytes));
		};
		const inputs = part("x");
		const expected = new Int32Array(part("potentials").buffer);
		const { driver } = openEmulator(buildProgram(model));
		for (let i = 0; i < 200; i++) {
			t.deepEqual(
				Array.from(driver.run(inputs.subarray(490 * i, 490 * (i + 1))).values),
				Array.from(expected.subarray(33 * i, 33 * (i + 1))),
			);
		}
	});
}
