import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DEFAULT_FRONT_END as F } from "../src/features/front-end.js";
import { packTables, workWords } from "../src/features/packed-tables.js";
import { Random } from "../src/random.js";
import { grouped, table } from "./cli/format.js";
import { readWav } from "./files/wav.js";
import { compileKernel, countInstructions, hasCompiler, hasEmulator, PACKAGES, STAGES } from "./kernel/arm.js";

// npm run count: what one hop of the C kernel costs a Cortex-M4, in instructions, RAM and flash.

const MISSING_TOOLS = 3;
const WAV = join(dirname(fileURLToPath(import.meta.url)), "..", "assets", "demo_wav", "preset_no_1.wav");

function speech(): Int16Array[] {
	const { samples } = readWav(readFileSync(WAV), WAV);
	return Array.from({ length: F.frames }, (_, t) => samples.subarray(t * F.hop, t * F.hop + F.window));
}

const random = new Random(1);
const windowOf = (value: (n: number) => number): Int16Array => Int16Array.from({ length: F.window }, (_, n) => value(n));

const SOUNDS: readonly (readonly [string, readonly Int16Array[]])[] = [
	["speech", speech()],
	["loud noise", Array.from({ length: 20 }, () => windowOf(() => random.below(32768) * 2 - 32768))],
	["faint noise", Array.from({ length: 20 }, () => windowOf(() => random.below(3) - 1))],
	["tone of 1 kHz", [windowOf((n) => Math.round(32767 * Math.sin((2 * Math.PI * n) / 16)))]],
	["digital silence", [windowOf(() => 0)]],
];

function report(folder: string): void {
	const rows = SOUNDS.map(([name, windows]) => {
		const count = countInstructions(F, windows, folder);
		const all = count.windows.map(({ instructions }) => instructions);
		const mean = (figures: readonly number[]): number => Math.round(figures.reduce((sum, figure) => sum + figure, 0) / figures.length);
		const stages = STAGES.map((_, i) => mean(count.windows.map((window) => window.stages[i] as number)));
		return [name, ...[mean(all), Math.max(...all), ...stages, count.stack].map(grouped)];
	});
	console.log(table([["instructions per hop", "mean", "max", ...STAGES, "stack, B"], ...rows]));
	const sizes = (["cortex-m4", "cortex-m33"] as const).map((core) => {
		const { text, rodata, data } = compileKernel(core, folder);
		return [core, ...[text, rodata, data].map(grouped)];
	});
	console.log(`\n${table([["kernel at -O2, bytes", ".text", ".rodata", "RAM"], ...sizes])}`);
	console.log(`\n  packed tables ${grouped(packTables(F).byteLength)} B, work space ${grouped(4 * workWords(F))} B`);
}

if (!hasCompiler() || !hasEmulator()) {
	console.error(`Counting takes a cross compiler and an emulator: apt-get install ${PACKAGES}`);
	process.exitCode = MISSING_TOOLS;
} else {
	const folder = mkdtempSync(join(tmpdir(), "akida-kws-"));
	try {
		report(folder);
	} finally {
		rmSync(folder, { recursive: true });
	}
}
