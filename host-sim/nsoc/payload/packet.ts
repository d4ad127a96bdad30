import { bitsOf, getField, Packet, setField } from "../../../src/akida/registers.js";
import type { NpIdent } from "../mesh-limits.js";

/** [8] Header word 0 of a block for a unit of one NP. */
export function npHeader(np: NpIdent, unit: number): number {
	let word = bitsOf(Packet.COLUMN_0, np.col);
	word = setField(word, Packet.ROW_0, np.row);
	word = setField(word, Packet.NP_MASK_0, 1 << np.id);
	return setField(word, Packet.UNIT_0, unit);
}

/** [8] Header word 0 of a block for a unit of the HRC. */
export function hrcHeader(unit: number): number {
	return setField(bitsOf(Packet.HRC_EN_0, Packet.HRC_EN), Packet.UNIT_0, unit);
}

/** [8] One block: two header words, then the payload, zero-filled to whole XL units when it is long. */
export function block(header: number, start: number, payload: Uint32Array): Uint32Array {
	const xl = payload.length >= Packet.XL_LIMIT;
	const units = xl ? Math.ceil(payload.length / Packet.XL_UNIT) : payload.length;
	const words = new Uint32Array(2 + (xl ? units * Packet.XL_UNIT : units));
	words[0] = header;
	words[1] = setField(setField(bitsOf(Packet.START_1, start), Packet.LENGTH_1, units), Packet.XL_1, xl ? 1 : 0);
	words.set(payload, 2);
	return words;
}

/** [8] Payload words announced by header word 1. */
export function payloadLength(header: number): number {
	return getField(header, Packet.LENGTH_1) * (getField(header, Packet.XL_1) ? Packet.XL_UNIT : 1);
}

/** Consecutive blocks as one track. */
export function track(...blocks: Uint32Array[]): Uint32Array {
	const words = new Uint32Array(blocks.reduce((sum, one) => sum + one.length, 0));
	let end = 0;
	for (const one of blocks) {
		words.set(one, end);
		end += one.length;
	}
	return words;
}
