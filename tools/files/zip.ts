import { crc32, inflateRawSync } from "node:zlib";

/** Why an archive cannot be read; the caller adds the file's name. */
export class ZipProblem extends Error {
	override readonly name = "ZipProblem";
}

/** A file in an archive. */
export interface ZipEntry {
	readonly name: string;
	/** Its bytes, checked against the checksum that the archive has of them. Throws ZipProblem, also for more than `limit` bytes. */
	read(limit: number): Uint8Array;
}

/** Where a record of the format begins, and how long it is without its names [APPNOTE 4.3]. */
const END = { signature: 0x06054b50, size: 22, farthest: 22 + 0xffff };
const DIRECTORY = { signature: 0x02014b50, size: 46 };
const LOCAL = { signature: 0x04034b50, size: 30 };
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

/** The directory of a zip archive; nothing is inflated before it is read. Throws ZipProblem. */
export function readZip(bytes: Uint8Array): ZipEntry[] {
	return guarded(() => {
		const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
		const end = endOf(view);
		const entries: ZipEntry[] = [];
		let at = view.getUint32(end + 16, true);
		for (let left = view.getUint16(end + 10, true); left > 0; left--) {
			requireSignature(view, at, DIRECTORY.signature);
			const nameLength = view.getUint16(at + 28, true);
			entries.push(
				new Entry(bytes, view, at, new TextDecoder().decode(bytes.subarray(at + DIRECTORY.size, at + DIRECTORY.size + nameLength))),
			);
			at += DIRECTORY.size + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
		}
		return entries;
	});
}

class Entry implements ZipEntry {
	readonly #bytes: Uint8Array;
	readonly #view: DataView;
	/** Of its record in the directory. */
	readonly #at: number;

	constructor(
		bytes: Uint8Array,
		view: DataView,
		at: number,
		readonly name: string,
	) {
		this.#bytes = bytes;
		this.#view = view;
		this.#at = at;
	}

	read(limit: number): Uint8Array {
		return guarded(() => {
			const size = this.#view.getUint32(this.#at + 24, true);
			if (size > limit) throw new ZipProblem(`has ${size} bytes, more than ${limit}`);
			if (this.#view.getUint16(this.#at + 8, true) & ENCRYPTED) throw new ZipProblem("is encrypted");
			const plain = this.#unpacked(size);
			if (plain.length !== size || crc32(plain) !== this.#view.getUint32(this.#at + 16, true))
				throw new ZipProblem("is damaged: its checksum is another");
			return plain;
		});
	}

	#unpacked(size: number): Uint8Array {
		const method = this.#view.getUint16(this.#at + 10, true);
		const packed = this.#packed();
		if (method === STORED) return packed;
		if (method !== DEFLATED) throw new ZipProblem(`is compressed by method ${method}, which is not deflate`);
		return size === 0 ? new Uint8Array(0) : inflateRawSync(packed, { maxOutputLength: size });
	}

	/** Behind its local record, whose lengths of name and extra field are its own. */
	#packed(): Uint8Array {
		const local = this.#view.getUint32(this.#at + 42, true);
		requireSignature(this.#view, local, LOCAL.signature);
		const from = local + LOCAL.size + this.#view.getUint16(local + 26, true) + this.#view.getUint16(local + 28, true);
		return this.#bytes.subarray(from, from + this.#view.getUint32(this.#at + 20, true));
	}
}

/** A comment of any length may follow the end record. */
function endOf(view: DataView): number {
	const farthest = Math.max(0, view.byteLength - END.farthest);
	for (let at = view.byteLength - END.size; at >= farthest; at--) if (view.getUint32(at, true) === END.signature) return at;
	throw new ZipProblem("is no archive, or is cut off");
}

function requireSignature(view: DataView, at: number, signature: number): void {
	if (view.getUint32(at, true) !== signature) throw new ZipProblem("is damaged");
}

/** Offsets beyond the end and data that cannot be inflated are damage too. */
function guarded<T>(work: () => T): T {
	try {
		return work();
	} catch (error) {
		throw error instanceof ZipProblem ? error : new ZipProblem("is damaged");
	}
}
