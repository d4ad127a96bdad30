import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { FrontEnd } from "../../src/features/front-end.js";
import { Mfcc } from "../../src/features/mfcc.js";
import { kernelInput } from "../../tools/kernel/input.js";
import { project } from "../shared.js";

const STRICT = ["-O2", "-Wall", "-Wextra", "-Werror", "-Wconversion", "-std=c11"];
export const SANITIZERS: readonly string[] = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];

/** The system's C compiler, or undefined. */
export function findCompiler(): string | undefined {
	const name = process.env["CC"] ?? "cc";
	return spawnSync(name, ["--version"]).status === 0 ? name : undefined;
}

/** Whether the compiler can link with options. */
export const accepts = (compiler: string, options: readonly string[], folder: string): boolean =>
	spawnSync(compiler, [...options, "-x", "c", "-", "-o", join(folder, "probe")], { input: "int main(void) { return 0; }" }).status === 0;

/** Builds the driver of the kernel in a folder; returns its path. Throws with the compiler's words. */
export function buildDriver(compiler: string, options: readonly string[], folder: string): string {
	const driver = join(folder, `driver${options.length}`);
	const sources = [project("src", "features", "mfcc.c"), project("test", "features", "c-kernel-driver.c")];
	const built = spawnSync(compiler, [...STRICT, ...options, "-I", project("src", "features"), ...sources, "-o", driver]);
	if (built.status !== 0) throw new Error(built.stderr.toString());
	return driver;
}

/** The rows of the C kernel. Throws when the driver fails. */
export function rowsInC(driver: string, f: FrontEnd, windows: readonly Int16Array[]): Uint8Array {
	const ran = spawnSync(driver, { input: kernelInput(f, windows), maxBuffer: 1 << 26 });
	if (ran.status !== 0) throw new Error(`status ${ran.status}: ${ran.stderr.toString()}`);
	return Uint8Array.from(ran.stdout);
}

/** The rows of the kernel in TypeScript. */
export function rowsInTypeScript(f: FrontEnd, windows: readonly Int16Array[]): Uint8Array {
	const mfcc = new Mfcc(f);
	const rows = new Uint8Array(windows.length * f.coefficients);
	windows.forEach((window, i) => mfcc.frame(window, rows.subarray(i * f.coefficients, (i + 1) * f.coefficients)));
	return rows;
}
