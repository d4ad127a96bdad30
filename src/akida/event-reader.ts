import type { ChipLink } from "./chip-link.js";
import { AkidaError } from "./errors.js";
import { bytesOf } from "./packet.js";
import { type Dims, elements, type ProgramInfo } from "./program.js";
import { Event, type Field, getField } from "./registers.js";

/** Index in storage of the value that an event carries, or -1 outside the tensor. */
type Place = (word0: number, word1: number, dims: Dims) => number;
type Value = (word0: number, word1: number) => number;

/** Turns the events of an output into a dense tensor; what no event names is 0 [17.4]. */
export class EventReader {
	readonly #link: ChipLink;
	readonly #dims: Dims;
	readonly #place: Place;
	readonly #value: Value;
	readonly #words: Uint32Array;
	readonly #bytes: Uint8Array;

	constructor(link: ChipLink, program: ProgramInfo) {
		this.#link = link;
		this.#dims = program.outputDims;
		this.#place = placeOf(program);
		this.#value = valueOf(program);
		this.#words = new Uint32Array(elements(program.outputDims) * Event.WORDS);
		this.#bytes = bytesOf(this.#words);
	}

	/** Reads `words` words of events into `values`. Throws {@link AkidaError} `bad-output` for an impossible list or place. */
	read(address: number, words: number, values: Uint8Array | Int8Array | Int32Array): void {
		if (words % Event.WORDS !== 0 || words > this.#words.length) throw badOutput(`a list of ${words} words`);
		this.#link.read(address, this.#bytes, 4 * words);
		values.fill(0);
		for (let i = 0; i < words; i += Event.WORDS) {
			const word0 = this.#words[i] as number;
			const word1 = this.#words[i + 1] as number;
			const index = this.#place(word0, word1, this.#dims);
			if (index < 0) throw badOutput(`event ${i / Event.WORDS}`);
			values[index] = this.#value(word0, word1);
		}
	}
}

function badOutput(what: string): AkidaError {
	return new AkidaError("bad-output", `the chip's output has ${what} outside the program's output dims`);
}

function placeOf({ outputType, activation }: ProgramInfo): Place {
	if (outputType === "fnp_sparse") return placeFnp;
	return outputType === "hrc_sparse" && activation ? placeHrcSpike : placeCnp;
}

function valueOf({ outputType, activation }: ProgramInfo): Value {
	if (outputType === "fnp_sparse") return activation ? fnpSpike : fnpPotential;
	if (activation) return cnpSpike;
	return outputType === "hrc_sparse" ? hrcPotential : cnpPotential;
}

const placeCnp: Place = (word0, word1, dims) =>
	storageIndex(dims, getField(word0, Event.X_0), getField(word0, Event.Y_0), getField(word1, Event.CHANNEL_1));

/** The HRC's activations, unlike its potentials, come with their coordinates exchanged. */
const placeHrcSpike: Place = (word0, word1, dims) =>
	storageIndex(dims, getField(word0, Event.Y_0), getField(word0, Event.X_0), getField(word1, Event.CHANNEL_1));

const placeFnp: Place = (word0, _word1, dims) => {
	const index = getField(word0, Event.FNP_INDEX_0);
	return index < elements(dims) ? index : -1;
};

function storageIndex(dims: Dims, x: number, y: number, c: number): number {
	return x < dims.x && y < dims.y && c < dims.c ? (x * dims.y + y) * dims.c + c : -1;
}

const cnpSpike: Value = (_word0, word1) => getField(word1, Event.VALUE_1);
const fnpSpike: Value = (_word0, word1) => getField(word1, Event.FNP_SPIKE_1);
const cnpPotential: Value = (_word0, word1) => signed(word1, Event.CNP_POTENTIAL_1);
const fnpPotential: Value = (_word0, word1) => signed(word1, Event.FNP_POTENTIAL_1);
/** 24 bits: the signed top four in word 0, the rest in word 1. */
const hrcPotential: Value = (word0, word1) =>
	(signed(word0, Event.HRC_POTENTIAL_HIGH_0) << Event.HRC_POTENTIAL_LOW_1.width) | getField(word1, Event.HRC_POTENTIAL_LOW_1);

function signed(word: number, field: Field): number {
	return (word << (32 - field.shift - field.width)) >> (32 - field.width);
}
