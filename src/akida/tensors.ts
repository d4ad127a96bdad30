import { type ChipLink, Registers } from "./chip-link.js";
import { AkidaError } from "./errors.js";
import { EventReader } from "./event-reader.js";
import { type Dims, elements, type ProgramInfo } from "./program.js";
import { getField, OUTPUT_HEADER_BYTES, OutputHeader } from "./registers.js";
import { outputValueBytes } from "./sizes.js";

/** Values of one output, row-major (x, y, c): uint8 below 8 bits, int8 at 8, int32 above and for all potentials [17.4]. */
export type OutputValues = Uint8Array | Int8Array | Int32Array;

/** What one job produced. The object and its values are the driver's own and hold until the next fetch: copy what must last. */
export interface Output {
	readonly jobId: number;
	readonly dims: Dims;
	readonly values: OutputValues;
}

/** Reads outputs into one set of typed views, which rest on the host being little-endian, as XS and Node hosts are. */
export class OutputReader {
	readonly #link: ChipLink;
	readonly #registers: Registers;
	readonly #bytes: Uint8Array;
	readonly #events: EventReader | undefined;
	readonly #output: { jobId: number; readonly dims: Dims; readonly values: OutputValues };

	constructor(link: ChipLink, program: ProgramInfo) {
		const dims = program.outputDims;
		const sparse = program.outputType !== "dense";
		const values = sparse && program.activation ? new Uint8Array(elements(dims)) : allocate(program);
		this.#link = link;
		this.#registers = new Registers(link);
		this.#bytes = new Uint8Array(values.buffer);
		this.#events = sparse ? new EventReader(link, program) : undefined;
		this.#output = { jobId: 0, dims, values };
	}

	/** First word of an output's header [17.4]. */
	readHeader(address: number): number {
		return this.#registers.readWord(address);
	}

	/** Reads the payload behind a header whose first word is known [13, fetch step 3]. Throws {@link AkidaError} `bad-output`. */
	read(address: number, header: number, jobId: number): Output {
		const payload = address + OUTPUT_HEADER_BYTES;
		if (this.#events) this.#events.read(payload, getField(header, OutputHeader.PAYLOAD_WORDS), this.#output.values);
		else this.#link.read(payload, this.#bytes);
		this.#output.jobId = jobId;
		return this.#output;
	}
}

function allocate(program: ProgramInfo): OutputValues {
	const length = elements(program.outputDims);
	if (outputValueBytes(program) === 4) return new Int32Array(length);
	return program.outputBits === 8 ? new Int8Array(length) : new Uint8Array(length);
}

/**
 * Potentials in the model's own scale [17.5]: (p - shift) * scale per output channel, in single precision. Shift and
 * scale come from the program; where it has none, potentials are returned as they are. Throws {@link AkidaError}
 * `not-potentials` for a program with activation.
 */
export function dequantize(output: Output, program: ProgramInfo, into = new Float32Array(output.values.length)): Float32Array {
	requirePotentials(program);
	const { outputShift, outputScales } = program;
	const channels = program.outputDims.c;
	for (let i = 0; i < output.values.length; i++) {
		const shift = outputShift[i % channels] ?? 0;
		into[i] = Math.fround((output.values[i] as number) - shift) * (outputScales[i % channels] ?? 1);
	}
	return into;
}

/** Refuses, with {@link AkidaError} `not-potentials`, programs with activation. */
export function requirePotentials(program: ProgramInfo): void {
	if (program.activation) throw new AkidaError("not-potentials", "the program's outputs are activations, which have no scale");
}
