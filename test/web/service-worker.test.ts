import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import test from "ava";
import { buildPage } from "../../tools/web.mjs";
import { scratch } from "../scratch.js";

interface Fetched {
	readonly file: string;
	readonly cache: string;
}

test("a new build is loaded from the host, past what the browser has of an older one", async (t) => {
	const folder = await buildPage(join(scratch(), "page"));
	const handlers = new Map<string, (event: { waitUntil(work: Promise<unknown>): void }) => void>();
	let loaded: readonly Fetched[] = [];
	const caches = { open: async () => ({ addAll: async (files: readonly Fetched[]) => (loaded = files) }) };
	class Request {
		readonly file: string;
		readonly cache: string;
		constructor(file: string, { cache }: { readonly cache: string }) {
			this.file = file;
			this.cache = cache;
		}
	}
	const self = { addEventListener: (type: string, handler: () => void) => handlers.set(type, handler) };
	runInContext(readFileSync(join(folder, "service-worker.js"), "utf8"), createContext({ self, caches, Request }));
	let installed: Promise<unknown> | undefined;
	handlers.get("install")?.({ waitUntil: (work) => (installed = work) });
	await installed;
	t.deepEqual(
		["./", "app.js", "worker.js", "default.akb"].filter((file) => !loaded.some((request) => request.file === file)),
		[],
	);
	t.true(loaded.every(({ cache }) => cache === "reload"));
});
