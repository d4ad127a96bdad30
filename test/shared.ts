import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Path of a file or folder of the project itself. */
export const project = (...parts: string[]): string => join(root, ...parts);

/** Path inside the large shared data sets beside the project, or undefined on a clone without them. */
export function shared(...parts: string[]): string | undefined {
	const path = join(root, "..", "shared", ...parts);
	return existsSync(path) ? path : undefined;
}
