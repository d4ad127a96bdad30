import { join, resolve } from "node:path";

/** Modules of the SDK, and the stand-ins for them in `fakes`. */
const FAKES = {
	crypt: "crypt",
	"embedded:io/audio/in": "audio-in",
	"embedded:io/digital": "digital",
	"embedded:io/serial": "serial",
	"embedded:io/spi": "spi",
	"embedded:storage/flash": "flash",
	"mc/config": "config",
	time: "time",
	timer: "timer",
};

/** Packages whose modules cannot live in ROM, and what the manifest puts in their place. */
const PACKAGES = {
	flatbuffers: "moddable/packages/flatbuffers.ts",
	"flatbuffers/mjs": "node_modules/flatbuffers/mjs",
	"@noble/hashes/sha2.js": "moddable/packages/sha2.ts",
};

/**
 * The firmware as a board runs it, from its composition root on, in one script. `root`: the project's folder; `entry`: another
 * module of this folder, or elsewhere by its whole path, to begin with.
 */
export async function deviceProgram(root: string, entry = "inside/entry.ts"): Promise<string> {
	const { build } = await import("esbuild");
	const folder = join(root, "host-sim", "engines", "xs");
	const fakes = Object.entries(FAKES).map(([name, file]) => [name, join(folder, "fakes", `${file}.ts`)]);
	const packages = Object.entries(PACKAGES).map(([name, path]) => [name, join(root, path)]);
	const { outputFiles } = await build({
		entryPoints: [resolve(folder, entry)],
		absWorkingDir: root,
		bundle: true,
		write: false,
		format: "iife",
		target: "es2022",
		alias: { firmware: join(root, "src", "main.ts"), ...Object.fromEntries([...fakes, ...packages]) },
		logLevel: "warning",
	});
	return outputFiles[0]?.text ?? "";
}
