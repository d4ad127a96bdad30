import test from "ava";
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { project } from "./shared.js";

/** A line that each example must print. */
const SAYS: Readonly<Record<string, RegExp>> = {
	"convert.ts": /^\d+\.\d\d spikes, \d+ weights; 33 classes/,
	"describe.ts": /^1 pass, \d+ bytes of program data/m,
	"device.ts": /^0\.\d\.\d on BC\.A1\.3\.9, 32 preset words, room for \d+ more\nhears no\nthe device refuses: gate\.openLevel takes/m,
	"features.ts": /^490 features\nvariants of shape 4 x 49 x 10 x 1$/m,
	"fetch.ts": /^first time: 5 bytes, downloaded\nsecond time: 5 bytes, from the cache$/m,
	"learn.ts": /^0 of 6 new words recognised\n[3-6] of 6 new words recognised$/m,
	"read-files.ts": /^x of shape 99 x 49 x 10 x 1, \d+ bytes compressed$/m,
	"tutorial.ts": /^converted model: [01]\.\d\d, the tutorial asks for more than 0\.88$/m,
};

function run(file: string): Promise<{ readonly code: number; readonly output: string }> {
	const args = ["--import=tsx", project("examples", file)];
	return new Promise((resolve) => {
		execFile(process.execPath, args, { cwd: project() }, (error, stdout, stderr) =>
			resolve({ code: error ? 1 : 0, output: stdout.trim() + stderr }),
		);
	});
}

test("every example is one of these", (t) => {
	t.deepEqual(readdirSync(project("examples")).sort(), Object.keys(SAYS).sort());
});

for (const [file, says] of Object.entries(SAYS)) {
	test(`examples/${file} runs`, async (t) => {
		const { code, output } = await run(file);
		t.is(code, 0, output);
		t.regex(output, says);
	});
}
