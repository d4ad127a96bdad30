import { ToolError } from "../errors.js";

/** The one format that the front end takes. */
const SAMPLE_RATE = 16000;
const BITS = 16;

const PCM = 1;
const EXTENSIBLE = 0xfffe;
/** Bytes 2..15 of the sub-format GUID in WAVE_FORMAT_EXTENSIBLE; the first two are the format tag. */
const GUID_TAIL = "000000001000800000aa00389b71";
const HEADER_BYTES = 44;

/** Mono 16-bit PCM at 16 kHz. */
export interface Sound {
	readonly sampleRate: number;
	readonly samples: Int16Array;
}

/** Reads a RIFF/WAVE file of 16-bit mono PCM at 16 kHz, chunks in any order. Anything else is a ToolError that names the file. */
export function readWav(bytes: Uint8Array, name: string): Sound {
	const chunks = readChunks(bytes, name);
	const format = chunks.get("fmt ");
	const data = chunks.get("data");
	if (!format || !data) throw damaged(name, `it has no ${format ? "data" : "format"} chunk`);
	requireFormat(format, name);
	if (data.byteLength === 0) throw new ToolError("bad-file", `${name} holds no samples`, "record it again");
	if (data.byteLength % 2 !== 0) throw damaged(name, "its last sample is cut in half");
	const samples = Int16Array.from({ length: data.byteLength / 2 }, (_, i) => data.getInt16(2 * i, true));
	return { sampleRate: SAMPLE_RATE, samples };
}

/** A WAV file of mono 16-bit PCM. */
export function writeWav({ samples, sampleRate }: Sound): Uint8Array {
	const bytes = new Uint8Array(HEADER_BYTES + 2 * samples.length);
	const view = new DataView(bytes.buffer);
	const tag = (at: number, text: string): void => void new TextEncoder().encodeInto(text, bytes.subarray(at));
	tag(0, "RIFF");
	view.setUint32(4, bytes.length - 8, true);
	tag(8, "WAVEfmt ");
	view.setUint32(16, 16, true);
	view.setUint16(20, PCM, true);
	view.setUint16(22, 1, true);
	view.setUint32(24, sampleRate, true);
	view.setUint32(28, 2 * sampleRate, true);
	view.setUint16(32, 2, true);
	view.setUint16(34, BITS, true);
	tag(36, "data");
	view.setUint32(40, 2 * samples.length, true);
	samples.forEach((sample, i) => view.setInt16(HEADER_BYTES + 2 * i, sample, true));
	return bytes;
}

/** The first chunk of every kind; chunks of odd size are followed by one byte of padding. */
function readChunks(bytes: Uint8Array, name: string): Map<string, DataView> {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	if (bytes.length < 12 || tagAt(bytes, 0) !== "RIFF" || tagAt(bytes, 8) !== "WAVE") {
		throw new ToolError("bad-file", `${name} is not a WAV file`, "give a RIFF/WAVE recording: 16 kHz, mono, 16-bit PCM");
	}
	const chunks = new Map<string, DataView>();
	for (let at = 12; at + 8 <= bytes.length;) {
		const size = view.getUint32(at + 4, true);
		const tag = tagAt(bytes, at);
		const left = bytes.length - at - 8;
		if (size > left) throw damaged(name, `its "${tag.trim()}" chunk should have ${size} bytes, ${left} are there`);
		if (!chunks.has(tag)) chunks.set(tag, new DataView(bytes.buffer, bytes.byteOffset + at + 8, size));
		at += 8 + size + (size & 1);
	}
	return chunks;
}

function requireFormat(format: DataView, name: string): void {
	if (format.byteLength < 16) throw damaged(name, "its format chunk is too short");
	const channels = format.getUint16(2, true);
	const rate = format.getUint32(4, true);
	const bits = format.getUint16(14, true);
	if (formatTag(format) !== PCM) throw wrongFormat(name, "is compressed or floating point");
	if (bits !== BITS) throw wrongFormat(name, `has ${bits} bits per sample`);
	if (channels !== 1) throw wrongFormat(name, `has ${channels} channels`);
	if (rate !== SAMPLE_RATE) throw wrongFormat(name, `is sampled at ${rate} Hz`);
	if (format.getUint16(12, true) !== 2) throw damaged(name, "its format chunk contradicts itself");
}

/** The format tag, taken from the sub-format when the chunk is extensible. */
function formatTag(format: DataView): number {
	const tag = format.getUint16(0, true);
	if (tag !== EXTENSIBLE || format.byteLength < 40) return tag;
	const tail = Array.from({ length: 14 }, (_, i) =>
		format
			.getUint8(26 + i)
			.toString(16)
			.padStart(2, "0"),
	).join("");
	return tail === GUID_TAIL ? format.getUint16(24, true) : tag;
}

const tagAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));

function damaged(name: string, why: string): ToolError {
	return new ToolError("bad-file", `${name} is damaged or cut off: ${why}`, "record or copy it again");
}

function wrongFormat(name: string, what: string): ToolError {
	const hint = `convert it to 16 kHz, mono, 16-bit PCM, e.g. sox "${name}" -r 16000 -c 1 -b 16 out.wav`;
	return new ToolError("bad-file", `${name} ${what}`, hint);
}
