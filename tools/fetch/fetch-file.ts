import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ToolError } from "../errors.js";
import { readInput } from "../files/read.js";
import { writeWhole } from "../files/write.js";
import type { RemoteFile } from "./catalogue.js";
import { download } from "./download.js";

/** A file in the cache. */
export interface FetchedFile {
	readonly path: string;
	readonly bytes: number;
	readonly sha256: string;
	/** What the digest was compared with: a published one, that of the first download, or nothing, for this was the first. */
	readonly checked: "published" | "first download" | "not yet";
	/** False when it was in the cache. */
	readonly downloaded: boolean;
}

export interface FetchOptions {
	/** `total` is undefined when the server does not say it. */
	readonly onProgress?: (bytes: number, total: number | undefined) => void;
	/** Milliseconds without a byte after which the server counts as gone. */
	readonly patience?: number;
}

/** Digests of first downloads, beside the files. */
const DIGESTS = "digests.json";

/**
 * Brings a file into a folder unless it is there, whole and unchanged. What arrived before a connection broke is kept and
 * completed by the next call. Throws ToolError `cannot-fetch` when the server cannot be reached, `bad-file` for another digest,
 * `cannot-write` or `no-file` for a folder or file that cannot be used.
 */
export async function fetchFile(file: RemoteFile, folder: string, options: FetchOptions = {}): Promise<FetchedFile> {
	makeFolder(folder);
	const path = join(folder, file.name);
	const known = readDigests(folder)[file.name];
	const expected = file.sha256 ?? known;
	const checked = file.sha256 ? "published" : known ? "first download" : "not yet";
	const there = existsSync(path) ? measure(path) : undefined;
	if (there && there.sha256 === expected) return { path, ...there, checked, downloaded: false };
	const part = `${path}.part`;
	await download(file.url, part, options);
	const found = measure(part);
	if (expected !== undefined && found.sha256 !== expected) {
		rmSync(part);
		const problem = `${file.name} has the SHA-256 digest ${found.sha256}, ${expected} was expected (${checked})`;
		throw new ToolError("bad-file", problem, `try again; if the server has a new file, remove its line from ${join(folder, DIGESTS)}`);
	}
	renameSync(part, path);
	if (expected === undefined) keepDigest(folder, file.name, found.sha256);
	return { path, ...found, checked, downloaded: true };
}

function makeFolder(folder: string): void {
	try {
		mkdirSync(folder, { recursive: true });
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code ?? String(error);
		const isFile = code === "EEXIST" || code === "ENOTDIR";
		const hint = isFile ? "there is a file of that name: name a folder" : "name a folder where you may write";
		throw new ToolError("cannot-write", `cannot make the folder ${folder} (${code})`, hint);
	}
}

function measure(path: string): { readonly bytes: number; readonly sha256: string } {
	const bytes = readInput(path);
	return { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** A list that cannot be read counts as none: the next download makes a new one. */
function readDigests(folder: string): Record<string, string> {
	try {
		const digests: unknown = JSON.parse(readFileSync(join(folder, DIGESTS), "utf8"));
		return typeof digests === "object" && digests !== null ? (digests as Record<string, string>) : {};
	} catch {
		return {};
	}
}

function keepDigest(folder: string, name: string, sha256: string): void {
	const digests = { ...readDigests(folder), [name]: sha256 };
	writeWhole(join(folder, DIGESTS), new TextEncoder().encode(`${JSON.stringify(digests, undefined, "\t")}\n`));
}
