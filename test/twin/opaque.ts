import { block, hrcHeader, npHeader } from "../../host-sim/nsoc/payload/packet.js";
import { Unit } from "../../src/akida/registers.js";
import { Random } from "../../src/random.js";
import { buildContainer, type Recipe } from "../akida/build-program.js";

const WORD = 4;
const NP = 1;
const np = { col: 1, row: 2, id: NP };

/** A program as a vendor's compiler might make it: well-formed packets, and nothing in them that means anything. */
export interface OpaqueRecipe {
	readonly input: readonly [number, number, number];
	readonly outputs: number;
	/** Payload words of the learned memory; 0 for a program that cannot learn. */
	readonly memory: number;
	readonly unit?: "fnp2" | "fnp3";
	readonly passes?: 1 | 2;
	readonly seed?: number;
}

export function opaqueProgram({ input, outputs, memory, unit = "fnp3", passes = 1, seed = 1 }: OpaqueRecipe): Uint8Array {
	const random = new Random(seed);
	const data: number[] = [0, 0];
	const noise = (length: number): Uint32Array => Uint32Array.from({ length }, () => random.next());
	const add = (words: Uint32Array): readonly [number, number] => {
		const span = [WORD * (1 + data.length), words.length] as const;
		data.push(...words);
		return span;
	};
	const registers = () => add(block(npHeader(np, Unit.REGISTERS), 0, noise(12)));
	const records = [
		{ tracks: [add(block(hrcHeader(Unit.REGISTERS), 0, noise(3)))] },
		{ tracks: [registers(), add(block(npHeader(np, Unit.CNP_FILTERS), 0, noise(90)))] },
	];
	const ram = unit === "fnp3" ? { tracks: [add(block(npHeader(np, Unit.FNP_WEIGHTS), 0, noise(memory)))] } : { tracks: [] };
	const learning: Recipe["learning"] = {
		registers: registers(),
		inference: registers(),
		memory: unit === "fnp2" ? { tracks: [], fnp2: [...add(noise(memory)), NP] as const } : ram,
		np: NP,
	};
	const container = buildContainer({
		inputDims: input,
		outputDims: [1, 1, outputs],
		passes: passes === 1 ? [records] : records.map((record) => [record]),
		learning: memory > 0 ? learning : undefined,
		dummyHeader: [WORD, 2],
		maxDescriptors: passes === 1 ? 0 : 4,
		dataWords: data.length,
	});
	container.set(new Uint8Array(Uint32Array.from(data).buffer), container.length - WORD * data.length);
	return container;
}
