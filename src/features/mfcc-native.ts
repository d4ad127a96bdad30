import FFI from "mc/ffi";
import { Framer } from "./framer.js";
import type { FrontEnd } from "./front-end.js";
import { packTables, workWords } from "./packed-tables.js";

/**
 * The Mfcc of mfcc.ts with its kernel in C (mfcc.c), equal bit for bit. Which of the two is the module "features/mfcc" is
 * decided by the manifest, whose `ffi` names the source and the arguments; docs/mfcc.md has both.
 */
export class Mfcc extends Framer {
	#ffi = new FFI();
	#tables: ArrayBuffer;
	#work: ArrayBuffer;

	/** Throws FrontEndError for a front end that cannot be computed. */
	constructor(frontEnd: FrontEnd) {
		super(frontEnd);
		this.#tables = packTables(frontEnd);
		this.#work = new ArrayBuffer(4 * workWords(frontEnd));
	}

	protected override compute(samples: Int16Array, row: Uint8Array): void {
		this.#ffi.mfccFrame(bufferOf(samples), samples.byteOffset >> 1, this.#tables, this.#work, bufferOf(row), row.byteOffset);
	}
}

/** A foreign function takes no view; of a shared buffer XS says so itself. */
const bufferOf = (view: Int16Array | Uint8Array): ArrayBuffer => view.buffer as ArrayBuffer;
