import { readdirSync } from "node:fs";
import test from "ava";
import { AKD1500_IP_VERSION } from "../../src/akida/registers.js";
import { runFixture } from "../../tools/conformance/fixture-run.js";
import { programFolder } from "../recorded-runs.js";
import { project, shared } from "../shared.js";

const RUN = [
	"simple_convolution",
	"simple_separable_convolution",
	"synthetic_learn_fnp2",
	"synthetic_learn_fnp3",
	"synthetic_multipass_learn",
	"synthetic_sparse_io",
];
const REFUSED = [
	"akd1000_simple_conv",
	"akd1000_simple_conv_evaluate",
	"akd1000_simple_hrc",
	"akd1000_simple_sep_conv",
	"akd1000_test_multiple_inputs",
];
const LARGE = "simple_fully_connected";

const folderOf = (name: string): string => programFolder(name) as string;

for (const name of RUN) {
	test(`${name}: loaded, run by a twin with the recorded outputs, unloaded`, (t) => {
		const { program, refusal, run, unknownAccesses } = runFixture(folderOf(name));
		t.is(refusal, undefined);
		t.is(program.deviceVersion, AKD1500_IP_VERSION);
		t.deepEqual(run, { outputs: 2, equal: 2, memoryEqual: name.includes("learn") ? true : undefined });
		t.is(unknownAccesses, 0);
	});
}

for (const name of REFUSED) {
	test(`${name}: a program for an AKD1000 is refused`, (t) => {
		const { program, refusal, run } = runFixture(folderOf(name));
		t.is(program.deviceVersion, 0xbc000002);
		t.is(refusal, "device-version");
		t.is(run, undefined);
	});
}

if (programFolder(LARGE)) {
	test(`${LARGE}: too large for the memory, run from the flash`, (t) => {
		const { refusal, run, unknownAccesses } = runFixture(folderOf(LARGE));
		t.is(refusal, "out-of-memory");
		t.deepEqual(run, { outputs: 2, equal: 2, memoryEqual: undefined });
		t.is(unknownAccesses, 0);
	});
}

test("no program is forgotten", (t) => {
	const known = new Set([...RUN, ...REFUSED, LARGE]);
	const folders = [project("test", "golden", "programs"), shared("fixtures", "akd1500")].filter((folder) => folder !== undefined);
	for (const folder of folders) {
		const names = readdirSync(folder, { withFileTypes: true })
			.filter((entry) => entry.isDirectory())
			.map(({ name }) => name);
		t.true(names.length > 0);
		for (const name of names) t.true(known.has(name), name);
	}
});
