import { readFileSync } from "node:fs";
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
