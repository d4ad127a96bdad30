import { getField, Memory, Spi } from "../../src/akida/registers.js";
import type { Frame } from "../protocol.js";
import { registerAt } from "./registers.js";

/** A frame in words. */
export interface Decoded {
	readonly direction: "read" | "write" | "unknown";
	readonly kind: "register" | "memory" | "other";
	readonly address: number;
	/** Bytes of data. */
	readonly bytes: number;
	/** Where: a register, the chip's memory, or a bare address. */
	readonly place: string;
	/** What: fields with their values, or the first bytes. */
	readonly content: string;
}

const SIZE_CODE = 0x07;
/** Bytes that are shown of longer data. */
const SHOWN_BYTES = 12;

/** What a frame of the SPI slave says [2]. */
export function decodeFrame({ sent, received }: Frame): Decoded {
	const command = (sent[0] ?? 0) & ~SIZE_CODE;
	const address = addressOf(sent);
	const bytes = 4 * (Spi.BURST_WORDS[(sent[0] ?? 0) & SIZE_CODE] ?? 0);
	const { kind, place } = placeOf(address);
	if (command === Spi.READ && received.length === bytes && bytes > 0) {
		return { direction: "read", kind, address, bytes, place, content: contentOf(address, received) };
	}
	const data = sent.subarray(Spi.HEADER_BYTES);
	if (command === Spi.WRITE && data.length === bytes && bytes > 0) {
		return { direction: "write", kind, address, bytes, place, content: contentOf(address, data) };
	}
	const other = { place: "not a frame of the chip's protocol", content: hexBytes(sent) };
	return { direction: "unknown", kind: "other", address, bytes: sent.length, ...other };
}

/** 24 bits of word address, most significant byte first, under the fixed prefix. */
function addressOf(sent: Uint8Array): number {
	const word = ((sent[1] ?? 0) << 16) | ((sent[2] ?? 0) << 8) | (sent[3] ?? 0);
	return Spi.ADDRESS_PREFIX * 2 ** 24 + 4 * word;
}

function placeOf(address: number): Pick<Decoded, "kind" | "place"> {
	const register = registerAt(address);
	if (register) return { kind: "register", place: register.name };
	const offset = address - Memory.SCRATCH;
	if (offset >= 0 && offset < Memory.SRAM_SIZE) return { kind: "memory", place: `memory + ${hex(offset, 5)}` };
	return { kind: "other", place: hex(address, 8) };
}

/** Registers one after the other with their fields; anything else as bytes. */
function contentOf(address: number, data: Uint8Array): string {
	if (!registerAt(address)) return hexBytes(data);
	const parts: string[] = [];
	for (let at = 0; at < data.length; at += 4) parts.push(registerContent(address + at, wordAt(data, at), at > 0));
	return parts.join("; ");
}

function registerContent(address: number, word: number, named: boolean): string {
	const register = registerAt(address);
	const fields = (register?.fields ?? []).map(([name, field]) => [name, getField(word, field)] as const);
	const set = fields.filter(([, value]) => value !== 0).map(([name, value]) => (value === 1 ? name : `${name} ${value}`));
	const text = fields.length === 0 || word === 0 || set.length === 0 ? hex(word, 8) : `${hex(word, 8)} ${set.join(", ")}`;
	return named && register ? `${register.name} ${text}` : text;
}

/** Words have their most significant byte first on the wire. */
function wordAt(data: Uint8Array, at: number): number {
	return new DataView(data.buffer, data.byteOffset).getUint32(at);
}

function hexBytes(bytes: Uint8Array): string {
	const shown = Array.from(bytes.subarray(0, SHOWN_BYTES), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
	return bytes.length > SHOWN_BYTES ? `${shown} …` : shown;
}

const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, "0")}`;
