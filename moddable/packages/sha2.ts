import { Digest } from "crypt";

/** The native digest takes whole buffers only: bytes are handed over in copies of this size. */
const PIECE = 4096;

/** What the firmware uses of the package's hash object. */
class Sha256 {
	#digest = new Digest("SHA256");

	update(bytes: Uint8Array): this {
		for (let at = 0; at < bytes.length; at += PIECE) this.#digest.write(bytes.slice(at, at + PIECE).buffer);
		return this;
	}

	digest(): Uint8Array {
		return new Uint8Array(this.#digest.close());
	}
}

/** SHA-256 by the SDK's C code. The package keeps its working words in a module, which preloading would make read-only. */
export const sha256 = Object.freeze({ create: () => new Sha256() });
