import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { Bundle, Note } from "../../src/bundle/bundle.js";
import { FIRMWARE_VERSION } from "../../src/version.js";

/** A file that went into a measurement. */
export interface Source {
	readonly file: string;
	readonly sha256: string;
}

/** What a measurement was made with; it stands in every report. */
export interface Provenance {
	readonly firmware: string;
	/** The digest is the one that the bundle carries; the notes tell what it was trained with. */
	readonly bundle: { readonly file: string; readonly digest: string; readonly notes: readonly Note[] };
	readonly data: readonly Source[];
}

export const source = (path: string, bytes: Uint8Array): Source => ({
	file: basename(path),
	sha256: createHash("sha256").update(bytes).digest("hex"),
});

export function provenance(path: string, bundle: Bundle, data: readonly Source[]): Provenance {
	const digest = Buffer.from(bundle.digest).toString("hex");
	return { firmware: FIRMWARE_VERSION, bundle: { file: basename(path), digest, notes: bundle.notes }, data };
}
