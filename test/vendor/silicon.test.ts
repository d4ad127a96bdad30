import { readFileSync } from "node:fs";
import test from "ava";
import { BundleError, readBundle } from "../../src/bundle/bundle.js";
import { convert } from "../../tools/convert/convert.js";
import { networkOf } from "../../tools/vendor/network.js";
import { conversionOf, fbzOf, forSilicon, jsonOfFbz, vendorSource } from "../../tools/vendor/silicon.js";
import { defaultBundle } from "../app/scene.js";
import { project } from "../shared.js";
import { opaqueProgram } from "../twin/opaque.js";
import { fakePython, file, withPython } from "./fake.js";

const MODEL = { name: "model.json", bytes: readFileSync(project("models", "ds_cnn_kws_ar.akida.json")) };
const opaque = (outputs: number, memory: number): Uint8Array => opaqueProgram({ input: [49, 10, 1], outputs, memory });
const compiler = (program: Uint8Array) => fakePython({ program: file("program.bin", program) });

withPython(() => {
	test("a fitted bundle for silicon: the compiler's program, the old one as its twin, everything else as it was", async (t) => {
		const bundle = readBundle(defaultBundle());
		const program = opaque(540, 3240);
		const made = await forSilicon(conversionOf(defaultBundle()), compiler(program));
		const silicon = readBundle(made.bundle);
		t.deepEqual([silicon.kind, silicon.program, silicon.twin], ["silicon", program, bundle.program]);
		t.deepEqual(silicon.notes, [...bundle.notes, { key: "compiler", value: "akida 2.19.3" }]);
		const { kind, program: before, twin, notes, digest } = bundle;
		t.deepEqual({ ...silicon, kind, program: before, twin, notes, digest }, bundle);
		t.like(made.summary, { programBytes: program.length, bundleBytes: made.bundle.length, neuronsPerClass: 15 });
	});

	test("a silicon bundle is compiled again from its twin, to the same bytes", async (t) => {
		const python = compiler(opaque(540, 3240));
		const once = await forSilicon(conversionOf(defaultBundle()), python);
		const twice = readBundle((await forSilicon(conversionOf(once.bundle), python)).bundle);
		t.deepEqual(twice.twin, readBundle(defaultBundle()).program);
		t.deepEqual(twice.program, readBundle(once.bundle).program);
	});

	test("a model of the vendor's compiler that is not the bundle's is refused", async (t) => {
		const wrong = forSilicon(conversionOf(defaultBundle()), compiler(opaque(525, 3240)));
		const error = await t.throwsAsync(wrong, { instanceOf: BundleError });
		t.is(error?.code, "inconsistent");
		const garbage = forSilicon(conversionOf(defaultBundle()), compiler(Uint8Array.of(1, 2, 3)));
		t.is((await t.throwsAsync(garbage, { instanceOf: BundleError }))?.code, "damaged");
	});

	test("a saved model has the fit's weights and arguments behind the trained layers", async (t) => {
		const bundle = readBundle(defaultBundle());
		const fbz = await fbzOf(conversionOf(defaultBundle()), fakePython());
		const { layers, learning } = JSON.parse(new TextDecoder().decode(await jsonOfFbz(fbz, fakePython()))) as {
			layers: { name: string; variables: { weights: { data: number[] } } }[];
			learning: unknown;
		};
		const { learner } = vendorSource(bundle, networkOf(bundle));
		t.deepEqual(learning, learner?.optimizer);
		t.is(layers.length, 6);
		t.deepEqual(layers[5]?.variables.weights.data, [...(learner?.weights ?? [])]);
	});

	test("a model keeps its exact variables on the way out and in", async (t) => {
		const fbz = await fbzOf(await convert(MODEL), fakePython());
		const json = await jsonOfFbz(fbz, fakePython());
		const again = await convert({ name: MODEL.name, bytes: json });
		t.deepEqual(again.bundle, (await convert(MODEL)).bundle);
		const variables = (bytes: Uint8Array) =>
			(JSON.parse(new TextDecoder().decode(bytes)) as { layers: { variables: unknown }[] }).layers.map((layer) => layer.variables);
		t.deepEqual(variables(json), variables(MODEL.bytes));
	});
});
