import test from "ava";
import { NodeEngine } from "../../../host-sim/engines/node.js";
import { DeviceEngine } from "../../../host-sim/engines/xs/device-engine.js";
import { findXs } from "../../../host-sim/engines/xs/xs-machine.js";
import { openEngine, otherEngine } from "../../../tools/cli/engine.js";
import { ToolError } from "../../../tools/errors.js";
import { akidaKws } from "./run.js";

test("Node's engine is always there", async (t) => {
	t.true((await openEngine("node")) instanceof NodeEngine);
});

test("XS where it is installed; elsewhere it is said what it takes", async (t) => {
	if (findXs()) {
		t.true((await openEngine("xs")) instanceof DeviceEngine);
		t.regex(otherEngine(), /npm start -- --engine xs/);
	} else {
		const error = await t.throwsAsync(openEngine("xs"), { instanceOf: ToolError });
		t.regex(error?.hint ?? "", /C compiler/);
		t.regex(otherEngine(), /^Skipped/);
	}
});

test("an engine that there is none of: usage, exit code 2", async (t) => {
	const { code, stderr } = await akidaKws("demo", "--engine", "v8");
	t.is(code, 2);
	t.regex(stderr, /node, xs/);
});
