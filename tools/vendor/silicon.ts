import { ENGINE_VERSION } from "../../src/akida/acceptance.js";
import { parseProgram, type Span } from "../../src/akida/program.js";
import { Packet } from "../../src/akida/registers.js";
import { type BundleContent, readBundle } from "../../src/bundle/bundle.js";
import { LearnedUnits, learningRule } from "../../host-sim/nsoc/learning.js";
import type { LearningLayer } from "../../host-sim/nsoc/payload/layers.js";
import { wordsAt } from "../../host-sim/twin/words.js";
import { writeBundle } from "../convert/bundle-writer.js";
import type { Conversion } from "../convert/convert.js";
import { writeAkidaJson } from "../model/akida-json-write.js";
import { toChannelsFirst } from "../model/dense-order.js";
import { type AkidaModel, outputDims, valuesIn } from "../model/model.js";
import { askVendor, type LearnerRequest, type VendorSource } from "./bridge.js";
import { networkOf, simulatorProgram } from "./network.js";
import type { VendorPython } from "./python.js";

/** A finished bundle as if it had been converted just now. Throws BundleError, ToolError for one that cannot be read back. */
export function conversionOf(bundle: Uint8Array): Conversion {
	const content = readBundle(bundle);
	const { labels, layers, learning, neuronsPerClass, program, spareClasses } = content;
	const sizes = { programBytes: program.length, bundleBytes: bundle.length };
	return {
		bundle,
		network: networkOf(content),
		summary: { labels, layers, learning, neuronsPerClass, spareClasses, remarks: [], ...sizes },
	};
}

/**
 * The same model with a program from the vendor's compiler, which has the weights that the bundle was fitted with; the simulator
 * program goes along as its twin. Throws ToolError for a Python that will not do and for a model that the chip cannot hold.
 */
export async function forSilicon({ bundle, network, summary }: Conversion, python: VendorPython): Promise<Conversion> {
	const content = readBundle(bundle);
	const twin = simulatorProgram(content);
	const program = await askVendor(python, vendorSource(content, network), "program");
	const notes = [...content.notes, { key: "compiler", value: `akida ${ENGINE_VERSION}` }];
	const silicon = writeBundle({ ...content, kind: "silicon", program, twin, notes });
	return { bundle: silicon, network, summary: { ...summary, programBytes: program.length, bundleBytes: silicon.length } };
}

/** The model as the vendor's `Model.save()` stores it, learning layer and weights included. Throws ToolError. */
export function fbzOf({ bundle, network }: Conversion, python: VendorPython): Promise<Uint8Array> {
	return askVendor(python, vendorSource(readBundle(bundle), network), "fbz");
}

/** The JSON of a model that the vendor's package has saved. Throws ToolError. */
export function jsonOfFbz(bytes: Uint8Array, python: VendorPython): Promise<Uint8Array> {
	return askVendor(python, { form: "fbz", bytes }, "json");
}

/** The trained layers as JSON; the one that learns goes separately, for only the vendor's package can make its own. */
export function vendorSource(bundle: BundleContent, network: AkidaModel): VendorSource {
	const learner = network.layers.find((layer) => layer.type === "Learning");
	const layers = network.layers.filter((layer) => layer.type !== "Learning");
	return { form: "json", bytes: writeAkidaJson({ ...network, layers }), learner: learner && learnerRequest(learner, bundle) };
}

function learnerRequest(layer: LearningLayer, bundle: BundleContent): LearnerRequest {
	return {
		name: layer.name,
		units: outputDims(layer).c,
		optimizer: {
			num_weights: layer.numWeights,
			num_classes: layer.classes,
			initial_plasticity: layer.initialPlasticity,
			learning_competition: layer.learningCompetition,
			min_plasticity: layer.minPlasticity,
			plasticity_decay: layer.plasticityDecay,
		},
		weights: toChannelsFirst(learnedWeights(layer, learnedMemory(bundle)), layer.input),
	};
}

/** Everything that the layer has learned, as it stands in the simulator program. */
function learnedMemory(bundle: BundleContent): Uint32Array {
	const program = parseProgram(simulatorProgram(bundle));
	return wordsAt(program, program.learning?.ram.tracks[0] as Span).subarray(Packet.HEADER_WORDS);
}

/** Weights (input, unit), 0 or 1: the potentials that a spike at one input alone causes. */
export function learnedWeights(layer: LearningLayer, memory: Uint32Array): Int8Array {
	const inputs = valuesIn(layer.input);
	const learned = new LearnedUnits(learningRule(layer), memory);
	const potentials = new Int32Array(outputDims(layer).c);
	const spikes = new Uint32Array(Math.ceil(inputs / 32));
	const weights = new Int8Array(inputs * potentials.length);
	for (let input = 0; input < inputs; input++) {
		spikes.fill(0);
		spikes[input >>> 5] = 1 << (input & 31);
		learned.potentials(spikes, potentials);
		weights.set(potentials, input * potentials.length);
	}
	return weights;
}
