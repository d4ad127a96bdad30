import { readBundle } from "../bundle/bundle.js";
import type { FlashStore } from "../ports.js";
import { sameBytes } from "../storage/bytes.js";
import { IDENTITY_BYTES } from "../storage/record-header.js";
import type { SectorWriter } from "../storage/sector-writer.js";
import { Slots } from "../storage/slots.js";
import type { Bundle } from "../bundle/bundle.js";
import { Refusal } from "./refusal.js";

/** A model that is to come. */
export interface UpdatePlan {
	/** Bytes of the bundle. */
	readonly length: number;
	/** Its digest, 64 hexadecimal digits. */
	readonly digest: string;
	/** Its CRC-32. */
	readonly crc: number;
}

/** How far an update is. */
export interface UpdateProgress {
	/** Bytes that are there. */
	readonly position: number;
	/** Bytes of the piece that is due at `position`; 0 when everything is there. */
	readonly next: number;
	/** There may be more: ask again. */
	readonly looking: boolean;
}

/** Pieces looked at in one go: each takes time in which nobody listens. */
const LOOKS = 2;

export interface UpdatePorts {
	readonly models: FlashStore;
	/** Throws Refusal while a model cannot be changed. */
	readonly requireIdle: () => void;
	/** Runs the new model's self-tests in place of the old model, which goes on if this throws. Returns their number. */
	readonly prove: (bundle: Bundle, commit: () => void) => number;
}

/**
 * A new model on its way into the slot that is not in use, while the old one is. It is written piece by piece and can be gone on
 * with after any interruption; when everything is there it has to prove itself, and only then it becomes valid.
 */
export class ModelUpdate {
	#ports: UpdatePorts;
	#writer: SectorWriter | undefined;
	#identity: Uint8Array = new Uint8Array(0);

	constructor(ports: UpdatePorts) {
		this.#ports = ports;
	}

	/** Begins, or goes on where the same update was broken off. `pieces`: CRC-32 of each piece, little-endian. Throws Refusal, StorageError. */
	begin({ length, digest, crc }: UpdatePlan, pieces: Uint8Array): UpdateProgress {
		const identity = bytesOfHex(digest);
		if (identity.length !== IDENTITY_BYTES) throw new Refusal("bad-command", "the digest needs 64 hexadecimal digits");
		const view = new DataView(pieces.buffer, pieces.byteOffset, pieces.length);
		const crcs = Uint32Array.from({ length: pieces.length >> 2 }, (_, i) => view.getUint32(4 * i, true));
		this.#identity = identity;
		this.#writer = new Slots(this.#ports.models, "model").resume({ length, identity, crc, pieces: crcs });
		return this.progress();
	}

	/** How far it is; what an earlier attempt wrote is found by and by. Throws Refusal, StorageError. */
	progress(): UpdateProgress {
		const writer = this.#require();
		let looking = true;
		for (let n = 0; n < LOOKS && looking; n++) looking = writer.look();
		return { position: writer.position, next: writer.next, looking };
	}

	/** Takes the piece that is due; one that is there already does no harm. Throws Refusal, StorageError. */
	write(offset: number, bytes: Uint8Array): UpdateProgress {
		const writer = this.#require();
		if (offset >= writer.position) writer.write(offset, bytes);
		return this.progress();
	}

	/** Switches to the new model, if it proves itself; returns the number of its self-tests. Throws Refusal or what else speaks against it. */
	commit(): number {
		const writer = this.#require();
		this.#ports.requireIdle();
		const bundle = readBundle(writer.record().bytes());
		if (!sameBytes(bundle.digest, this.#identity)) throw new Refusal("not-for-this-device", "the model is another than was announced");
		const tests = this.#ports.prove(bundle, () => writer.commit());
		this.#writer = undefined;
		return tests;
	}

	/** Ends; what was written stays until the next update. */
	abort(): void {
		this.#writer?.close();
		this.#writer = undefined;
	}

	#require(): SectorWriter {
		if (!this.#writer) throw new Refusal("no-update", "no model is on its way; begin an update first");
		return this.#writer;
	}
}

/** Empty for anything but pairs of hexadecimal digits. */
function bytesOfHex(text: string): Uint8Array {
	if (!/^([0-9a-f]{2})*$/i.test(text)) return new Uint8Array(0);
	return Uint8Array.from({ length: text.length / 2 }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

/** Bytes as hexadecimal digits. */
export function hexOf(bytes: Uint8Array): string {
	let text = "";
	for (let i = 0; i < bytes.length; i++) text += (bytes[i] as number).toString(16).padStart(2, "0");
	return text;
}
