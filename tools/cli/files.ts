import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { type Bundle, BundleError, readBundle } from "../../src/bundle/bundle.js";
import { ToolError } from "../errors.js";
import { requireWritable } from "../files/write.js";

/** Reads a whole file; a missing or unreadable one is a ToolError. */
export function readInput(path: string): Uint8Array {
	try {
		return readFileSync(path);
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code;
		if (code === "ENOENT") throw new ToolError("no-file", `there is no file ${path}`, "check the path");
		if (code === "EISDIR") throw new ToolError("no-file", `${path} is a folder, not a file`, "name a file");
		throw new ToolError("no-file", `cannot read ${path}: ${code ?? String(error)}`, "check its permissions");
	}
}

/** Reads a model bundle; one that cannot be used is a ToolError that names the file. */
export function openBundle(path: string): { readonly bytes: Uint8Array; readonly bundle: Bundle } {
	const bytes = readInput(path);
	try {
		return { bytes, bundle: readBundle(bytes) };
	} catch (error) {
		if (!(error instanceof BundleError)) throw error;
		throw new ToolError("bad-file", `${path}: ${error.message}`, "copy it again, or make it with akida-kws convert");
	}
}

/** Refuses, before any work, output files that cannot be written, are among the inputs or the same. Undefined: not asked for. Throws ToolError. */
export function checkOutputs(outputs: readonly (string | undefined)[], inputs: readonly (string | undefined)[]): void {
	requireDistinct(outputs, inputs);
	for (const path of outputs) if (path !== undefined) requireWritable(path);
}

/** Refuses output files that are among the inputs or the same. Throws ToolError. */
export function requireDistinct(outputs: readonly (string | undefined)[], inputs: readonly (string | undefined)[]): void {
	const read = new Map(inputs.filter((path) => path !== undefined).map((path) => [identity(path), path]));
	const written = new Set<string>();
	for (const path of outputs.filter((output) => output !== undefined)) {
		const file = identity(path);
		const input = read.get(file);
		if (input !== undefined) throw new ToolError("bad-option", `${path} is an input, ${input}`, "write it to another file");
		if (written.has(file)) throw new ToolError("bad-option", `${path} would be written twice`, "give every output a file of its own");
		written.add(file);
	}
}

/** The same for the same file, whatever name or link leads to it. */
function identity(path: string): string {
	try {
		const { dev, ino } = statSync(path, { bigint: true });
		return `${dev}:${ino}`;
	} catch {
		return resolve(path);
	}
}
