// Bundles the command line and the benchmark into dist/ with esbuild; packages stay outside, node_modules has them.
import { build } from "esbuild";

await build({
	entryPoints: { "akida-kws": "tools/cli/main.ts", bench: "tools/bench.ts" },
	outdir: "dist",
	bundle: true,
	platform: "node",
	target: "node20.19",
	format: "esm",
	packages: "external",
	sourcemap: true,
	logLevel: "warning",
});
