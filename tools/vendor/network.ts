import { parseProgram, type Program } from "../../src/akida/program.js";
import { Unit } from "../../src/akida/registers.js";
import type { BundleContent, LearningArguments } from "../../src/bundle/bundle.js";
import { MeshStore, type Processor } from "../../host-sim/nsoc/mesh-store.js";
import { decodeFilters, decodeRegisters, decodeThresholds } from "../../host-sim/nsoc/payload/decode.js";
import type { Activation, Dims, Layer } from "../../host-sim/nsoc/payload/layers.js";
import { LayerKind, type UnitRegisters } from "../../host-sim/nsoc/payload/registers.js";
import { wordsAt } from "../../host-sim/twin/words.js";
import { ToolError } from "../errors.js";
import { type AkidaModel, requireChain } from "../model/model.js";

const STEP_SCALE = 16;
const PLASTICITY_SCALE = 0x10000;

/** The program that the emulated chip computes with: the bundle's own, or the twin beside a silicon program. Throws ToolError. */
export function simulatorProgram({ kind, program, twin }: Pick<BundleContent, "kind" | "program" | "twin">): Uint8Array {
	const found = kind === "simulator" ? program : twin;
	if (found) return found;
	throw new ToolError("bad-model", "the bundle holds a silicon program and no twin", "convert the model that it was made from");
}

/** The part of a bundle that the network is read back from; a bare program has neither layer names nor learning arguments. */
export type NetworkSource = Pick<BundleContent, "kind" | "program" | "twin" | "layers" | "learning">;

/**
 * The network of a bundle, read back from its simulator program: the same function, with act steps as far as the hardware uses
 * them, in sixteenths (layer specification, section 5). Throws ToolError for a program in another convention.
 */
export function networkOf(bundle: NetworkSource): AkidaModel {
	const program = parseProgram(simulatorProgram(bundle));
	const units = [...meshOf(program).processors].map((processor) => ({ processor, registers: registersOf(processor) }));
	units.sort((a, b) => a.registers.stage - b.registers.stage);
	const layers = units.map(({ processor, registers }) => layerOf(processor, registers, program, bundle));
	requireChain(layers);
	return { layers, inputBits: program.inputBits, remarks: [] };
}

function meshOf(program: Program): MeshStore {
	const mesh = new MeshStore();
	const tracks = program.passes.flatMap((pass) => pass.records.flatMap((record) => record.tracks));
	const { learning } = program;
	const spans = learning ? [...tracks, learning.inferenceRegisters, ...learning.ram.tracks] : tracks;
	for (const span of spans) mesh.write(wordsAt(program, span));
	return mesh;
}

function registersOf(processor: Processor): UnitRegisters {
	const read = decodeRegisters(processor.memory(Unit.REGISTERS).words);
	if ("registers" in read) return read.registers;
	throw new ToolError("bad-model", `the bundle's program cannot be read back: ${read.refusal}`, "convert the model that it was made from");
}

function layerOf(processor: Processor, r: UnitRegisters, program: Program, bundle: NetworkSource): Layer {
	const name = bundle.layers[r.stage]?.name ?? `layer ${r.stage}`;
	const input: Dims = { x: r.inputX, y: r.inputY, c: r.inputC };
	if (r.kind === LayerKind.LEARNING) return learningLayer(name, input, r, bundle);
	const common = { name, input, weightBits: r.weightBits, ...activationOf(processor, r, program) };
	const output: Dims = { x: r.outputX, y: r.outputY, c: r.outputC };
	const dense = r.kind === LayerKind.FULLY_CONNECTED;
	const { filters: weights, pointwise } = decodeFilters(r, processor.memory(dense ? Unit.FNP_WEIGHTS : Unit.CNP_FILTERS).words);
	if (dense) return { type: "FullyConnected", ...common, units: r.outputC, weights };
	const kernel = [r.kernelX, r.kernelY] as const;
	if (r.kind === LayerKind.INPUT_CONVOLUTIONAL)
		return { type: "InputConvolutional", ...common, output, kernel, stride: [r.strideX, r.strideY], weights };
	return { type: "SeparableConvolutional", ...common, output, kernel, pooling: r.globalPooling ? "global" : "none", weights, pointwise };
}

/** Potentials that leave the chip have their scale in the program, exact [17.5]. */
function activationOf(processor: Processor, registers: UnitRegisters, { outputScales }: Program): Activation {
	const { threshold, step } = decodeThresholds(registers, processor.memory(Unit.CNP_FIRE_THRESHOLDS).words);
	const { actBits } = registers;
	const actStep = actBits > 0 ? Float32Array.from(step, (sixteenths) => sixteenths / STEP_SCALE) : outputScales.map((scale) => 1 / scale);
	return { actBits, threshold, actStep };
}

function learningLayer(name: string, input: Dims, registers: UnitRegisters, { learning }: NetworkSource): Layer {
	const { classes, neuronsPerClass } = registers;
	return { type: "Learning", name, input, classes, neuronsPerClass, ...(learning ?? argumentsIn(registers)) };
}

/** The arguments as the registers have them; the seed is gone once the first weights are drawn. */
function argumentsIn(r: UnitRegisters): LearningArguments {
	const share = (sixteenBits: number): number => sixteenBits / PLASTICITY_SCALE;
	return {
		numWeights: r.numWeights,
		initialPlasticity: share(r.initialPlasticity),
		minPlasticity: share(r.minPlasticity),
		plasticityDecay: r.initialPlasticity === 0 ? 0 : r.plasticityStep / r.initialPlasticity,
		learningCompetition: share(r.competition),
		seed: 0,
	};
}
