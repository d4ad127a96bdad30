import { mkdirSync, writeFileSync } from "node:fs";
import { request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import test from "ava";
import { compressedBytes, filesOf, servePage } from "../../tools/web.mjs";
import { scratch } from "../scratch.js";

let server: Server;
let folder: string;

test.before(async () => {
	const outside = scratch();
	folder = join(outside, "page");
	mkdirSync(join(folder, "sounds"), { recursive: true });
	writeFileSync(join(outside, "secret.html"), "secret");
	writeFileSync(join(folder, "index.html"), "the page");
	writeFileSync(join(folder, "sounds", "a b.wav"), "sound");
	server = await servePage(folder, 0, "/kws/");
});

test.after.always(() => {
	server.close();
});

/** Status, text and headers of an address as it stands, which fetch would tidy up. */
const get = (path: string): Promise<{ status: number; text: string; headers: Record<string, unknown> }> =>
	new Promise((done, failed) => {
		request({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", path }, (response) => {
			let text = "";
			response.on("data", (bytes: Buffer) => (text += bytes.toString()));
			response.on("end", () => done({ status: response.statusCode ?? 0, text, headers: response.headers }));
		})
			.on("error", failed)
			.end();
	});

test("the folder is served below its path, with types and a strict policy", async (t) => {
	const page = await get("/kws/");
	t.is(page.text, "the page");
	t.is(page.headers["content-type"], "text/html; charset=utf-8");
	t.regex(String(page.headers["content-security-policy"]), /^default-src 'self'; .*frame-ancestors 'none'/);
	t.is((await get("/kws/index.html?x=1")).text, "the page");
	const sound = await get("/kws/sounds/a%20b.wav");
	t.is(sound.text, "sound");
	t.is(sound.headers["content-type"], "audio/wav");
});

test("whoever forgets the slash at the end of the path is sent there: the page's files are named relative to it", async (t) => {
	const bare = await get("/kws?x=1");
	t.is(bare.status, 308);
	t.is(bare.headers["location"], "/kws/?x=1");
	t.truthy(bare.headers["content-security-policy"]);
	t.is((await get("/kwsx")).status, 404);
});

test("what is not there, not below the path, or no address at all is not found, and the server lives on", async (t) => {
	for (const path of [
		"/",
		"/index.html",
		"/kws/none",
		"/kws/sounds",
		"/kws/../secret.html",
		"/kws/%2e%2e/secret.html",
		"/kws/..%2fsecret.html",
		"/kws/%zz",
		"//",
	]) {
		const { status, text } = await get(path);
		t.is(status, 404, path);
		t.not(text, "secret");
	}
	t.is((await get("/kws/")).status, 200);
});

test("a port that is taken is an error of the call", async (t) => {
	const { port } = server.address() as AddressInfo;
	const error = await t.throwsAsync(servePage(folder, port));
	t.like(error, { code: "EADDRINUSE" });
});

test("what a browser has to load is counted compressed, subfolders too", (t) => {
	t.deepEqual(filesOf(folder), ["index.html", "sounds/a b.wav"]);
	t.true(compressedBytes(folder) > 40 && compressedBytes(folder) < 80);
});
