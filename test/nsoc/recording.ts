import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Program, ProgramRecord, Span } from "../../src/akida/program.js";

/** One line of a recorded access trace (see its README). */
export interface TraceLine {
	readonly op?: "R" | "W" | "FRAME" | "FRAMES" | "CS" | "SLEEP";
	readonly addr?: string;
	readonly bytes?: number;
	readonly words?: readonly string[];
	readonly sha256?: string;
	readonly tx?: string;
	readonly rx?: string;
	readonly opcode?: string;
	readonly count?: number;
	readonly data_sha256?: string;
}

export function traceLines(path: string): TraceLine[] {
	const lines = readFileSync(path, "utf8").trim().split("\n");
	return lines.map((line) => JSON.parse(line) as TraceLine);
}

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const spansOf = ({ tracks, fnp2 }: ProgramRecord): Span[] => [...tracks, ...(fnp2 ? [fnp2.span] : [])];

/** What the traces hold only by its digest: every run of words that a program can bring to the chip. */
export function blobsOf({ passes, learning, data }: Program): Uint8Array[] {
	const records = passes.flatMap((pass) => pass.records.flatMap(spansOf));
	const learned = learning ? [learning.inferenceRegisters, learning.learningRegisters, ...spansOf(learning.ram)] : [];
	return [...records, ...learned].map(({ offset, words }) => data.subarray(offset, offset + 4 * words));
}

/** The bytes behind a digest: one of the blobs, or the front of one. */
export function behind(blobs: readonly Uint8Array[], digest: string, bytes: number): Uint8Array {
	const found = blobs.find((blob) => blob.length >= bytes && sha256(blob.subarray(0, bytes)) === digest);
	if (!found) throw new RangeError(`nothing has the digest ${digest}`);
	return found.subarray(0, bytes);
}
