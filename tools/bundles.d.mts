import type { BuildOptions } from "esbuild";

/** The bundles in dist/. */
export const BUNDLES: Omit<BuildOptions, "entryPoints"> & {
	readonly entryPoints: Readonly<Record<string, string>>;
	readonly metafile: true;
};
