/** Size of the header in front of a collection, and in front of each object in it. */
const HEADER = 16;

/**
 * True when every global heap collection ("GCOL", where HDF5 keeps strings of variable length) is a sound chain of objects that
 * ends where the collection does. The HDF5 library follows a damaged chain for ever, so this is asked before it is.
 */
export function heapsAreSound(bytes: Uint8Array): boolean {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	for (let at = 0; at + HEADER <= bytes.length; at += 8) {
		if (view.getUint32(at) === 0x47434f4c && !chainEnds(view, at)) return false;
	}
	return true;
}

/** Objects: 16-bit index (0 for the free rest), 16-bit count, 4 bytes reserved, 64-bit size; data padded to 8 bytes. */
function chainEnds(view: DataView, start: number): boolean {
	const end = start + sizeAt(view, start + 8);
	if (!(end <= view.byteLength)) return false;
	let at = start + HEADER;
	while (at + HEADER <= end) {
		const size = sizeAt(view, at + 8);
		// The size of the free rest includes its header.
		if (view.getUint16(at, true) === 0) return size === end - at;
		at += HEADER + Math.ceil(size / 8) * 8;
	}
	return at <= end;
}

const sizeAt = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));
