import { AkidaError } from "./errors.js";
import type { NpIdent } from "./program.js";
import { bitsOf, Packet } from "./registers.js";

/**
 * The two header words of a packet to or from `words` payload words at the start of an NP's unit [8]. Throws
 * {@link AkidaError} `field-overflow` for the lengths that count in units of 16 words: they cannot be read back [19].
 */
export function packetHeader(np: NpIdent, unit: number, words: number): Uint32Array {
	const available = Packet.XL_LIMIT - 1;
	if (words > available)
		throw new AkidaError("field-overflow", `a packet of ${words} words is too long to be read`, { requested: words, available });
	const place = bitsOf(Packet.COLUMN_0, np.column) | bitsOf(Packet.ROW_0, np.row) | bitsOf(Packet.NP_MASK_0, 1 << np.id);
	return Uint32Array.of(place | bitsOf(Packet.UNIT_0, unit), bitsOf(Packet.LENGTH_1, words));
}

/** The bytes of words in memory order: those of the array itself, on the little-endian machines that XS and Node run on. */
export function bytesOf(words: Uint32Array): Uint8Array {
	return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
