import test from "ava";
import { build } from "esbuild";
import { BUNDLES } from "../../tools/bundles.mjs";
import { project } from "../shared.js";

const { metafile } = await build({ ...BUNDLES, absWorkingDir: project(), sourcemap: false, write: false });

/** A file and what it imports before it runs, not what it may load later. */
function loaded(path: string, found = new Set<string>()): ReadonlySet<string> {
	const file = metafile.outputs[path];
	if (!file || found.has(path)) return found;
	found.add(path);
	for (const { kind, path: next } of file.imports) if (kind === "import-statement") loaded(next, found);
	return found;
}

const kilobytes = (paths: ReadonlySet<string>): number =>
	[...paths].reduce((sum, path) => sum + (metafile.outputs[path]?.bytes ?? 0), 0) / 1000;

test("the command line starts with its options alone; a command's work is loaded when it is called", (t) => {
	const start = loaded("dist/akida-kws.js");
	t.true(kilobytes(start) < 80, `${kilobytes(start)} kB`);
	const packages = [...start].flatMap((path) => metafile.outputs[path]?.imports ?? []).filter(({ external }) => external);
	for (const heavy of ["h5wasm", "fflate", "npyjs", "echarts", "cli-progress"])
		t.false(
			packages.some(({ path }) => path === heavy || path.startsWith(`${heavy}/`)),
			heavy,
		);
});

test("every thread has a file of the name under which it is looked for", (t) => {
	const workers = Object.entries(BUNDLES.entryPoints).filter(([name]) => name.endsWith("-worker"));
	t.is(workers.length, 4);
	for (const [name, source] of workers) {
		t.is(metafile.outputs[`dist/${name}.js`]?.entryPoint, source);
		t.is(name, source.replace(/^tools\/(.*)\.ts$/, "$1").replace("/", "-"));
	}
});
