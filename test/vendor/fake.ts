import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import type { VendorPython } from "../../tools/vendor/python.js";
import { project } from "../shared.js";
import { scratch } from "../scratch.js";

/** How the stand-in for the vendor's package behaves (see fake/akida). */
export interface FakeBehaviour {
	readonly version?: string;
	/** File that holds what mapping comes to. */
	readonly program?: string;
	readonly sequences?: number;
	readonly refuse?: Partial<Record<"map" | "compile" | "set_variable", string>>;
	readonly missing?: string;
}

/** An executable script. */
export function executable(lines: readonly string[], path = join(scratch(), "python")): string {
	writeFileSync(path, ["#!/bin/sh", ...lines, ""].join("\n"), { mode: 0o755 });
	return path;
}

/** A file in a fresh folder. */
export function file(name: string, bytes: Uint8Array | string): string {
	const path = join(scratch(), name);
	writeFileSync(path, bytes);
	return path;
}

/** A Python whose akida package is the stand-in. */
export function fakePython(behaviour: FakeBehaviour = {}): VendorPython {
	const variables = `FAKE_AKIDA='${JSON.stringify(behaviour).replaceAll("'", "'\\''")}' PYTHONPATH='${project("test", "vendor", "fake")}' PYTHONDONTWRITEBYTECODE=1`;
	return { command: executable([`${variables} exec python3 "$@"`]), named: "--python" };
}

/** Registers tests that need a Python 3, or one that says why they are not there. */
export function withPython(register: () => void): void {
	const found = spawnSync("python3", ["--version"]).status === 0;
	if (found) register();
	else test("not run: the bridge needs a python3 on the PATH", (t) => t.pass());
}
