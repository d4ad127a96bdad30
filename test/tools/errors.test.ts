import test from "ava";
import { AkidaError } from "../../src/akida/errors.js";
import { BundleError } from "../../src/bundle/bundle.js";
import { describeFailure, ToolError } from "../../tools/errors.js";

test("a tool's refusal is one line and a hint", (t) => {
	const error = new ToolError("bad-file", "model.h5 is\ncut \u001b[31moff", "copy it again");
	t.is(describeFailure(error), "error: model.h5 is cut  [31moff\nhint: copy it again");
});

test("refusals of the firmware's parts are named without a stack", (t) => {
	t.is(describeFailure(new BundleError("damaged", "the model bundle is damaged")), "error: the model bundle is damaged");
	t.is(describeFailure(new AkidaError("not-programmed", "no program is loaded")), "error: no program is loaded");
});

test("a mistake of the tools themselves is called that", (t) => {
	t.is(describeFailure(new TypeError("x is undefined")), "internal error: x is undefined");
	t.is(describeFailure("thrown text"), "internal error: thrown text");
});
