import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { ToolError } from "../errors.js";
import type { FetchOptions } from "./fetch-file.js";

const PATIENCE = 30_000;
const PARTIAL = 206;
const NOT_SATISFIABLE = 416;

/**
 * Downloads to a file, and goes on where it ends if it is there already and the server's file is still the same one (its
 * validator is kept in a file beside it). Throws ToolError `cannot-fetch`, `cannot-write`; what has arrived stays.
 */
export async function download(url: string, path: string, { onProgress, patience = PATIENCE }: FetchOptions): Promise<void> {
	const gone = new AbortController();
	const watch = new Watch(patience, () => gone.abort());
	try {
		const response = await request(url, path, gone.signal);
		const resumed = response.status === PARTIAL;
		const begin = resumed ? sizeOf(path) : 0;
		const length = Number(response.headers.get("content-length") ?? Number.NaN);
		const total = Number.isNaN(length) ? undefined : begin + length;
		if (!resumed) keepValidator(path, response);
		await save(response, path, resumed, (arrived) => {
			watch.alive();
			onProgress?.(begin + arrived, total);
		});
		if (total !== undefined && sizeOf(path) !== total) throw new Error(`${sizeOf(path)} of ${total} bytes came`);
		rmSync(validatorFile(path), { force: true });
	} catch (error) {
		throw error instanceof ToolError ? error : unreachable(url, path, gone.signal.aborted ? "it has stopped answering" : reason(error));
	} finally {
		watch.stop();
	}
}

/** Asks for the rest of the file; a server that cannot give it gives the whole. */
async function request(url: string, path: string, signal: AbortSignal): Promise<Response> {
	const have = sizeOf(path);
	const validator = existsSync(validatorFile(path)) ? readFileSync(validatorFile(path), "utf8") : undefined;
	const resume = have > 0 && validator !== undefined;
	const headers: Record<string, string> = resume ? { Range: `bytes=${have}-`, "If-Range": validator } : {};
	// A compressed transfer could not be resumed by bytes.
	const response = await fetch(url, { signal, headers: { ...headers, "Accept-Encoding": "identity" } });
	if (resume && response.status === NOT_SATISFIABLE) {
		rmSync(path);
		return request(url, path, signal);
	}
	if (response.status === PARTIAL && !response.headers.get("content-range")?.startsWith(`bytes ${have}-`))
		throw new Error("it answers with another part of the file");
	if (!response.ok) throw new ToolError("cannot-fetch", `${url}: the server answers ${response.status}`, "look whether the file has moved");
	return response;
}

async function save(response: Response, path: string, append: boolean, onArrived: (bytes: number) => void): Promise<void> {
	const file = onDisk(path, () => openSync(path, append ? "a" : "w"));
	let arrived = 0;
	try {
		for await (const chunk of response.body ?? []) {
			onDisk(path, () => writeSync(file, chunk as Uint8Array));
			onArrived((arrived += (chunk as Uint8Array).length));
		}
	} finally {
		closeSync(file);
	}
}

/** What the disk refuses is not the server's fault. */
function onDisk<T>(path: string, work: () => T): T {
	try {
		return work();
	} catch (error) {
		throw new ToolError("cannot-write", `cannot write ${path} (${reason(error)})`, "make room, or name another folder");
	}
}

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);
const validatorFile = (path: string): string => `${path}.validator`;

/** A weak ETag does not promise equal bytes; without a strong one there is no resuming. */
function keepValidator(path: string, { headers }: Response): void {
	const etag = headers.get("etag");
	const validator = etag && !etag.startsWith("W/") ? etag : headers.get("last-modified");
	if (validator) writeFileSync(validatorFile(path), validator);
	else rmSync(validatorFile(path), { force: true });
}

/** Fires when nothing has happened for a while. */
class Watch {
	readonly #timer: NodeJS.Timeout;

	constructor(patience: number, onSilence: () => void) {
		this.#timer = setTimeout(onSilence, patience);
	}

	alive(): void {
		this.#timer.refresh();
	}

	stop(): void {
		clearTimeout(this.#timer);
	}
}

/** The system's own word for it: fetch hides it in the cause. */
function reason(error: unknown): string {
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : (error as Error);
	return (cause as NodeJS.ErrnoException).code ?? cause.message;
}

const OFFLINE = ["ENOTFOUND", "EAI_AGAIN", "ENETUNREACH", "EHOSTUNREACH", "ECONNREFUSED", "UND_ERR_CONNECT_TIMEOUT"];

function unreachable(url: string, path: string, why: string): ToolError {
	const { host } = new URL(url);
	const offline = OFFLINE.includes(why) ? ": this machine seems to be offline" : "";
	const kept = sizeOf(path) > 0 ? `run it again to go on after ${sizeOf(path)} bytes` : "run it again when there is a connection";
	return new ToolError(
		"cannot-fetch",
		`cannot fetch from ${host} (${why})${offline}`,
		`${kept}, or bring ${url} to ${path.replace(/\.part$/, "")}`,
	);
}
