// Bundles the command line and the benchmark into dist/ with esbuild; packages stay outside, node_modules has them.
import { existsSync } from "node:fs";
import { build } from "esbuild";

await build({
	entryPoints: {
		"akida-kws": "tools/cli/main.ts",
		bench: "tools/bench.ts",
		index: "tools/index.ts",
		// Threads: their files are found by these names (tools/threads/pool.ts).
		"learn-forward-worker": "tools/learn/forward-worker.ts",
		"evaluate-fewshot-worker": "tools/evaluate/fewshot-worker.ts",
		"evaluate-stream-worker": "tools/evaluate/stream-worker.ts",
		"evaluate-augmentation-worker": "tools/evaluate/augmentation-worker.ts",
	},
	outdir: "dist",
	bundle: true,
	platform: "node",
	target: "node20.19",
	format: "esm",
	packages: "external",
	sourcemap: true,
	logLevel: "warning",
});

if (process.env["npm_lifecycle_event"] === "prepare" && !existsSync("node_modules/@agoric/xsnap/xsnap-native/xsnap/build/bin")) {
	console.log(
		"Skipped: the real XS engine (optional package @agoric/xsnap: npm ci compiles it on Node 20 or 22 where there is a C compiler)",
	);
}
