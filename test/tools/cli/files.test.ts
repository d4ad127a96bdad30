import { linkSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import test from "ava";
import { checkOutputs, requireDistinct } from "../../../tools/cli/files.js";
import { scratch } from "../../scratch.js";
import { refused } from "../refusal.js";

/** A folder with a model in it. */
function folder(): { readonly here: string; readonly model: string } {
	const here = scratch();
	const model = join(here, "model.h5");
	writeFileSync(model, "a model");
	return { here, model };
}

test("an output that is an input is refused, whatever name or link leads to it", (t) => {
	const { here, model } = folder();
	symlinkSync("model.h5", join(here, "soft"));
	linkSync(model, join(here, "hard"));
	for (const output of [model, join(here, ".", "x", "..", "model.h5"), relative(".", model), join(here, "soft"), join(here, "hard")])
		refused(t, "bad-option", /is an input/, () => checkOutputs([output], ["other.npz", model]));
	refused(t, "bad-option", /is an input/, () => checkOutputs([undefined, model], [join(here, "soft")]));
	t.notThrows(() => checkOutputs([join(here, "out.akb")], [model, undefined]));
});

test("two outputs in one file are refused, also where there is no file yet", (t) => {
	const { here, model } = folder();
	const out = join(here, "out.akb");
	refused(t, "bad-option", /written twice/, () => checkOutputs([out, join(here, "a", "..", "out.akb")], [model]));
	t.deepEqual(readdirSync(here), ["model.h5"]);
});

test("an output that cannot be written is refused before any work; where it need not be a file, it need not be one", (t) => {
	const { here, model } = folder();
	mkdirSync(join(here, "folder"));
	refused(t, "cannot-write", /ENOENT/, () => checkOutputs([join(here, "none", "o.akb")], [model]));
	refused(t, "cannot-write", /EISDIR/, () => checkOutputs([join(here, "folder")], [model]));
	t.notThrows(() => requireDistinct(["/dev/stdout"], [model]));
});
