import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How a server of the tests behaves; fields may be changed while it runs. */
export interface ServedFile {
	bytes: Uint8Array;
	etag: string | undefined;
	/** Breaks the connection after so many bytes. */
	breakAfter: number | undefined;
	/** Falls silent after so many bytes. */
	silentAfter: number | undefined;
	/** Answers ranges. */
	ranges: boolean;
	status: number;
	readonly requests: { readonly range: string | undefined; length?: number }[];
}

export interface TestServer {
	readonly url: string;
	readonly file: ServedFile;
	close(): void;
}

/** Serves one file under any name on 127.0.0.1. */
export async function serveFile(bytes: Uint8Array): Promise<TestServer> {
	const file: ServedFile = {
		bytes,
		etag: '"one"',
		breakAfter: undefined,
		silentAfter: undefined,
		ranges: true,
		status: 200,
		requests: [],
	};
	const server = createServer((request, response) => answer(file, request, response));
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	const close = (): void => {
		server.closeAllConnections();
		server.close();
	};
	return { url: `http://127.0.0.1:${port}/`, file, close };
}

function answer(file: ServedFile, { headers }: IncomingMessage, response: ServerResponse): void {
	const request: ServedFile["requests"][number] = { range: headers.range };
	file.requests.push(request);
	if (file.status !== 200) return void response.writeHead(file.status).end();
	const asked = /^bytes=(\d+)-$/.exec(headers.range ?? "");
	const from = asked && file.ranges && headers["if-range"] === file.etag ? Number(asked[1]) : 0;
	if (from > 0 && from >= file.bytes.length) return void response.writeHead(416).end();
	const body = file.bytes.subarray(from);
	request.length = body.length;
	const total = file.bytes.length;
	response.writeHead(from > 0 ? 206 : 200, {
		"content-length": body.length,
		...(file.etag && { etag: file.etag }),
		...(from > 0 && { "content-range": `bytes ${from}-${total - 1}/${total}` }),
	});
	send(file, body, response);
}

function send({ breakAfter, silentAfter }: ServedFile, body: Uint8Array, response: ServerResponse): void {
	if (breakAfter !== undefined) response.write(body.subarray(0, breakAfter), () => setTimeout(() => response.destroy(), 20));
	else if (silentAfter !== undefined) response.write(body.subarray(0, silentAfter));
	else response.end(body);
}
