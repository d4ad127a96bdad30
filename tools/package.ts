import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds package.json: the sources and the bundled command line lie at different depths below it. */
function packageRoot(): string {
	let folder = dirname(fileURLToPath(import.meta.url));
	while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
	return folder;
}

/** Path of something that comes with the package. */
export const packaged = (...parts: string[]): string => join(packageRoot(), ...parts);

/** The model that comes with the package. */
export const DEFAULT_BUNDLE = packaged("models", "default.akb");
