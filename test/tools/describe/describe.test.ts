import test from "ava";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { AkidaError } from "../../../src/akida/errors.js";
import { readBundle } from "../../../src/bundle/bundle.js";
import { convert } from "../../../tools/convert/convert.js";
import { inspectProgram } from "../../../tools/describe/inspect.js";
import { type ModelSummary, summarize } from "../../../tools/describe/summary.js";
import { ToolError } from "../../../tools/errors.js";
import { project } from "../../shared.js";

const read = (...parts: string[]): Uint8Array => readFileSync(project(...parts));
const json = read("models", "ds_cnn_kws_ar.akida.json");
const bundle = read("models", "default.akb");
const program = readBundle(bundle).program;

test("a Keras file, the Akida model made from it and a bundle tell the same layers", async (t) => {
	const keras = await summarize(read("models", "ds_cnn_kws_ar_iq8_wq4_aq4_laq1.h5"), "m.h5");
	const akida = await summarize(json, "m.json");
	const converted = await summarize((await convert({ bytes: json, name: "m.json" })).bundle, "m.akb");
	t.is(keras.kind, "keras");
	t.is(akida.kind, "akida");
	t.is(converted.kind, "bundle");
	t.deepEqual(akida.layers, keras.layers);
	t.deepEqual(converted.layers, keras.layers);
	t.deepEqual(
		[keras.input, keras.output],
		[
			[49, 10, 1],
			[1, 1, 33],
		],
	);
	t.deepEqual(keras.layers[1], {
		name: "separable_1",
		type: "SeparableConvolutional",
		output: [25, 5, 64],
		kernels: [
			[3, 3, 64, 1],
			[1, 1, 64, 64],
		],
		component: "NP",
	});
	t.is(keras.keras?.length, 17);
	t.deepEqual(keras.keras?.[2], { name: "conv_0", type: "QuantizedConv2D", output: [25, 5, 64], parameters: 1664 });
});

test("a bare program: the layers without their names, the learning layer with its arguments", async (t) => {
	const whole = await summarize(bundle, "b.akb");
	const bare = await summarize(program, "p.bin");
	t.is(bare.kind, "program");
	const unnamed = ({ layers }: ModelSummary) => layers.map((layer) => ({ ...layer, name: "" }));
	t.deepEqual(unnamed(bare), unnamed(whole));
	t.like(bare.learning, { inputs: 64, weights: 25, classes: 36, neuronsPerClass: 15 });
	t.true(Math.abs((bare.learning?.learningCompetition ?? 0) - (whole.learning?.learningCompetition ?? 1)) < 1e-4);
});

test("a program for silicon: what the container tells", async (t) => {
	const silicon = await summarize(read("test", "golden", "programs", "simple_convolution", "program.bin"), "program.bin");
	t.deepEqual(silicon.layers, []);
	t.true(silicon.input.every((extent) => extent > 0));
});

test("a program in pieces: every word of a track belongs to a packet, every track lies in the data", (t) => {
	const found = inspectProgram(program);
	t.deepEqual(inspectProgram(bundle), found);
	t.is(found.bytes, program.length);
	t.is(found.passes.length, 1);
	const [first, ...rest] = found.passes[0]?.records ?? [];
	t.is(first?.tracks[0]?.packets[0]?.target, "HRC");
	t.deepEqual(
		rest.map(({ tracks }) => tracks[0]?.packets[0]?.target),
		["NP 1.1.0", "NP 1.1.1", "NP 1.1.2", "NP 1.1.3"],
	);
	t.is(found.learning?.np, "NP 1.2.0");
	const tracks = [...(found.passes[0]?.records ?? []), ...(found.learning ? [found.learning.ram] : [])].flatMap((record) => record.tracks);
	for (const { offset, packets, words } of tracks) {
		t.is(
			packets.reduce((sum, packet) => sum + 2 + packet.words, 0),
			words,
		);
		t.true(offset + 4 * words <= found.memory.programData);
	}
	t.is(found.memory.learned, 4 * (found.learning?.ram.tracks[0]?.words ?? 0));
	t.is(found.memory.longestTrack, Math.max(...tracks.map((track) => 4 * track.words)));
});

test("programs of several passes and FNP2 weights", (t) => {
	const multi = inspectProgram(read("test", "golden", "programs", "synthetic_multipass_learn", "program.bin"));
	t.true(multi.passes.length > 1);
	const fnp2 = inspectProgram(read("test", "golden", "programs", "synthetic_learn_fnp2", "program.bin"));
	t.true((fnp2.learning?.ram.fnp2?.words ?? 0) > 0);
});

test("flipped bytes in a program: pieces or AkidaError; in a summary, a refusal", async (t) => {
	const flips = fc.array(fc.tuple(fc.nat(program.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 3 });
	const property = fc.asyncProperty(flips, async (changes) => {
		const bytes = new Uint8Array(program);
		for (const [at, bits] of changes) bytes[at] = (bytes[at] as number) ^ bits;
		try {
			inspectProgram(bytes);
			await summarize(bytes, "p");
		} catch (error) {
			if (!(error instanceof AkidaError || error instanceof ToolError)) throw error;
		}
	});
	await t.notThrowsAsync(fc.assert(property, { numRuns: 300 }));
});
