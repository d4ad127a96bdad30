import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { interpreterOf } from "../../tools/vendor/python.js";
import { setUpVendor } from "../../tools/vendor/setup.js";
import { scratch } from "../scratch.js";
import { refusedLater } from "../tools/refusal.js";
import { executable } from "./fake.js";

/** A Python that makes "virtual environments" of itself and notes what it is asked for. */
function base(failing = "nothing"): { readonly path: string; readonly log: () => string[] } {
	const log = join(scratch(), "log");
	const path = executable([
		`echo "$@" >> ${log}`,
		`case "$*" in *${failing}*) echo "first line" >&2; echo "$1 $2: it failed" >&2; exit 3;; esac`,
		`case "$2" in venv) mkdir -p "$3/bin"; cp "$0" "$3/bin/python";; esac`,
		`case "$1" in *bridge.py) echo '{"akida": "2.19.3", "python": "3.12.1"}';; esac`,
	]);
	return { path, log: () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []) };
}

/** Somebody who gives one answer to everything. */
function person(agrees: boolean) {
	const told: string[] = [];
	return {
		told,
		tell: (text: string) => void told.push(text),
		agrees: (question: string) => {
			told.push(question);
			return Promise.resolve(agrees);
		},
	};
}

const home = (): string => join(scratch(), "vendor");

test("the licence is shown first; after a yes the package of that release is installed and tried", async (t) => {
	const { path, log } = base();
	const folder = home();
	const who = person(true);
	const setup = await setUpVendor({ folder, base: path }, who);
	t.deepEqual(setup, { folder, versions: { akida: "2.19.3", python: "3.12.1" }, installed: true });
	t.regex(who.told[0] ?? "", /akida 2\.19\.3 is proprietary software of BrainChip[^]*licence[^]*own end user licence agreement/);
	t.is(who.told[1], `Install it into ${folder}?`);
	const [venv, pip, bridge] = log();
	t.is(venv, `-m venv ${folder}`);
	t.regex(pip ?? "", /^-m pip install .*akida==2\.19\.3$/);
	t.regex(bridge ?? "", /bridge\.py$/);
	t.true(existsSync(interpreterOf(folder)));
});

test("without a yes nothing is run and nothing is made", async (t) => {
	const { path, log } = base();
	const folder = home();
	await refusedLater(t, "bad-option", /nothing was installed/, setUpVendor({ folder, base: path }, person(false)));
	t.deepEqual(log(), []);
	t.false(existsSync(folder));
});

test("what works already is left alone, and nobody is asked", async (t) => {
	const { path } = base();
	const folder = home();
	await setUpVendor({ folder, base: path }, person(true));
	const who = person(false);
	t.like(await setUpVendor({ folder, base: path }, who), { installed: false, versions: { akida: "2.19.3" } });
	t.deepEqual(who.told, []);
});

test("a folder with something else in it is not touched", async (t) => {
	const folder = home();
	mkdirSync(folder);
	writeFileSync(join(folder, "precious"), "x");
	const { path, log } = base();
	await refusedLater(t, "cannot-write", /is there already, and cannot run .*ENOENT/, setUpVendor({ folder, base: path }, person(true)));
	t.is(readFileSync(join(folder, "precious"), "utf8"), "x");
	t.deepEqual(log(), []);
});

for (const [what, failing, reason] of [
	["no virtual environment", "venv", /-m venv .* failed: -m venv: it failed$/],
	["no package", "pip", /-m pip install failed: -m pip: it failed$/],
	["a package that does not work", "bridge.py", /did not do as Python/],
] as const) {
	test(`${what}: the reason is told and nothing is left behind`, async (t) => {
		const folder = home();
		await refusedLater(t, "no-file", reason, setUpVendor({ folder, base: base(failing).path }, person(true)));
		t.false(existsSync(folder));
	});
}

test("a base Python that is not there", async (t) => {
	const folder = home();
	await refusedLater(t, "no-file", /failed: ENOENT$/, setUpVendor({ folder, base: "/no/python" }, person(true)));
	t.false(existsSync(folder));
});
