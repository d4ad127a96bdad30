import * as fs from "node:fs";
import { basename, dirname, join } from "node:path";
import { ToolError } from "../errors.js";

/** The calls of node:fs that writing takes, so that a test can let any of them fail. */
export interface FileCalls {
	openSync(path: string, flags: string): number;
	writeSync(file: number, bytes: Uint8Array, from: number): number;
	fchmodSync(file: number, mode: number): void;
	fsyncSync(file: number): void;
	closeSync(file: number): void;
	renameSync(from: string, to: string): void;
	unlinkSync(path: string): void;
}

/**
 * Writes a whole file or nothing: the bytes go to a temporary file in the same folder, which takes the target's name, and the
 * permissions of what was there, once they are on the disk. After a failure (ToolError `cannot-write`) the target is what it was.
 */
export function writeWhole(path: string, bytes: Uint8Array, calls: FileCalls = fs): void {
	const target = targetOf(path);
	const temporary = join(dirname(target.path), `.${basename(target.path)}.${process.pid}.tmp`);
	try {
		writeSynced(temporary, bytes, target.mode, calls);
		calls.renameSync(temporary, target.path);
	} catch (error) {
		remove(temporary, calls);
		throw cannotWrite(path, (error as NodeJS.ErrnoException).code ?? String(error));
	}
}

/** Refuses now what {@link writeWhole} would refuse after long work, as far as that can be told. Throws ToolError `cannot-write`. */
export function requireWritable(path: string): void {
	const folder = dirname(targetOf(path).path);
	try {
		if (!fs.statSync(folder).isDirectory()) throw cannotWrite(path, "ENOTDIR");
		fs.accessSync(folder, fs.constants.W_OK);
	} catch (error) {
		throw error instanceof ToolError ? error : cannotWrite(path, (error as NodeJS.ErrnoException).code ?? String(error));
	}
}

const WRITE_BITS = 0o222;

/**
 * Where the name leads through links, and the permissions of what is there. A rename would replace a folder, a device such as
 * /dev/null or a file that was protected: those are refused, the last also to the superuser, whom its permissions do not stop.
 */
function targetOf(path: string): { readonly path: string; readonly mode?: number } {
	if (!fs.existsSync(path)) return { path };
	const found = fs.statSync(path);
	if (!found.isFile()) throw cannotWrite(path, found.isDirectory() ? "EISDIR" : "not an ordinary file");
	if ((found.mode & WRITE_BITS) === 0 || !mayWrite(path)) throw cannotWrite(path, "read-only file");
	return { path: fs.realpathSync(path), mode: found.mode };
}

function mayWrite(path: string): boolean {
	try {
		fs.accessSync(path, fs.constants.W_OK);
		return true;
	} catch {
		return false;
	}
}

function writeSynced(path: string, bytes: Uint8Array, mode: number | undefined, calls: FileCalls): void {
	const file = calls.openSync(path, "w");
	try {
		if (mode !== undefined) calls.fchmodSync(file, mode);
		for (let done = 0; done < bytes.length;) done += calls.writeSync(file, bytes, done);
		calls.fsyncSync(file);
	} finally {
		calls.closeSync(file);
	}
}

/** The failure that led here is the one to report; a temporary file that was never made is none. */
function remove(path: string, calls: FileCalls): void {
	try {
		calls.unlinkSync(path);
	} catch {
		return;
	}
}

const HINTS: Readonly<Record<string, string>> = {
	ENOENT: "make the folder first",
	ENOTDIR: "check the path: a part of it is a file",
	EISDIR: "name a file, not a folder",
	EACCES: "choose a folder that you may write to",
	EPERM: "choose a folder that you may write to",
	EROFS: "choose a disk that is not read-only",
	ENOSPC: "make room on the disk",
	"read-only file": "choose another file, or make this one writable first",
};

function cannotWrite(path: string, reason: string): ToolError {
	return new ToolError("cannot-write", `cannot write ${path} (${reason})`, HINTS[reason] ?? "write it somewhere else");
}
