import test from "ava";
import { readFileSync } from "node:fs";
import { describedAs, kindOf } from "../../../tools/describe/kinds.js";
import { inspectProgram } from "../../../tools/describe/inspect.js";
import { summarize } from "../../../tools/describe/summary.js";
import { ToolError } from "../../../tools/errors.js";
import { writeNpy, writeNpz } from "../../../tools/files/npy.js";
import { project } from "../../shared.js";

const read = (...parts: string[]): Uint8Array => readFileSync(project(...parts));
const x = { data: Uint8Array.of(1, 2), shape: [2] };

/** A file, what it is, and what to do when a program is wanted. */
const FILES: readonly (readonly [bytes: Uint8Array, kind: RegExp, hint: RegExp])[] = [
	[read("models", "ds_cnn_kws_ar_iq8_wq4_aq4_laq1.h5"), /is a Keras model \(\.h5\), not a program/, /akida-kws convert/],
	[read("models", "ds_cnn_kws_ar.akida.json"), /is an Akida model \(\.json\), not a program/, /akida-kws convert/],
	[read("test", "golden", "tutorial", "edge.pkl"), /is a pickle, not a program/, /belongs to/],
	[read("assets", "demo_wav", "preset_no_1.wav"), /is a recording \(WAV\), not a program/, /belongs to/],
	[writeNpy(x), /is an array \(\.npy\), not a program/, /belongs to/],
	[writeNpz({ x }), /is an archive of arrays \(\.npz\), not a program/, /belongs to/],
	[read("models", "default.akb").subarray(0, 9000), /^some file: the model bundle is damaged/, /copy it again/],
	[read("models", "default.akb").subarray(0, 3), /^some file: .*too short/, /copy it again/],
	[new Uint8Array(0), /^some file: .*too short/, /copy it again/],
];

function asTool(work: () => unknown, bytes: Uint8Array): unknown {
	try {
		return work();
	} catch (error) {
		return describedAs("program", bytes, "some file", error);
	}
}

test("a file of another kind, or a damaged one, is named with its kind and a way out", async (t) => {
	for (const [bytes, says, hint] of FILES) {
		const error = asTool(() => inspectProgram(bytes), bytes);
		if (!(error instanceof ToolError)) return t.fail(`${String(says)}: ${String(error)}`);
		t.regex(error.message, says);
		t.regex(error.hint, hint);
		if (kindOf(bytes)?.includes("model")) continue;
		const refusal = await t.throwsAsync(summarize(bytes, "some file"));
		t.regex((describedAs("program", bytes, "some file", refusal) as ToolError).message, says);
	}
});

test("bundles and programs are no other kind, and other errors stay what they are", (t) => {
	t.is(kindOf(read("models", "default.akb")), undefined);
	t.is(kindOf(read("test", "golden", "programs", "simple_convolution", "program.bin")), undefined);
	const slip = new TypeError("a slip");
	t.is(describedAs("program", new Uint8Array(0), "some file", slip), slip);
});
