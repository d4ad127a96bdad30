import * as fs from "node:fs";
import { basename, dirname, join } from "node:path";
import { ToolError } from "../errors.js";

/** The calls of node:fs that writing takes, so that a test can let any of them fail. */
export interface FileCalls {
	openSync(path: string, flags: string): number;
	writeSync(file: number, bytes: Uint8Array, from: number): number;
	fsyncSync(file: number): void;
	closeSync(file: number): void;
	renameSync(from: string, to: string): void;
	unlinkSync(path: string): void;
}

/**
 * Writes a whole file or nothing: the bytes go to a temporary file in the same folder, which takes the target's name once
 * they are on the disk. After a failure (ToolError `cannot-write`) the target is what it was before.
 */
export function writeWhole(path: string, bytes: Uint8Array, calls: FileCalls = fs): void {
	const target = targetOf(path);
	const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
	try {
		writeSynced(temporary, bytes, calls);
		calls.renameSync(temporary, target);
	} catch (error) {
		remove(temporary, calls);
		throw cannotWrite(path, (error as NodeJS.ErrnoException).code ?? String(error));
	}
}

/** Where the name leads through links. A rename would replace a folder or a device such as /dev/null: those are refused. */
function targetOf(path: string): string {
	if (!fs.existsSync(path)) return path;
	const found = fs.statSync(path);
	if (!found.isFile()) throw cannotWrite(path, found.isDirectory() ? "EISDIR" : "not an ordinary file");
	return fs.realpathSync(path);
}

function writeSynced(path: string, bytes: Uint8Array, calls: FileCalls): void {
	const file = calls.openSync(path, "w");
	try {
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
};

function cannotWrite(path: string, reason: string): ToolError {
	return new ToolError("cannot-write", `cannot write ${path} (${reason})`, HINTS[reason] ?? "write it somewhere else");
}
