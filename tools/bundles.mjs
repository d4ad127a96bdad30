// What esbuild makes of the sources; packages stay outside, node_modules has them. What several commands share is in chunks, so
// that a command loads what it needs and no more.

/** @type {import("./bundles.d.mts").BUNDLES} */
export const BUNDLES = {
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
	splitting: true,
	chunkNames: "chunks/[name]-[hash]",
	metafile: true,
	platform: "node",
	target: "node20.19",
	format: "esm",
	packages: "external",
	sourcemap: true,
	logLevel: "warning",
};
