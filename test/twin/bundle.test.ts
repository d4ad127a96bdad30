import test from "ava";
import { type BundleContent, BundleError, readBundle } from "../../src/bundle/bundle.js";
import { writeBundle } from "../../tools/convert/bundle-writer.js";
import { buildProgram } from "../../tools/convert/program.js";
import { readAkidaJson } from "../../tools/model/akida-json.js";
import { readFileSync } from "node:fs";
import { defaultBundle } from "../app/scene.js";
import { project } from "../shared.js";
import { opaqueProgram } from "./opaque.js";

const bundle = readBundle(defaultBundle());
const program = opaqueProgram({ input: [49, 10, 1], outputs: 540, memory: 3240 });
const silicon = { ...bundle, kind: "silicon", program, twin: bundle.program } as const;

function contradicts(changes: Partial<BundleContent>): string {
	try {
		writeBundle({ ...silicon, ...changes });
	} catch (error) {
		if (error instanceof BundleError && error.code === "inconsistent") return error.message;
		throw error;
	}
	return "no contradiction";
}

test("a silicon bundle keeps both programs, or goes without a twin", (t) => {
	const read = readBundle(writeBundle(silicon));
	t.deepEqual([read.kind, read.program, read.twin], ["silicon", program, bundle.program]);
	t.is(readBundle(writeBundle({ ...silicon, twin: undefined })).twin, undefined);
});

test("a twin belongs to a silicon program, and must look like it to the driver", (t) => {
	t.regex(contradicts({ kind: "simulator" }), /one for the simulator and needs no twin$/);
	const other = opaqueProgram({ input: [49, 10, 1], outputs: 525, memory: 3240 });
	t.regex(contradicts({ twin: other }), /program's output is dense 1 x 1 x 540, its twin's is dense 1 x 1 x 525$/);
	const image = opaqueProgram({ input: [10, 49, 1], outputs: 540, memory: 3240 });
	t.regex(contradicts({ twin: image }), /program's input is dense 49 x 10 x 1, its twin's is dense 10 x 49 x 1$/);
	const fixed = opaqueProgram({ input: [49, 10, 1], outputs: 540, memory: 0 });
	t.regex(contradicts({ twin: fixed }), /last layer is one that learns, its twin's is one that does not learn$/);
	const slow = opaqueProgram({ input: [49, 10, 1], outputs: 540, memory: 3240, passes: 2 });
	t.regex(contradicts({ twin: slow }), /its twin needs several passes$/);
	const dense = buildProgram(readAkidaJson(readFileSync(project("models", "ds_cnn_kws_ar.akida.json")), ""));
	t.regex(contradicts({ twin: dense }), /its twin's is dense 1 x 1 x 33$/);
});
