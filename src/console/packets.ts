import type { Link } from "../ports.js";
import { encodeFrame, LONGEST_BODY } from "./framing.js";

/** Release of the protocol: the high half of every packet's first byte. */
export const PROTOCOL_VERSION = 1;

/** What a packet is: the low half of its first byte (docs/console.md). */
export const Kind = Object.freeze({
	/** A part of a request. */
	REQUEST: 1,
	/** A part of the answer to the request with the same id. */
	ANSWER: 2,
	/** A part of an event; the id counts events. */
	EVENT: 3,
	/** The offset is where the next part of the request is to begin. With id 0: something damaged came. */
	RECEIVED: 4,
	/** Asks for bytes of an answer: from the offset on, as many as the length says. */
	PULL: 5,
} as const);

export type Kind = (typeof Kind)[keyof typeof Kind];

/** Where a packet belongs. */
export interface PacketHeader {
	readonly kind: number;
	readonly version: number;
	/** Of the request, 1 to 65535. */
	readonly id: number;
	/** Of the payload in its message. */
	readonly offset: number;
	/** Bytes of the whole message. */
	readonly length: number;
}

export const HEADER_BYTES = 7;
/** Largest payload of one packet. */
export const LONGEST_PAYLOAD = LONGEST_BODY - HEADER_BYTES;

/** A packet as a frame. */
export function encodePacket(kind: Kind, id: number, offset: number, length: number, payload?: Uint8Array): Uint8Array {
	const body = new Uint8Array(HEADER_BYTES + (payload?.length ?? 0));
	const view = new DataView(body.buffer);
	body[0] = (PROTOCOL_VERSION << 4) | kind;
	view.setUint16(1, id, true);
	view.setUint16(3, offset, true);
	view.setUint16(5, length, true);
	if (payload) body.set(payload, HEADER_BYTES);
	return encodeFrame(body);
}

/** The header of a packet, undefined if it is too short for one. The payload is what follows. */
export function decodeHeader(body: Uint8Array): PacketHeader | undefined {
	if (body.length < HEADER_BYTES) return undefined;
	const view = new DataView(body.buffer, body.byteOffset);
	const first = body[0] as number;
	return {
		kind: first & 0xf,
		version: first >> 4,
		id: view.getUint16(1, true),
		offset: view.getUint16(3, true),
		length: view.getUint16(5, true),
	};
}

/** Sends bytes of a message, from one offset to another, in packets with payloads of `part` bytes. */
export function sendParts(
	link: Pick<Link, "write">,
	kind: Kind,
	id: number,
	message: Uint8Array,
	{ from, to, part }: { readonly from: number; readonly to: number; readonly part: number },
): void {
	for (let at = from; at < to; at += part) {
		link.write(encodePacket(kind, id, at, message.length, message.subarray(at, Math.min(to, at + part))));
	}
}
