import { basename } from "node:path";
import { describedAs } from "../describe/kinds.js";
import { type ModelSummary, summarize } from "../describe/summary.js";
import { readInput } from "../files/read.js";
import { printJson } from "./format.js";
import { showSummary } from "./show-summary.js";

export interface SummaryOptions {
	readonly json?: boolean;
	readonly python?: string;
}

/** Prints what a model, bundle or program holds. */
export async function summary(path: string, { json, python }: SummaryOptions): Promise<void> {
	const found = await taken(await modelBytes(path, python), path);
	if (json) printJson(found);
	else console.log(showSummary(found));
}

async function taken(bytes: Uint8Array, path: string): Promise<ModelSummary> {
	try {
		return await summarize(bytes, basename(path));
	} catch (error) {
		throw describedAs("model, bundle or program", bytes, path, error);
	}
}

/** Only the vendor's package can read what it has saved (.fbz). */
export async function modelBytes(path: string, python: string | undefined): Promise<Uint8Array> {
	const bytes = readInput(path);
	if (!path.endsWith(".fbz")) return bytes;
	const { findPython } = await import("../vendor/python.js");
	const { jsonOfFbz } = await import("../vendor/silicon.js");
	return jsonOfFbz(bytes, findPython(python));
}
