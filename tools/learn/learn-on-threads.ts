import { availableParallelism } from "node:os";
import { parseProgram, type Span } from "../../src/akida/program.js";
import { Packet } from "../../src/akida/registers.js";
import type { Bundle } from "../../src/bundle/bundle.js";
import type { InputConvolutionalLayer, LearningLayer } from "../../host-sim/nsoc/payload/layers.js";
import { wordsAt } from "../../host-sim/twin/words.js";
import { withLearnedMemory } from "../convert/learned-memory.js";
import { buildProgram } from "../convert/program.js";
import { type EmulatedChip, openEmulator } from "../emulator.js";
import { type AkidaModel, endsOf, valuesIn } from "../model/model.js";
import { networkOf } from "../vendor/network.js";
import { learnSamples } from "./fit.js";
import { forward, type OnProgress } from "./forward.js";
import type { LabelledSamples } from "./samples.js";
import { extractorOf } from "./sparsity.js";

export interface LearnOptions {
	/** All cores when left out. What is learned does not depend on it. */
	readonly threads?: number;
	/** Told how many samples have been learned. */
	readonly onProgress?: OnProgress;
}

/**
 * Teaches samples in their order and returns the learned memory as the driver reads it. Learning is one sample after the other by
 * nature, but the layers before it do not change: with several threads a chip on each computes the spikes that reach the learning
 * layer, and one chip with that layer alone learns from them. With one thread every sample is one job of the whole program, as on
 * the device. The memory is the same, bit for bit. Throws ToolError, AkidaError.
 */
export async function learnOnThreads(
	bundle: Bundle,
	samples: LabelledSamples,
	{ onProgress = () => {}, threads = availableParallelism() }: LearnOptions = {},
): Promise<Uint32Array> {
	if (threads === 1) return learnSamples(openEmulator(bundle.program), samples, onProgress);
	const network = networkOf(bundle);
	const before = learnedMemory(bundle.program);
	const pupil = new Pupil(openPupil(network, before), samples.labels, (done) => onProgress(done, samples.rows.count));
	const extractor = { program: buildProgram(extractorOf(network)), twin: undefined };
	await forward(extractor, samples.rows, { threads, onOutputs: (spikes) => pupil.learn(spikes) });
	return withHeader(pupil.memory(), before);
}

/** A chip whose learning layer hears spikes from outside. */
class Pupil {
	readonly #chip: EmulatedChip;
	readonly #labels: ArrayLike<number>;
	readonly #onLearned: (done: number) => void;
	readonly #size: number;
	#done = 0;

	constructor(chip: EmulatedChip, labels: ArrayLike<number>, onLearned: (done: number) => void) {
		this.#chip = chip;
		this.#labels = labels;
		this.#onLearned = onLearned;
		this.#size = valuesIn(chip.driver.requireProgram().inputDims);
		chip.driver.toggleLearn(true);
	}

	/** Spikes of the next samples. */
	learn(spikes: Float32Array): void {
		const rows = Uint8Array.from(spikes);
		for (let at = 0; at < rows.length; at += this.#size) {
			this.#chip.driver.run(rows.subarray(at, at + this.#size), this.#labels[this.#done]);
			this.#onLearned(++this.#done);
		}
	}

	memory(): Uint32Array {
		return this.#chip.driver.readLearned().slice();
	}
}

/** The learning layer behind a layer that passes spikes on, with what it has learned so far. */
function openPupil(network: AkidaModel, learned: Uint32Array): EmulatedChip {
	const last = endsOf(network).last as LearningLayer;
	const input = { x: valuesIn(last.input), y: 1, c: 1 };
	const relay: InputConvolutionalLayer = {
		type: "InputConvolutional",
		name: "relay",
		input,
		output: input,
		kernel: [1, 1],
		stride: [1, 1],
		weightBits: 2,
		weights: Int8Array.of(1),
		actBits: 1,
		threshold: Int32Array.of(0),
		actStep: Float32Array.of(1),
	};
	const program = buildProgram({ layers: [relay, { ...last, input }], inputBits: 8, remarks: [] });
	return openEmulator(withLearnedMemory(program, withHeader(learned, learnedMemory(program))));
}

/** Memory for another place in the mesh: the header of its block names the processor. */
function withHeader(memory: Uint32Array, like: Uint32Array): Uint32Array {
	const moved = memory.slice();
	moved.set(like.subarray(0, Packet.HEADER_WORDS));
	return moved;
}

/** The learned memory that a simulator program starts with, header first. */
function learnedMemory(bytes: Uint8Array): Uint32Array {
	const program = parseProgram(bytes);
	return wordsAt(program, program.learning?.ram.tracks[0] as Span);
}
