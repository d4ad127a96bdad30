import { createHash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { ToolError } from "../errors.js";
import type { Access } from "./chip-server.js";
import { hexOfBytes, hexOfWords } from "./hex.js";

/** Longer transfers are written as a digest. */
const SHOWN_BYTES = 64;
/** Characters that are kept before they are written. */
const BATCH = 1 << 16;

/** One access as a line of JSON, in the form of the recorded traces. */
export function traceLine(access: Access): string {
	if (access.op === "SLEEP") return JSON.stringify(access);
	if (access.op === "FRAME") return JSON.stringify({ op: "FRAME", tx: hexOfBytes(access.sent), rx: hexOfBytes(access.received) });
	const { op, address, bytes } = access;
	const shown = bytes.length <= SHOWN_BYTES;
	const data = shown ? { words: hexOfWords(bytes) } : { sha256: createHash("sha256").update(bytes).digest("hex") };
	return JSON.stringify({ op, addr: address.toString(16), bytes: bytes.length, ...data });
}

/** Keeps a trace in a file. Serving the chip goes on when the disk is full; the end tells. */
export class TraceFile {
	readonly #path: string;
	readonly #file: number;
	#text = "";
	#failure: ToolError | undefined;

	/** Throws ToolError `cannot-write`. */
	constructor(path: string) {
		this.#path = path;
		this.#file = this.#try(() => openSync(path, "w")) ?? -1;
		if (this.#failure) throw this.#failure;
	}

	add(access: Access): void {
		this.#text += `${traceLine(access)}\n`;
		if (this.#text.length >= BATCH) this.#flush();
	}

	/** Throws ToolError `cannot-write` if lines have been lost. */
	close(): void {
		this.#flush();
		this.#try(() => closeSync(this.#file));
		if (this.#failure) throw this.#failure;
	}

	#flush(): void {
		const bytes = Buffer.from(this.#text, "latin1");
		this.#text = "";
		this.#try(() => {
			for (let done = 0; done < bytes.length;) done += writeSync(this.#file, bytes, done);
		});
	}

	#try<T>(work: () => T): T | undefined {
		if (this.#failure) return undefined;
		try {
			return work();
		} catch (error) {
			const code = (error as NodeJS.ErrnoException).code ?? String(error);
			this.#failure = new ToolError("cannot-write", `cannot write the trace ${this.#path} (${code})`, "choose another file, or make room");
			return undefined;
		}
	}
}
