import { readFileSync } from "node:fs";
import { type Bundle, BundleError, readBundle } from "../../src/bundle/bundle.js";
import { ToolError } from "../errors.js";

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
