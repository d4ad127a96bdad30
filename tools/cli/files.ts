import { statSync } from "node:fs";
import { resolve } from "node:path";
import { ToolError } from "../errors.js";
import { requireWritable } from "../files/write.js";

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
