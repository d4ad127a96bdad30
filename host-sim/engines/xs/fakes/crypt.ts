import { ask } from "../inside/channel.js";
import { Request } from "../messages.js";

/** The class of `crypt` that the firmware uses: C on a board, the host here. */
export class Digest {
	#pieces: Uint8Array[] = [];

	constructor(algorithm: string) {
		if (algorithm !== "SHA256") throw new Error("unknown digest");
	}

	/** Takes whole buffers, no views. */
	write(buffer: unknown): void {
		if (!(buffer instanceof ArrayBuffer)) throw new TypeError("invalid buffer");
		this.#pieces.push(new Uint8Array(buffer.slice(0)));
	}

	close(): ArrayBuffer {
		const all = new Uint8Array(this.#pieces.reduce((sum, piece) => sum + piece.length, 0));
		let at = 0;
		for (const piece of this.#pieces) {
			all.set(piece, at);
			at += piece.length;
		}
		return ask(Request.DIGEST, undefined, all).slice().buffer;
	}
}
