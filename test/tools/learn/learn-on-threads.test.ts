import test from "ava";
import { readFileSync } from "node:fs";
import { readBundle } from "../../../src/bundle/bundle.js";
import { convert } from "../../../tools/convert/convert.js";
import { withLearnedMemory } from "../../../tools/convert/learned-memory.js";
import { addClasses } from "../../../tools/learn/add-classes.js";
import { learnOnThreads } from "../../../tools/learn/learn-on-threads.js";
import type { LabelledSamples } from "../../../tools/learn/samples.js";
import { readTutorialSet } from "../../../tools/learn/tutorial-data.js";
import { project } from "../../shared.js";

const named = (...parts: string[]) => ({ bytes: readFileSync(project(...parts)), name: parts.at(-1) ?? "" });
const INPUT = { x: 49, y: 10, c: 1 };
const preset = readTutorialSet(named("test", "golden", "tutorial", "preset.pkl"), INPUT).train;

/** The same samples so many times over: enough for several tasks, and every unit is taught again and again. */
function repeated({ rows, labels }: LabelledSamples, times: number): LabelledSamples {
	const data = new Uint8Array(times * rows.data.length);
	for (let i = 0; i < times; i++) data.set(rows.data, i * rows.data.length);
	const row = (i: number): Uint8Array => data.subarray(i * rows.size, (i + 1) * rows.size);
	return {
		rows: { ...rows, count: times * rows.count, data, row },
		labels: Array.from({ length: times }, () => Array.from(labels)).flat(),
	};
}

const head = { classes: 33, neuronsPerClass: 3, numWeights: 25, learningCompetition: 0.1, seed: 7 };

test("the memory is the same, bit for bit, on one thread and on three: every sample counts, in its order", async (t) => {
	const bundle = readBundle((await convert(named("models", "ds_cnn_kws_ar.akida.json"), { learn: head })).bundle);
	const samples = repeated(preset, 4);
	const done: number[] = [];
	const one = await learnOnThreads(bundle, samples, { threads: 1 });
	const three = await learnOnThreads(bundle, samples, { threads: 3, onProgress: (n) => done.push(n) });
	t.deepEqual(three, one);
	t.deepEqual(
		done,
		Array.from({ length: 396 }, (_, i) => i + 1),
	);
	const backwards = { ...samples, labels: Array.from(samples.labels).reverse() };
	t.notDeepEqual(await learnOnThreads(bundle, backwards, { threads: 3 }), one);
});

test("learning goes on from what a bundle has learned, and new classes are taught beside the old ones", async (t) => {
	const larger = readBundle(addClasses(readFileSync(project("models", "default.akb")), 5));
	const samples = { ...repeated(preset, 2), labels: Array.from({ length: 198 }, (_, i) => 33 + (i % 5)) };
	const one = await learnOnThreads(larger, samples, { threads: 1 });
	t.deepEqual(await learnOnThreads(larger, samples, { threads: 2 }), one);
	t.notThrows(() => withLearnedMemory(larger.program, one));
});
