import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ToolError } from "../errors.js";

/** A Python that is to have the vendor's package. */
export interface VendorPython {
	/** What to start. */
	readonly command: string;
	/** Who named it, for messages. */
	readonly named: "--python" | "AKIDA_PYTHON" | "vendor setup";
}

/** The command that mends most of what can be wrong. */
export const SETUP = "run akida-kws vendor setup";

/** Where `vendor setup` puts its virtual environment unless told otherwise. */
export const vendorFolder = (): string => join(homedir(), ".akida-kws", "vendor");

/** The interpreter of a virtual environment. */
export function interpreterOf(folder: string): string {
	return process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

/** The Python of the option, of AKIDA_PYTHON, or of `vendor setup`, in this order. Throws ToolError when there is none of them. */
export function findPython(option?: string): VendorPython {
	if (option !== undefined) return { command: option, named: "--python" };
	const variable = process.env.AKIDA_PYTHON;
	if (variable) return { command: variable, named: "AKIDA_PYTHON" };
	const command = interpreterOf(vendorFolder());
	if (existsSync(command)) return { command, named: "vendor setup" };
	const hint = `${SETUP}, or name a Python that has the package with --python or AKIDA_PYTHON`;
	throw new ToolError("no-file", "this needs the vendor's compiler, the akida package for Python, and there is none", hint);
}
