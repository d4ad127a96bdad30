import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, extname, join, posix, relative } from "node:path";
import ts from "typescript";
import type { BoardConfig } from "../../src/board/config.js";
import { project } from "../shared.js";

type Paths = string | readonly string[];

/** The members that this project's manifests use. */
interface Fragment {
	readonly include?: Paths;
	readonly modules?: Readonly<Record<string, Paths>>;
	readonly data?: Readonly<Record<string, Paths>>;
	readonly preload?: readonly string[];
	readonly config?: Config;
	readonly build?: Readonly<Record<string, string>>;
	readonly ffi?: { readonly sources: readonly string[]; readonly functions: Readonly<Record<string, ForeignFunction>> };
	readonly typescript?: { readonly tsconfig: { readonly compilerOptions: Readonly<Record<string, unknown>> } };
	readonly error?: string;
}

export interface Manifest extends Fragment {
	readonly platforms: Readonly<Record<string, Fragment>>;
}

export interface ForeignFunction {
	readonly arguments: readonly string[];
	readonly returns: string;
}

interface Config {
	readonly akidaKws?: Partial<BoardConfig>;
	readonly partitionBytes?: Readonly<Record<string, number>>;
	readonly recordings?: Readonly<Record<string, readonly string[]>>;
}

/** What the project's own manifests say for one platform, as mcconfig merges them; the SDK's are left out. */
export interface Merged {
	/** Files (from the root) by module specifier. */
	readonly modules: Map<string, string>;
	/** Names of resources that are copied as they are. */
	readonly data: string[];
	/** Paths that match no file: of these mcconfig only warns. */
	readonly unmatched: string[];
	readonly preload: string[];
	readonly config: Config;
	readonly build: Record<string, string>;
}

const MODULE_EXTENSIONS = [".ts", ".js"];
const list = (paths: Paths | undefined): readonly string[] => (typeof paths === "string" ? [paths] : (paths ?? []));

export const manifest = JSON.parse(readFileSync(project("manifest.json"), "utf8")) as Manifest;

export const supported = Object.entries(manifest.platforms)
	.filter(([, entry]) => !entry.error)
	.map(([name]) => name);

/** Reads manifest.json and what it includes for a platform. */
export function mergedFor(platform: string): Merged {
	const merged: Merged = { modules: new Map(), data: [], unmatched: [], preload: [], config: {}, build: {} };
	for (const fragment of [manifest, manifest.platforms[platform] ?? {}]) merge(fragment, project(), merged);
	return merged;
}

function merge(fragment: Fragment, folder: string, into: Merged): void {
	for (const include of list(fragment.include)) {
		if (include.startsWith("$(")) continue;
		const path = join(folder, include);
		merge(JSON.parse(readFileSync(path, "utf8")) as Fragment, dirname(path), into);
	}
	for (const [target, paths] of Object.entries(fragment.modules ?? {})) {
		for (const path of list(paths)) addModules(target, join(folder, path), into);
	}
	for (const path of list(fragment.data?.["*"])) addData(join(folder, path), into);
	for (const [name, value] of Object.entries(fragment.build ?? {})) into.build[name] = value.startsWith("./") ? join(folder, value) : value;
	into.preload.push(...(fragment.preload ?? []));
	Object.assign(into.config, fragment.config, { akidaKws: { ...into.config.akidaKws, ...fragment.config?.akidaKws } });
}

/** Every file of that base name; a star in the target stands for the name. */
function addModules(target: string, path: string, into: Merged): void {
	const files = matching(path).filter((file) => MODULE_EXTENSIONS.includes(extname(file)) && !file.endsWith(".d.ts"));
	if (files.length === 0) into.unmatched.push(path);
	for (const file of files) {
		into.modules.set(target.replace("*", basename(file, extname(file))), relative(project(), file).split("\\").join("/"));
	}
}

function addData(path: string, into: Merged): void {
	const files = matching(path);
	if (files.length === 0) into.unmatched.push(path);
	into.data.push(...files.map((file) => basename(file)));
}

function matching(path: string): string[] {
	const folder = dirname(path);
	if (!existsSync(folder)) return [];
	const wanted = basename(path);
	const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
	return names
		.map(({ name }) => name)
		.filter((name) => wanted === "*" || wanted === name || wanted === basename(name, name.endsWith(".d.ts") ? ".d.ts" : extname(name)))
		.map((name) => join(folder, name));
}

/** The module that an import names, as XS finds it: by name, without a look at files. */
export function resolveSpecifier(specifier: string, importer: string): string {
	const bare = specifier.replace(/\.m?js$/, "");
	return bare.startsWith(".") ? posix.join(posix.dirname(importer), bare) : bare;
}

const imports = new Map<string, string[]>();

/** What a file imports at run time: types are gone. */
export function importsOf(file: string): string[] {
	const known = imports.get(file) ?? parseImports(file);
	imports.set(file, known);
	return known;
}

function parseImports(file: string): string[] {
	const source = readFileSync(project(file), "utf8");
	const { outputText } = ts.transpileModule(source, {
		compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true },
	});
	return ts.preProcessFile(outputText).importedFiles.map(({ fileName }) => fileName);
}

/** Modules that are executed when the given ones are, and imports that lead to no module of the project. */
export function reach(merged: Merged, entries: readonly string[]): { reached: Set<string>; foreign: Set<string> } {
	const reached = new Set<string>();
	const foreign = new Set<string>();
	const visit = (specifier: string): void => {
		const file = merged.modules.get(specifier);
		if (file === undefined) foreign.add(specifier);
		else if (!reached.has(specifier)) {
			reached.add(specifier);
			for (const imported of importsOf(file)) visit(resolveSpecifier(imported, specifier));
		}
	};
	entries.forEach(visit);
	return { reached, foreign };
}
