import { sha256 } from "@noble/hashes/sha2.js";
import { CheckedBuffer } from "../akida/checked-buffer.js";
import { AkidaError } from "../akida/errors.js";
import type { FrontEnd } from "../features/front-end.js";
import { requireConsistent } from "./consistency.js";
import { BundleError } from "./error.js";
import { Bundle as BundleTable } from "./fb/bundle.js";
import { readContent } from "./tables.js";

export { BundleError, type BundleErrorCode } from "./error.js";

/** Release of the schema (bundle.fbs) that this code reads and writes. */
export const SCHEMA_VERSION = 1;

/** Bytes of the SHA-256 digest that ends every bundle. */
export const DIGEST_BYTES = 32;

/** "simulator": payloads of this project's convention; "silicon": made by the vendor's compiler. */
export type ProgramKind = "simulator" | "silicon";

/** Arguments of the learning layer (learning specification, "State"). */
export interface LearningArguments {
	readonly numWeights: number;
	readonly initialPlasticity: number;
	readonly minPlasticity: number;
	readonly plasticityDecay: number;
	readonly learningCompetition: number;
	readonly seed: number;
}

export type LayerType = "InputConvolutional" | "SeparableConvolutional" | "FullyConnected" | "Learning";

/** One layer in outline; its weights are in the program. */
export interface LayerSummary {
	readonly name: string;
	readonly type: LayerType;
	/** (x, y, channel) */
	readonly input: readonly number[];
	/** (x, y, filter) */
	readonly output: readonly number[];
	/** (x, y), empty for layers without a kernel */
	readonly kernel: readonly number[];
	readonly weightBits: number;
	/** 0 for potentials. */
	readonly actBits: number;
}

/** A feature tensor whose class is known. */
export interface SelfTest {
	/** (x, y, channel) of the program's input */
	readonly features: Uint8Array;
	readonly expectedClass: number;
}

/** A fact about the making of the model, for people. */
export interface Note {
	readonly key: string;
	readonly value: string;
}

/** All that a bundle says. Byte arrays are views of the bytes that were read. */
export interface BundleContent {
	readonly kind: ProgramKind;
	/** The vendor's container, byte for byte. */
	readonly program: Uint8Array;
	/** Beside a silicon program: a simulator program of the same network, for the software chip. */
	readonly twin: Uint8Array | undefined;
	/** Names of the preset classes; empty for a program that only extracts features. */
	readonly labels: readonly string[];
	/** Units of every class; the program's outputs are (labels + spareClasses) * neuronsPerClass. */
	readonly neuronsPerClass: number;
	/** Classes without a name yet. */
	readonly spareClasses: number;
	/** The class that means "no word", or -1. */
	readonly silenceClass: number;
	readonly frontEnd: FrontEnd;
	/** Undefined for a program that cannot learn. */
	readonly learning: LearningArguments | undefined;
	readonly layers: readonly LayerSummary[];
	readonly selfTests: readonly SelfTest[];
	readonly notes: readonly Note[];
}

/** A model bundle that has been checked; `digest` (32 bytes) identifies it. */
export interface Bundle extends BundleContent {
	readonly digest: Uint8Array;
}

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
	const buffer = new CheckedBuffer(bytes);
	if (bytes.length < 8 || !BundleTable.bufferHasIdentifier(buffer)) throw new BundleError("not-a-bundle", "this is not a model bundle");
	const digest = bytes.subarray(-DIGEST_BYTES);
	if (!sameBytes(digest, bundleDigest(bytes))) throw new BundleError("damaged", "the model bundle is damaged: its digest does not match");
	const table = BundleTable.getRootAsBundle(buffer);
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
