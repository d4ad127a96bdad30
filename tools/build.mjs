// Bundles the command line and the benchmark into dist/.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { BUNDLES } from "./bundles.mjs";

const CHUNKS = join("dist", "chunks");

const { metafile } = await build(BUNDLES);

// Those of earlier builds.
const made = new Set(Object.keys(metafile.outputs));
for (const name of readdirSync(CHUNKS)) if (!made.has(`dist/chunks/${name}`)) rmSync(join(CHUNKS, name));

if (process.env["npm_lifecycle_event"] === "prepare" && !existsSync("node_modules/@agoric/xsnap/xsnap-native/xsnap/build/bin")) {
	console.log(
		"Skipped: the real XS engine (optional package @agoric/xsnap: npm ci compiles it on Node 20 or 22 where there is a C compiler)",
	);
}
