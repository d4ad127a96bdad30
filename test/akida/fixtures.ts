import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Dims, elements, parseProgram, type Program } from "../../src/akida/program.js";
import { project } from "../shared.js";

/** A program with the samples and outputs recorded for it. */
export interface Fixture {
	readonly name: string;
	readonly container: Uint8Array;
	readonly program: Program;
	/** Prepared dense tensors. */
	readonly inputs: readonly Uint8Array[];
	readonly outputs: readonly Uint8Array[];
}

/** Names of the programs the project carries. */
export const FIXTURES = [
	"simple_convolution",
	"simple_separable_convolution",
	"synthetic_learn_fnp2",
	"synthetic_learn_fnp3",
	"synthetic_multipass_learn",
	"synthetic_sparse_io",
] as const;

/** Reads a fixture of the project, or of a folder of the shared set. */
export function loadFixture(name: string, folder = project("test", "golden", "programs")): Fixture {
	const container = fileBytes(join(folder, name, "program.bin"));
	const program = parseProgram(container);
	const inputs = split(fileBytes(join(folder, name, "inputs.bin")), elements(program.inputDims));
	const outputs = split(fileBytes(join(folder, name, "outputs.bin")), elements(program.outputDims) * (program.outputBits > 8 ? 4 : 1));
	return { name, container, program, inputs, outputs };
}

/** Bytes of a file at offset 0 of a buffer of their own. */
export function fileBytes(path: string): Uint8Array {
	return Uint8Array.from(readFileSync(path));
}

function split(bytes: Uint8Array, size: number): Uint8Array[] {
	return Array.from({ length: bytes.length / size }, (_, i) => bytes.slice(i * size, (i + 1) * size));
}

/** CNP potentials (section 17.4) of a dense int32 tensor, in storage order. */
export function cnpPotentials(dense: Uint8Array, dims: Dims): Uint8Array {
	const values = new Int32Array(dense.buffer, dense.byteOffset, dense.length / 4);
	const words = [...values].flatMap((value, i) => {
		const [x, y, c] = [Math.floor(i / (dims.y * dims.c)), Math.floor(i / dims.c) % dims.y, i % dims.c];
		return value === 0 ? [] : [x | (y << 16), c | (value << 12)];
	});
	return new Uint8Array(Int32Array.from(words).buffer);
}
