/** CRC-32 of IEEE 802.3 (reflected, polynomial 0xEDB88320), one entry per byte value. */
const TABLE: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
	let c = byte;
	for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
	return c >>> 0;
});

/** CRC-32 of `bytes`; pass the previous result to continue over several pieces. */
export function crc32(bytes: Uint8Array, previous = 0): number {
	let c = ~previous;
	for (let i = 0; i < bytes.length; i++) c = (TABLE[(c ^ (bytes[i] as number)) & 0xff] as number) ^ (c >>> 8);
	return ~c >>> 0;
}
