import test, { type ExecutionContext } from "ava";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ToolError } from "../../../tools/errors.js";
import { cacheFolder, mirrored, type RemoteFile, TUTORIAL_FILES } from "../../../tools/fetch/catalogue.js";
import { fetchFile } from "../../../tools/fetch/fetch-file.js";
import { refused, refusedLater } from "../refusal.js";
import { scratch } from "../../scratch.js";
import { serveFile, type TestServer } from "./server.js";

const BYTES = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 7919) >> 5);
const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

interface Setting {
	readonly server: TestServer;
	readonly folder: string;
	readonly remote: RemoteFile;
	readonly path: string;
}

async function setting(t: ExecutionContext, sha256?: string): Promise<Setting> {
	const server = await serveFile(BYTES);
	t.teardown(() => server.close());
	const folder = scratch();
	return { server, folder, remote: { name: "f.bin", url: `${server.url}f.bin`, sha256, role: "model" }, path: join(folder, "f.bin") };
}

test("a file with a published digest comes whole, once", async (t) => {
	const { folder, path, remote, server } = await setting(t, digest(BYTES));
	const seen: [number, number | undefined][] = [];
	const found = await fetchFile(remote, folder, { onProgress: (...done) => seen.push(done) });
	t.deepEqual(found, { path, bytes: BYTES.length, sha256: digest(BYTES), checked: "published", downloaded: true });
	t.deepEqual(new Uint8Array(readFileSync(path)), BYTES);
	t.deepEqual(seen.at(-1), [BYTES.length, BYTES.length]);
	t.like(await fetchFile(remote, folder), { downloaded: false });
	t.is(server.file.requests.length, 1);
	t.false(existsSync(`${path}.part`));
});

test("a broken connection: what has come stays, the next call asks for the rest only", async (t) => {
	const { folder, path, remote, server } = await setting(t, digest(BYTES));
	server.file.breakAfter = 70_000;
	await refusedLater(t, "cannot-fetch", /cannot fetch from 127\.0\.0\.1/, fetchFile(remote, folder));
	t.false(existsSync(path));
	const part = readFileSync(`${path}.part`).length;
	t.true(part > 0 && part < BYTES.length);
	server.file.breakAfter = undefined;
	t.like(await fetchFile(remote, folder), { bytes: BYTES.length, downloaded: true });
	t.deepEqual(server.file.requests.at(-1), { range: `bytes=${part}-`, length: BYTES.length - part });
	t.deepEqual(new Uint8Array(readFileSync(path)), BYTES);
});

test("resuming begins anew when the file has changed, when the server knows no ranges, and when nothing tells", async (t) => {
	for (const change of [
		(s: TestServer) => Object.assign(s.file, { etag: '"two"' }),
		(s: TestServer) => Object.assign(s.file, { ranges: false }),
		(s: TestServer) => Object.assign(s.file, { bytes: Uint8Array.from(BYTES).reverse(), etag: '"three"' }),
	]) {
		const { folder, path, remote, server } = await setting(t);
		server.file.breakAfter = 50_000;
		await t.throwsAsync(fetchFile(remote, folder));
		server.file.breakAfter = undefined;
		change(server);
		await fetchFile(remote, folder);
		t.deepEqual(new Uint8Array(readFileSync(path)), server.file.bytes);
	}
	const { folder, remote, server } = await setting(t);
	server.file.etag = undefined;
	server.file.breakAfter = 50_000;
	await t.throwsAsync(fetchFile(remote, folder));
	server.file.breakAfter = undefined;
	await fetchFile(remote, folder);
	t.is(server.file.requests.at(-1)?.range, undefined);
});

test("a part that is longer than the file is given up", async (t) => {
	const { folder, path, remote } = await setting(t, digest(BYTES));
	writeFileSync(`${path}.part`, new Uint8Array(BYTES.length + 5));
	writeFileSync(`${path}.part.validator`, '"one"');
	t.like(await fetchFile(remote, folder), { bytes: BYTES.length });
});

test("another digest than the published one: refused, and nothing is kept", async (t) => {
	const { folder, path, remote } = await setting(t, "00".repeat(32));
	await refusedLater(t, "bad-file", /0000 was expected \(published\)/, fetchFile(remote, folder));
	t.false(existsSync(path));
	t.false(existsSync(`${path}.part`));
});

test("without a published digest the first one counts: a damaged copy is fetched again, a changed file refused", async (t) => {
	const { folder, path, remote, server } = await setting(t);
	t.like(await fetchFile(remote, folder), { checked: "not yet" });
	t.like(await fetchFile(remote, folder), { checked: "first download", downloaded: false });
	writeFileSync(path, "damaged");
	t.like(await fetchFile(remote, folder), { checked: "first download", downloaded: true, bytes: BYTES.length });
	writeFileSync(path, "damaged");
	server.file.bytes = Uint8Array.of(1, 2, 3);
	server.file.etag = '"other"';
	await refusedLater(t, "bad-file", /first download/, fetchFile(remote, folder));
});

test("no server, no such file, a server that falls silent: one line each", async (t) => {
	const { folder, path, remote, server } = await setting(t);
	server.file.status = 404;
	await refusedLater(t, "cannot-fetch", /the server answers 404/, fetchFile(remote, folder));
	server.file.status = 200;
	server.file.silentAfter = 1000;
	await refusedLater(t, "cannot-fetch", /has stopped answering/, fetchFile(remote, folder, { patience: 300 }));
	const closed = await serveFile(BYTES);
	closed.close();
	const offline = await t.throwsAsync(fetchFile({ ...remote, url: closed.url }, folder));
	t.regex(offline.message, /cannot fetch from 127\.0\.0\.1:\d+ \(ECONNREFUSED\): this machine seems to be offline/);
	t.true(offline instanceof ToolError && offline.hint.includes(`bring ${closed.url} to ${path}`));
});

test("a folder that cannot be made, and a mirror that is none, are refused", async (t) => {
	const { folder, remote } = await setting(t);
	const file = join(folder, "file");
	writeFileSync(file, "");
	await refusedLater(t, "cannot-write", /^cannot make the folder .*file \(EEXIST\)$/, fetchFile(remote, file));
	await refusedLater(t, "cannot-write", /^cannot make the folder .*below \(ENOTDIR\)$/, fetchFile(remote, join(file, "below")));
	for (const mirror of ["notaurl", "", "ftp://host/folder", "host:80"])
		refused(t, "bad-option", /^".*" is no address of a server$/, () => mirrored(TUTORIAL_FILES, mirror));
});

test("folders where files are to be: one line that names them, and it is not put down to the server", async (t) => {
	const { folder, remote, path, server } = await setting(t);
	mkdirSync(path);
	await refusedLater(t, "no-file", /f\.bin is a folder/, fetchFile(remote, folder));
	rmdirSync(path);
	mkdirSync(`${path}.part`);
	await refusedLater(t, "cannot-write", /cannot write .*f\.bin\.part \(EISDIR\)/, fetchFile(remote, folder));
	t.is(server.file.requests.length, 1);
});

test("the tutorial's files, and a mirror of them", (t) => {
	t.deepEqual(
		TUTORIAL_FILES.map(({ role }) => role),
		["model", "preset", "edge"],
	);
	t.is(mirrored(TUTORIAL_FILES, "http://x/y")[0]?.url, "http://x/y/ds_cnn_kws_iq8_wq4_aq4_laq1.h5");
	t.is(cacheFolder("tutorial", { XDG_CACHE_HOME: "/c" }), join("/c", "akida-kws", "tutorial"));
});
