import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One line of a recorded access trace (see its README). */
export interface TraceLine {
	readonly op?: "R" | "W" | "FRAME" | "FRAMES" | "CS" | "SLEEP";
	readonly addr?: string;
	readonly bytes?: number;
	readonly words?: readonly string[];
	readonly sha256?: string;
	readonly tx?: string;
	readonly rx?: string;
	readonly opcode?: string;
	readonly count?: number;
	readonly data_sha256?: string;
}

export function traceLines(path: string): TraceLine[] {
	const lines = readFileSync(path, "utf8").trim().split("\n");
	return lines.map((line) => JSON.parse(line) as TraceLine);
}

interface Span {
	readonly offset_address: number;
	readonly word_size: number;
}

interface Tensor {
	readonly dims: readonly number[];
}

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Every {offset_address, word_size} that a decoded program mentions. */
function spansOf(value: unknown): Span[] {
	if (typeof value !== "object" || value === null) return [];
	const own = "offset_address" in value && "word_size" in value ? [value as Span] : [];
	return [...own, ...Object.values(value).flatMap(spansOf)];
}

/** A fixture program with its samples. */
export class Fixture {
	readonly program: Uint8Array;
	readonly inputs: Uint8Array[];
	readonly outputs: Uint8Array[];
	readonly inputDims: readonly number[];
	readonly outputDims: readonly number[];
	readonly #spans: Uint8Array[];

	constructor(folder: string) {
		const read = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, name)));
		const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), "utf8"));
		const meta = json("meta.json") as { program_data_offset: number };
		this.program = read("program.bin");
		this.inputDims = (json("inputs.json") as Tensor).dims;
		this.outputDims = (json("outputs.json") as Tensor).dims;
		this.inputs = samples(read("inputs.bin"), this.inputDims);
		this.outputs = samples(read("outputs.bin"), this.outputDims);
		this.#spans = spansOf(meta).map(({ offset_address, word_size }) => {
			const start = meta.program_data_offset + offset_address;
			return this.program.subarray(start, start + 4 * word_size);
		});
	}

	/** The fixture's bytes, or the front of them, behind a digest; `extra` are tensors in the form in which they travel. */
	behind(digest: string, bytes: number, extra: readonly Uint8Array[]): Uint8Array {
		const found = [...this.#spans, ...extra].find((blob) => blob.length >= bytes && sha256(blob.subarray(0, bytes)) === digest);
		if (!found) throw new RangeError(`nothing in the fixture has the digest ${digest}`);
		return found.subarray(0, bytes);
	}
}

function samples(data: Uint8Array, dims: readonly number[]): Uint8Array[] {
	const count = dims[0] as number;
	const size = data.length / count;
	return Array.from({ length: count }, (_, i) => data.slice(i * size, (i + 1) * size));
}
