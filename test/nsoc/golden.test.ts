import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { project, shared } from "../shared.js";
import { programmed, signed } from "./host.js";
import { classifierTracks, keywordModel } from "./model.js";

const LAYERS = ["conv_0", "separable_1", "separable_2", "separable_3", "separable_4"];
const INPUT_BYTES = 490;

/** The shipped model on a chip, with every stage's output of the last job kept. */
function classifier() {
	const nsoc = new Nsoc();
	const stages: Uint8Array[] = [];
	nsoc.onActivations = (stage, values) => {
		if (values instanceof Uint8Array) stages[stage] = values.slice();
	};
	const host = programmed(nsoc, ...classifierTracks(keywordModel()));
	return { nsoc, stages, infer: (input: Uint8Array) => [...signed(host.infer(input))] };
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

test("the synthetic goldens come out bit for bit, layer by layer", (t) => {
	const inputs = new Uint8Array(readFileSync(project("test", "golden", "kws", "synthetic.bin")));
	const golden = JSON.parse(readFileSync(project("test", "golden", "kws", "synthetic.json"), "utf8")) as {
		activations: Record<string, string[]>;
		potentials: number[][];
	};
	const { nsoc, stages, infer } = classifier();
	golden.potentials.forEach((expected, i) => {
		t.deepEqual(infer(inputs.subarray(i * INPUT_BYTES, (i + 1) * INPUT_BYTES)), expected);
		LAYERS.forEach((name, stage) =>
			t.is(sha256(stages[stage] as Uint8Array), golden.activations[name]?.[i] as string, `${name}, input ${i}`),
		);
	});
	t.is(nsoc.counters.jobs, golden.potentials.length);
	t.is(nsoc.counters.unknownAccesses + nsoc.counters.opaqueJobs, 0);
});

interface Arrays {
	arrays: Record<string, { offset: number; bytes: number; shape: number[] }>;
}

/** The named array of a `.bin` described by the `.json` beside it, cut into rows. */
function rows(folder: string, file: string, name: string): Uint8Array[] {
	const { arrays } = JSON.parse(readFileSync(join(folder, `${file}.json`), "utf8")) as Arrays;
	const { offset, bytes, shape } = arrays[name] as Arrays["arrays"][string];
	const data = new Uint8Array(readFileSync(join(folder, `${file}.bin`))).slice(offset, offset + bytes);
	const size = bytes / (shape[0] as number);
	return Array.from({ length: shape[0] as number }, (_, i) => data.slice(i * size, (i + 1) * size));
}

const goldens = shared("golden", "kws");
if (goldens) {
	test("all 200 published inputs give the published potentials, the first 20 the published activations", (t) => {
		const inputs = rows(goldens, "features", "x");
		const potentials = rows(goldens, "features", "potentials").map((row) => [...new Int32Array(row.buffer)]);
		const activations = LAYERS.map((name) => rows(goldens, "activations20", name));
		const { stages, infer } = classifier();
		inputs.forEach((input, i) => {
			t.deepEqual(infer(input), potentials[i], `input ${i}`);
			activations.forEach((layer, stage) => {
				if (layer[i]) t.deepEqual(stages[stage], layer[i], `${LAYERS[stage]}, input ${i}`);
			});
		});
	});
}
