// Builds the web page into dist/web: static files for any host, at any path. With "serve" it also serves them.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const OUT = join(ROOT, "dist", "web");
const PORT = 8000;

/** Recordings on the page: web/page/recordings.ts. */
const SOUNDS = /^(preset_(no_2|move_1|enter_2|one_4)|new_backward_(enrol_[1-4]|test_[12]))\.wav$/;

/** Packages of which parts are in the page. */
const PACKAGES = ["uplot", "flatbuffers", "@noble/hashes"];

const TYPES = {
	".html": "text/html; charset=utf-8",
	".js": "text/javascript; charset=utf-8",
	".css": "text/css; charset=utf-8",
	".txt": "text/plain; charset=utf-8",
	".svg": "image/svg+xml",
	".wav": "audio/wav",
	".akb": "application/octet-stream",
};

const HEADERS = {
	"Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	"X-Content-Type-Options": "nosniff",
	"Referrer-Policy": "no-referrer",
	"Cache-Control": "no-cache",
};

/** Builds everything; returns the folder. */
export async function buildPage(out = OUT) {
	rmSync(out, { recursive: true, force: true });
	mkdirSync(join(out, "sounds"), { recursive: true });
	const common = {
		bundle: true,
		minify: true,
		target: "es2022",
		outdir: out,
		logLevel: "warning",
		absWorkingDir: ROOT,
		legalComments: "none",
	};
	await build({ ...common, entryPoints: { app: "web/page/main.ts" }, format: "esm" });
	await build({ ...common, entryPoints: { worker: "web/worker/main.ts", capture: "web/sound/capture.ts" }, format: "iife" });
	for (const file of ["index.html", "icon.svg"]) cpSync(join(ROOT, "web", file), join(out, file));
	cpSync(join(ROOT, "models", "default.akb"), join(out, "default.akb"));
	const recordings = join(ROOT, "assets", "demo_wav");
	for (const file of readdirSync(recordings).filter((name) => SOUNDS.test(name))) cpSync(join(recordings, file), join(out, "sounds", file));
	writeFileSync(join(out, "licences.txt"), licences());
	const files = filesOf(out);
	const define = { PAGE_FILES: JSON.stringify(["./", ...files]), PAGE_VERSION: JSON.stringify(digestOf(out, files)) };
	await build({ ...common, entryPoints: { "service-worker": "web/service-worker.ts" }, format: "iife", define });
	return out;
}

/** The project's own licence, and those of the packages in the page. */
function licences() {
	const texts = PACKAGES.map((name) => `${name}\n\n${readFileSync(join(ROOT, "node_modules", name, "LICENSE"), "utf8")}`);
	return [readFileSync(join(ROOT, "LICENSE"), "utf8"), ...texts].join(`\n${"-".repeat(80)}\n\n`);
}

/** The files of a folder, as relative paths with slashes, in order. */
export function filesOf(folder) {
	return readdirSync(folder, { recursive: true })
		.map((name) => name.split(sep).join("/"))
		.filter((name) => statSync(join(folder, name)).isFile())
		.sort();
}

/** What a browser has to load: bytes of all files, compressed as hosts do. */
export function compressedBytes(folder) {
	return filesOf(folder).reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name)), { level: 9 }).length, 0);
}

function digestOf(folder, files) {
	const hash = createHash("sha256");
	for (const name of files) hash.update(name).update(readFileSync(join(folder, name)));
	return hash.digest("hex").slice(0, 16);
}

/** Serves a folder under a path; resolves with the server once it listens. Port 0 takes any that is free. */
export function servePage(folder, port = PORT, path = "/") {
	const server = createServer((request, response) => {
		const whole = withSlash(path, request.url ?? "/");
		if (whole) return response.writeHead(308, { ...HEADERS, Location: whole }).end();
		const file = fileFor(folder, path, request.url ?? "/");
		if (!file) return response.writeHead(404, HEADERS).end("not found");
		response.writeHead(200, { ...HEADERS, "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" }).end(readFileSync(file));
	});
	return new Promise((done, failed) => server.once("error", failed).listen(port, "127.0.0.1", () => done(server)));
}

/** Where the page is, for whoever forgot the slash at the end of its path: its files are named relative to that. */
function withSlash(path, url) {
	const [, pathname, search] = /^([^?#]*)(\?[^#]*)?/.exec(url) ?? [];
	return pathname !== "" && `${pathname}/` === path ? `${path}${search ?? ""}` : undefined;
}

/** Nothing outside of the folder is served. */
function fileFor(folder, path, url) {
	const pathname = pathOf(url);
	if (!pathname?.startsWith(path)) return undefined;
	const inside = normalize(pathname.slice(path.length) || "index.html");
	const file = join(folder, inside);
	return resolve(file).startsWith(resolve(folder) + sep) && statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}

/** Undefined when it is no address. */
function pathOf(url) {
	try {
		return decodeURIComponent(new URL(url, "http://localhost").pathname);
	} catch {
		return undefined;
	}
}

async function main(command) {
	const folder = await buildPage();
	console.log(`dist/web: ${Math.round(compressedBytes(folder) / 1000)} kB compressed, ready for any static host`);
	if (command !== "serve") return;
	const port = Number(process.env["PORT"] ?? PORT);
	try {
		await servePage(folder, port);
		console.log(`open http://localhost:${port}/ (Ctrl+C ends)`);
	} catch (error) {
		console.error(`error: port ${process.env["PORT"] ?? PORT} cannot be had (${error.code}); choose another: PORT=8080 npm run web`);
		process.exitCode = 1;
	}
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main(process.argv[2]);
