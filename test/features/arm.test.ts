import { spawnSync } from "node:child_process";
import test from "ava";
import { DEFAULT_FRONT_END as F, type FrontEnd } from "../../src/features/front-end.js";
import { Random } from "../../src/random.js";
import { compileKernel, countInstructions, hasCompiler, hasEmulator, PACKAGES } from "../../tools/kernel/arm.js";
import { project } from "../shared.js";
import { rowsInTypeScript } from "./c-kernel.js";
import { scratch } from "../scratch.js";
import { EXTREMES, GEOMETRIES, randomWindow, wav, windowsOf } from "./sounds.js";

/** What a hop may cost a Cortex-M4; GCC 12 makes 47,700 of it, other compilers a few thousand more or less. */
const INSTRUCTIONS = 60_000;
/** As mfcc.h promises. */
const STACK = 256;

const folder = scratch();

test("without a cross compiler the count says what to install, exit code 3", (t) => {
	const script = project("tools", "count-instructions.ts");
	const ran = spawnSync(process.execPath, ["--import=tsx", script], { cwd: project(), env: { PATH: folder }, encoding: "utf8" });
	t.is(ran.status, 3, ran.stderr);
	t.is(ran.stderr.trim().split("\n").length, 1);
	t.true(ran.stderr.includes(`apt-get install ${PACKAGES}`));
	t.is(ran.stdout, "");
});

if (!hasCompiler()) {
	test("skipped: no compiler for Cortex-M", (t) => {
		t.log(`apt-get install ${PACKAGES}`);
		t.pass();
	});
} else {
	for (const core of ["cortex-m4", "cortex-m33"] as const) {
		test(`the C kernel compiles for ${core} without a warning, to a few KiB of flash and no RAM of its own`, (t) => {
			const { text, rodata, data } = compileKernel(core, folder);
			t.true(text > 0 && text + rodata <= 5 * 1024, `${text} + ${rodata}`);
			t.is(data, 0);
		});
	}
	if (hasEmulator()) emulate();
	else {
		test("skipped: no emulator of a Cortex-M board", (t) => {
			t.log(`apt-get install ${PACKAGES}`);
			t.pass();
		});
	}
}

function emulate(): void {
	const random = new Random(3);
	const noises = (f: FrontEnd): Int16Array[] => Array.from({ length: 10 }, () => randomWindow(random, f.window));

	test(`on a Cortex-M4 a hop takes at most ${INSTRUCTIONS} instructions and ${STACK} bytes of stack, and gives TypeScript's row`, (t) => {
		const speech = windowsOf(wav(project("assets", "demo_wav", "preset_no_1.wav")));
		const windows = [...speech, ...Object.values(EXTREMES), ...noises(F)];
		const count = countInstructions(F, windows, folder);
		t.is(count.windows.length, windows.length);
		t.deepEqual(Uint8Array.from(count.windows.flatMap(({ row }) => [...row])), rowsInTypeScript(F, windows));
		const figures = count.windows.map(({ instructions }) => instructions);
		t.log(`${Math.min(...figures)} to ${Math.max(...figures)} instructions, ${count.stack} bytes of stack`);
		t.true(Math.min(...figures) > 10_000);
		t.true(Math.max(...figures) <= INSTRUCTIONS);
		t.true(count.stack > 0 && count.stack <= STACK);
		for (const { instructions, stages } of count.windows) {
			const sum = stages.reduce((a, b) => a + b, 0);
			t.true(Math.abs(sum - instructions) <= 0.02 * instructions, `${sum} in stages, ${instructions} in all`);
		}
	});

	test("on a Cortex-M4 other geometries give TypeScript's rows", (t) => {
		for (const part of GEOMETRIES) {
			const f = { ...F, ...part };
			const windows = noises(f);
			const { windows: counted } = countInstructions(f, windows, folder);
			t.deepEqual(Uint8Array.from(counted.flatMap(({ row }) => [...row])), rowsInTypeScript(f, windows), JSON.stringify(part));
		}
	});
}
