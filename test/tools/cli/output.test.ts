import { spawn } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import test from "ava";
import { project } from "../../shared.js";

interface Ending {
	readonly code: number | null;
	readonly stderr: string;
}

const MAIN = ["--import=tsx", project("tools", "cli", "main.ts")];

/** Runs a command whose output goes to a file, or to a reader that leaves after the first bytes. */
function run(args: readonly string[], output: number | "reader"): Promise<Ending> {
	const child = spawn(process.execPath, [...MAIN, ...args], { stdio: ["ignore", output === "reader" ? "pipe" : output, "pipe"] });
	child.stdout?.once("data", () => child.stdout?.destroy());
	let stderr = "";
	child.stderr?.on("data", (text: Buffer) => void (stderr += text.toString()));
	return new Promise((resolve) => child.once("close", (code) => resolve({ code, stderr })));
}

const sim = ["sim", "--wav", project("assets", "demo_wav", "preset_no_1.wav"), "--json"];

test("a reader that has seen enough ends the command quietly", async (t) => {
	t.deepEqual(await run(sim, "reader"), { code: 0, stderr: "" });
	t.deepEqual(await run(["--help"], "reader"), { code: 0, stderr: "" });
});

// A device of Linux: no byte can be written to it.
if (existsSync("/dev/full")) {
	for (const args of [["summary", project("models", "default.akb")], ["summary", project("models", "default.akb"), "--json"], sim]) {
		test(`lost output is a failure: ${args[0]} ${args.at(-1)?.startsWith("--") ? "with" : "without"} --json`, async (t) => {
			const { code, stderr } = await run(args, openSync("/dev/full", "w"));
			t.is(code, 1);
			t.regex(stderr, /^error: cannot write to standard output \(ENOSPC\)\nhint: .*\n$/);
		});
	}
}
