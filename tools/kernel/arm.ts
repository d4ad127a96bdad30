import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FrontEnd } from "../../src/features/front-end.js";
import { kernelInput } from "./input.js";

// Builds the C kernel for Cortex-M and runs it in QEMU, whose clock with -icount advances one nanosecond with every instruction.

const HERE = dirname(fileURLToPath(import.meta.url));
const FEATURES = join(HERE, "..", "..", "src", "features");
const COMPILER = "arm-none-eabi-gcc";
const EMULATOR = "qemu-system-arm";

const STRICT = ["-mthumb", "-O2", "-Wall", "-Wextra", "-Werror", "-Wconversion", "-std=c11", "-I", FEATURES];
/** A Cortex-M4 at 25 MHz. */
const MACHINE = ["-M", "mps2-an386", "-icount", "shift=0", "-semihosting-config", "enable=on,target=native"];
const SILENT = ["-display", "none", "-monitor", "none", "-serial", "none"];

const runs = (program: string): boolean => spawnSync(program, ["--version"]).status === 0;

export const hasCompiler = (): boolean => runs(COMPILER);
export const hasEmulator = (): boolean => runs(EMULATOR);

/** The packages that a Debian or Ubuntu machine needs. */
export const PACKAGES = "gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm";

export type Core = "cortex-m4" | "cortex-m33";

/** Bytes of the compiled kernel alone. */
export interface KernelSize {
	readonly text: number;
	readonly rodata: number;
	/** Data that would have to be in RAM. */
	readonly data: number;
}

/** Compiles the kernel in a folder, warnings being errors. */
export function compileKernel(core: Core, folder: string): KernelSize {
	const object = join(folder, `${core}.o`);
	execFileSync(COMPILER, [`-mcpu=${core}`, ...STRICT, "-c", join(FEATURES, "mfcc.c"), "-o", object], { stdio: "pipe" });
	const sections = execFileSync("arm-none-eabi-size", ["-A", object], { encoding: "utf8" });
	const sum = (name: string): number =>
		[...sections.matchAll(new RegExp(`^\\.${name}\\S*\\s+(\\d+)`, "gm"))].reduce((bytes, match) => bytes + Number(match[1]), 0);
	return { text: sum("text"), rodata: sum("rodata"), data: sum("data") + sum("bss") };
}

/** What the emulated Cortex-M4 found. */
export interface Count {
	/** Bytes of stack that one call takes. */
	readonly stack: number;
	/** Per window. */
	readonly windows: readonly WindowCount[];
}

export interface WindowCount {
	readonly row: Uint8Array;
	readonly instructions: number;
	/** The same by stage, each with a few instructions for reading the timer. */
	readonly stages: readonly number[];
}

export const STAGES = ["normalise", "window", "FFT", "filters, logarithms", "DCT"] as const;

const TURNS = 1_000_000;
const INSTRUCTIONS_PER_TURN = 2;
/** A tick is 40 instructions: so many runs of a window make the error small. */
const TIMES = 20;

/** Runs the kernel over windows in a folder. */
export function countInstructions(f: FrontEnd, windows: readonly Int16Array[], folder: string): Count {
	const sources = ["board.c", "count.c", "stages.c"].map((name) => join(HERE, name));
	const link = ["-nostartfiles", "-T", join(HERE, "link.ld"), "-o", join(folder, "count.elf")];
	execFileSync(COMPILER, ["-mcpu=cortex-m4", ...STRICT, "-I", HERE, join(FEATURES, "mfcc.c"), ...sources, ...link], { stdio: "pipe" });
	writeFileSync(join(folder, "input.bin"), Buffer.concat([new Uint8Array(Uint32Array.of(TURNS, TIMES).buffer), kernelInput(f, windows)]));
	execFileSync(EMULATOR, [...MACHINE, ...SILENT, "-kernel", "count.elf"], { cwd: folder, stdio: "pipe", timeout: 120_000 });
	return readCount(readFileSync(join(folder, "output.bin")), f, windows.length);
}

function readCount(output: Buffer, f: FrontEnd, count: number): Count {
	const perTick = (TURNS * INSTRUCTIONS_PER_TURN) / output.readUInt32LE(0);
	const size = 4 + 4 * STAGES.length + f.coefficients;
	const instructionsAt = (at: number): number => Math.round((output.readUInt32LE(at) * perTick) / TIMES);
	const windows = Array.from({ length: count }, (_, i) => {
		const at = 8 + i * size;
		return {
			instructions: instructionsAt(at),
			stages: STAGES.map((_, stage) => instructionsAt(at + 4 + 4 * stage)),
			row: Uint8Array.from(output.subarray(at + size - f.coefficients, at + size)),
		};
	});
	return { stack: output.readUInt32LE(4), windows };
}
