import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const made: string[] = [];

/** A fresh folder for a test's files; it goes when the tests of this file are over. */
export function scratch(): string {
	const folder = mkdtempSync(join(tmpdir(), "akida-kws-"));
	if (made.length === 0) process.once("exit", () => made.forEach((path) => rmSync(path, { recursive: true, force: true })));
	made.push(folder);
	return folder;
}
