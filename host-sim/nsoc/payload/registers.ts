import { field, fitsField, getField, setField, type Field } from "../../../src/akida/registers.js";
import { MeshLimits } from "../mesh-limits.js";

/** Word 0 of every register block that follows the simulator convention ("KWS1"); vendor programs do not have it. */
export const SIGNATURE = 0x4b575331;

/** What a unit computes. */
export const LayerKind = Object.freeze({ INPUT_CONVOLUTIONAL: 1, SEPARABLE_CONVOLUTIONAL: 2, FULLY_CONNECTED: 3, LEARNING: 4 });

interface Place {
	readonly word: number;
	readonly bits: Field;
}

const at = (word: number, shift: number, width: number): Place => Object.freeze({ word, bits: field(shift, width) });

/** Where each value stands in the block; docs/payloads.md is the same table in prose. */
const Layout = Object.freeze({
	kind: at(1, 0, 8),
	stage: at(1, 8, 8),
	sparseOutput: at(1, 16, 1),
	learnEnable: at(1, 17, 1),
	inputX: at(2, 0, 16),
	inputY: at(2, 16, 16),
	inputC: at(3, 0, 16),
	outputC: at(3, 16, 16),
	outputX: at(4, 0, 16),
	outputY: at(4, 16, 16),
	kernelX: at(5, 0, 8),
	kernelY: at(5, 8, 8),
	strideX: at(5, 16, 8),
	strideY: at(5, 24, 8),
	weightBits: at(6, 0, 8),
	actBits: at(6, 8, 8),
	globalPooling: at(6, 16, 1),
	classes: at(8, 0, 16),
	neuronsPerClass: at(8, 16, 16),
	numWeights: at(9, 0, 16),
	initialPlasticity: at(10, 0, 32),
	minPlasticity: at(11, 0, 32),
	plasticityStep: at(12, 0, 32),
	competition: at(13, 0, 32),
});

/** A register block's values by name; plasticities and competition are in 1/65536. */
export type UnitRegisters = Record<keyof typeof Layout, number>;

const names = Object.keys(Layout) as (keyof UnitRegisters)[];

/** All values zero, to be completed by `values`. */
export function unitRegisters(values: Partial<UnitRegisters>): UnitRegisters {
	const blank = Object.fromEntries(names.map((name) => [name, 0])) as UnitRegisters;
	return { ...blank, ...values };
}

/** The name of the first value that its place in the block cannot hold. */
export function overflowing(registers: UnitRegisters): keyof UnitRegisters | undefined {
	return names.find((name) => !fitsField(registers[name], Layout[name].bits));
}

/** The block's payload, signature first. Values must fit (see {@link overflowing}). */
export function packRegisters(registers: UnitRegisters): Uint32Array {
	const words = new Uint32Array(MeshLimits.REGISTER_WORDS);
	words[0] = SIGNATURE;
	for (const name of names) {
		const { word, bits } = Layout[name];
		words[word] = setField(words[word] ?? 0, bits, registers[name]);
	}
	return words;
}

/** The values of a stored block, whatever they are; undefined when the block does not carry the signature. */
export function unpackRegisters(words: Uint32Array): UnitRegisters | undefined {
	if (words[0] !== SIGNATURE) return undefined;
	const registers = unitRegisters({});
	for (const name of names) registers[name] = getField(words[Layout[name].word] ?? 0, Layout[name].bits);
	return registers;
}
