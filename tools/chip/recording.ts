import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AkidaError } from "../../src/akida/errors.js";
import { elements, parseProgram, type Program } from "../../src/akida/program.js";
import { outputValueBytes } from "../../src/akida/sizes.js";
import { ToolError } from "../errors.js";

/** A program with inputs, and the outputs that a chip gave for them. */
export interface Recording {
	readonly container: Uint8Array;
	readonly program: Program;
	/** Dense tensors, row-major. */
	readonly inputs: readonly Uint8Array[];
	/** Dense tensors, row-major: bytes up to 8 bits, else little-endian words. */
	readonly outputs: readonly Uint8Array[];
}

const HINT = "a recording is a folder with program.bin, inputs.bin and outputs.bin";

/** Reads a folder in the form of the vendor's test programs. Throws ToolError. */
export function readRecording(folder: string): Recording {
	const container = readPart(folder, "program.bin");
	const program = parsed(folder, container);
	const inputs = samples(readPart(folder, "inputs.bin"), elements(program.inputDims));
	const outputs = samples(readPart(folder, "outputs.bin"), elements(program.outputDims) * outputValueBytes(program));
	if (inputs && outputs && inputs.length === outputs.length) return { container, program, inputs, outputs };
	throw new ToolError("bad-file", `inputs and outputs in ${folder} do not fit the program there`, HINT);
}

/** A copy at the start of a buffer of its own, so that it can be seen as words. */
function readPart(folder: string, name: string): Uint8Array {
	try {
		return Uint8Array.from(readFileSync(join(folder, name)));
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code ?? String(error);
		throw new ToolError("no-file", `cannot read ${name} in ${folder} (${code})`, HINT);
	}
}

function parsed(folder: string, container: Uint8Array): Program {
	try {
		return parseProgram(container);
	} catch (error) {
		if (!(error instanceof AkidaError)) throw error;
		throw new ToolError("bad-file", `program.bin in ${folder}: ${error.message}`, HINT);
	}
}

function samples(bytes: Uint8Array, size: number): Uint8Array[] | undefined {
	const count = bytes.length / size;
	return Number.isInteger(count) ? Array.from({ length: count }, (_, i) => bytes.slice(i * size, (i + 1) * size)) : undefined;
}
