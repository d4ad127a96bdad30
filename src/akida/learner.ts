import type { Chip } from "./chip.js";
import type { ConfigPort } from "./config-port.js";
import { AkidaError } from "./errors.js";
import { bytesOf, packetHeader } from "./packet.js";
import type { LearningLayer, Span } from "./program.js";
import type { ProgramPlace } from "./program-place.js";
import { Packet, Unit } from "./registers.js";

/** The layer of a single-pass program that learns [14]. Its memory is in an FNP3's SRAM or, for an FNP2, in the chip's memory. */
export class Learner {
	readonly #chip: Chip;
	readonly #port: ConfigPort;
	readonly #place: ProgramPlace;
	readonly #layer: LearningLayer;
	/** Address of the weights, or undefined for FNP3. */
	readonly #fnp2Weights: number | undefined;
	#on = false;

	/** Programming leaves the layer with its inference registers, so learning starts off. */
	constructor(chip: Chip, port: ConfigPort, place: ProgramPlace, layer: LearningLayer, fnp2Weights: number | undefined) {
		this.#chip = chip;
		this.#port = port;
		this.#place = place;
		this.#layer = layer;
		this.#fnp2Weights = fnp2Weights;
	}

	get on(): boolean {
		return this.#on;
	}

	/** Words of the learned memory; with FNP3 two of them are its packet header. */
	get words(): number {
		return this.#memory.words;
	}

	/** Plays the other set of registers; jobs overlap only while learning is off. Throws `unsupported` for weights that cannot change. */
	toggle(on: boolean): void {
		if (on) this.#requireWritable();
		this.#port.play(this.#place, on ? this.#layer.learningRegisters : this.#layer.inferenceRegisters);
		this.#on = on;
		this.#chip.setPipelined(!on);
	}

	read(): Uint32Array {
		if (!this.#on) throw new AkidaError("learning-off", "learned memory can be read only while learning is on");
		const memory = new Uint32Array(this.words);
		if (this.#fnp2Weights !== undefined) this.#chip.link.read(this.#fnp2Weights, bytesOf(memory));
		else this.#readFnp3(memory);
		return memory;
	}

	write(memory: Uint32Array): void {
		const expected = this.words;
		const actual = memory.length;
		if (actual !== expected)
			throw new AkidaError("input-size", `learned memory has ${expected} words, not ${actual}`, { expected, actual });
		this.#requireWritable();
		if (this.#fnp2Weights !== undefined) this.#chip.link.write(this.#fnp2Weights, bytesOf(memory));
		else this.#writeFnp3(memory);
	}

	get #memory(): Span {
		const { fnp2, tracks } = this.#layer.ram;
		return fnp2?.span ?? (tracks[0] as Span);
	}

	#header(): Uint32Array {
		return packetHeader(this.#layer.np, Unit.FNP_WEIGHTS, this.words - Packet.HEADER_WORDS);
	}

	#readFnp3(memory: Uint32Array): void {
		memory.set(this.#header());
		this.#port.readUnit(this.#layer.np, Unit.FNP_WEIGHTS, memory.subarray(Packet.HEADER_WORDS));
	}

	#writeFnp3(memory: Uint32Array): void {
		if (!this.#header().every((word, i) => word === memory[i])) {
			throw new AkidaError("wrong-header", "the learned memory belongs to another learning layer");
		}
		this.#port.playWords(memory);
	}

	#requireWritable(): void {
		if (this.#fnp2Weights === undefined || this.#place.writable) return;
		throw new AkidaError("unsupported", "the learning weights lie in flash, which the chip cannot write");
	}
}
