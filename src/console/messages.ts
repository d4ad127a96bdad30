import { fromUtf8, toUtf8 } from "./utf8.js";

/** What is sent as one: JSON, and bytes that belong to it. */
export interface Message {
	readonly json: unknown;
	/** Empty if there are none. */
	readonly bytes: Uint8Array;
}

const LENGTH_BYTES = 2;
/** Bytes of the longest message. */
export const LONGEST_MESSAGE = 65535;

/** Length of the JSON text (two bytes, little-endian), the text in UTF-8, the bytes. Throws RangeError for what is too long. */
export function encodeMessage(json: unknown, bytes?: Uint8Array): Uint8Array<ArrayBuffer> {
	const text = toUtf8(JSON.stringify(json));
	const message = new Uint8Array(LENGTH_BYTES + text.length + (bytes?.length ?? 0));
	if (message.length > LONGEST_MESSAGE) throw new RangeError(`a message of ${message.length} bytes; ${LONGEST_MESSAGE} can be sent`);
	new DataView(message.buffer).setUint16(0, text.length, true);
	message.set(text, LENGTH_BYTES);
	if (bytes) message.set(bytes, LENGTH_BYTES + text.length);
	return message;
}

/** Reads a message; its bytes are a view. Undefined for anything that is none. */
export function decodeMessage(message: Uint8Array): Message | undefined {
	if (message.length < LENGTH_BYTES) return undefined;
	const end = LENGTH_BYTES + new DataView(message.buffer, message.byteOffset).getUint16(0, true);
	if (end > message.length) return undefined;
	try {
		return { json: JSON.parse(fromUtf8(message.subarray(LENGTH_BYTES, end))), bytes: message.subarray(end) };
	} catch (error) {
		if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
		throw error;
	}
}
