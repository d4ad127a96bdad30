import { crc32 } from "./crc32.js";

/** What a pair of slots holds; a record of another kind is not read. */
export type RecordKind = "model" | "learned" | "settings";

/** What a slot says about its record (docs/storage.md has the layout). */
export interface RecordHeader {
	/** Counts the records of a pair of slots, modulo 2^32. */
	readonly sequence: number;
	/** Bytes of the payload. */
	readonly length: number;
	/** CRC-32 of the payload. */
	readonly crc: number;
	/** SHA-256 digest of the model that the record is, or belongs to; zeros when it belongs to none. */
	readonly identity: Uint8Array;
}

export const IDENTITY_BYTES = 32;
/** A slot begins with the header; the payload follows. */
export const HEADER_BYTES = 64;
/** The last bytes of the header are written last of all, on their own. */
export const MARK_OFFSET = 56;

const MAGIC = 0x54534b41; // "AKST" in memory order
const FORMAT_VERSION = 1;
const KINDS: readonly RecordKind[] = Object.freeze(["model", "learned", "settings"] as const);
const MARK = "complete";
const CHECKED_BYTES = 52;

/** The commit mark: with it the record becomes valid. */
export const commitMark = (): Uint8Array => Uint8Array.from(MARK, (letter) => letter.charCodeAt(0));

/** The header as it is written, without the mark. */
export function encodeHeader(kind: RecordKind, { sequence, length, crc, identity }: RecordHeader): Uint8Array {
	const bytes = new Uint8Array(MARK_OFFSET);
	const view = new DataView(bytes.buffer);
	view.setUint32(0, MAGIC, true);
	view.setUint16(4, FORMAT_VERSION, true);
	view.setUint16(6, kindNumber(kind), true);
	view.setUint32(8, sequence, true);
	view.setUint32(12, length, true);
	view.setUint32(16, crc, true);
	bytes.set(identity, 20);
	view.setUint32(CHECKED_BYTES, crc32(bytes.subarray(0, CHECKED_BYTES)), true);
	return bytes;
}

/** The header in the first 64 bytes of a slot; undefined unless it is whole, committed and of this kind. */
export function decodeHeader(kind: RecordKind, bytes: Uint8Array): RecordHeader | undefined {
	const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
	const known = view.getUint32(0, true) === MAGIC && view.getUint16(4, true) === FORMAT_VERSION;
	if (!known || view.getUint16(6, true) !== kindNumber(kind) || !hasMark(bytes)) return undefined;
	if (view.getUint32(CHECKED_BYTES, true) !== crc32(bytes.subarray(0, CHECKED_BYTES))) return undefined;
	const identity = bytes.slice(20, 20 + IDENTITY_BYTES);
	return { sequence: view.getUint32(8, true), length: view.getUint32(12, true), crc: view.getUint32(16, true), identity };
}

/** Whether a sequence number comes after another; a number may have wrapped meanwhile. */
export const isLater = (sequence: number, than: number): boolean => ((sequence - than) | 0) > 0;

const kindNumber = (kind: RecordKind): number => KINDS.indexOf(kind) + 1;

function hasMark(bytes: Uint8Array): boolean {
	for (let i = 0; i < MARK.length; i++) if (bytes[MARK_OFFSET + i] !== MARK.charCodeAt(i)) return false;
	return true;
}
