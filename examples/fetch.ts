// Fetching: a file into a cache, with its digest checked; here from a server of our own.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchFile } from "akida-kws";

const server = createServer((_request, response) => response.end("hello"));
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
const folder = mkdtempSync(join(tmpdir(), "akida-kws-"));
const file = { name: "hello.txt", url: `http://127.0.0.1:${port}/hello.txt`, sha256: undefined, role: "model" } as const;

for (const time of ["first", "second"]) {
	const { bytes, downloaded } = await fetchFile(file, folder);
	console.log(`${time} time: ${bytes} bytes, ${downloaded ? "downloaded" : "from the cache"}`);
}
server.close();
rmSync(folder, { recursive: true });
