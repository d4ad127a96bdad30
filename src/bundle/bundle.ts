import { sha256 } from "@noble/hashes/sha2.js";
import { CheckedBuffer } from "../akida/checked-buffer.js";
import { AkidaError } from "../akida/errors.js";
import { requireConsistent } from "./consistency.js";
import type { BundleContent } from "./content.js";
import { BundleError } from "./error.js";
import { Bundle as BundleTable } from "./fb/bundle.js";
import { readContent } from "./tables.js";

export { allOf } from "./content.js";
export type { BundleContent, LayerSummary, LayerType, LearningArguments, Note, ProgramKind, Samples, SelfTest } from "./content.js";
export { BundleError, type BundleErrorCode } from "./error.js";

/** Release of the schema (bundle.fbs) that this code reads and writes. */
export const SCHEMA_VERSION = 1;

/** Bytes of the SHA-256 digest that ends every bundle. */
export const DIGEST_BYTES = 32;

/** A model bundle that has been checked; `digest` (32 bytes) identifies it. */
export interface Bundle extends BundleContent {
	readonly digest: Uint8Array;
}

/** True for bytes that say they are a model bundle. */
export const isBundle = (bytes: Uint8Array): boolean => bytes.length >= 8 && BundleTable.bufferHasIdentifier(new CheckedBuffer(bytes));

/** Reads a model bundle and verifies it from digest to shapes. Whatever the bytes are, the only error is {@link BundleError}. */
export function readBundle(bytes: Uint8Array): Bundle {
	try {
		return read(bytes);
	} catch (error) {
		if (error instanceof AkidaError) throw new BundleError("damaged", `the model bundle is malformed: ${error.message}`);
		throw error;
	}
}

/** SHA-256 of a bundle's bytes with the digest at their end taken as zero. */
export function bundleDigest(bytes: Uint8Array): Uint8Array {
	const digested = bytes.subarray(0, bytes.length - DIGEST_BYTES);
	return sha256.create().update(digested).update(new Uint8Array(DIGEST_BYTES)).digest();
}

function read(bytes: Uint8Array): Bundle {
	if (!isBundle(bytes)) throw new BundleError("not-a-bundle", "this is not a model bundle");
	const digest = bytes.subarray(-DIGEST_BYTES);
	if (!sameBytes(digest, bundleDigest(bytes))) throw new BundleError("damaged", "the model bundle is damaged: its digest does not match");
	const table = BundleTable.getRootAsBundle(new CheckedBuffer(bytes));
	requireVersion(table.schemaVersion());
	const bundle = { ...readContent(table), digest };
	requireConsistent(bundle);
	return bundle;
}

function requireVersion(found: number): void {
	if (found === SCHEMA_VERSION) return;
	const message = `the model bundle has format ${found}, this release reads format ${SCHEMA_VERSION}: convert the model again`;
	throw new BundleError("schema-version", message);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
