import { Builder, type Offset } from "flatbuffers";
import {
	allOf,
	bundleDigest,
	type BundleContent,
	DIGEST_BYTES,
	type LayerSummary,
	type LearningArguments,
	type Note as BundleNote,
	SCHEMA_VERSION,
	type SelfTest,
} from "../../src/bundle/bundle.js";
import { requireConsistent } from "../../src/bundle/consistency.js";
import { Bundle } from "../../src/bundle/fb/bundle.js";
import { FrontEnd } from "../../src/bundle/fb/front-end.js";
import { Layer } from "../../src/bundle/fb/layer.js";
import { Learning } from "../../src/bundle/fb/learning.js";
import { Note } from "../../src/bundle/fb/note.js";
import { SelfTest as SelfTestTable } from "../../src/bundle/fb/self-test.js";
import { LAYER_TYPES, PROGRAM_KINDS } from "../../src/bundle/tables.js";
import type { FrontEnd as FrontEndConstants } from "../../src/features/front-end.js";

const IDENTIFIER = "AKWB";

/** Serialises a model bundle. The same content gives the same bytes. Throws BundleError when its parts contradict each other. */
export function writeBundle(content: BundleContent): Uint8Array {
	requireConsistent(content);
	const builder = new Builder(4096 + content.program.length);
	// A FlatBuffer grows from its end: what is placed first ends the file.
	const digest = Bundle.createDigestVector(builder, new Uint8Array(DIGEST_BYTES));
	builder.finish(placeBundle(builder, content, digest), IDENTIFIER);
	const bytes = builder.asUint8Array().slice();
	bytes.set(bundleDigest(bytes), bytes.length - DIGEST_BYTES);
	return bytes;
}

function placeBundle(builder: Builder, content: BundleContent, digest: Offset): Offset {
	const program = builder.createByteVector(content.program);
	const twin = content.twin && builder.createByteVector(content.twin);
	const parts = placeParts(builder, content);
	Bundle.startBundle(builder);
	Bundle.addSchemaVersion(builder, SCHEMA_VERSION);
	Bundle.addKind(builder, PROGRAM_KINDS.indexOf(content.kind));
	Bundle.addProgram(builder, program);
	if (twin) Bundle.addTwin(builder, twin);
	Bundle.addLabels(builder, parts.labels);
	Bundle.addNeuronsPerClass(builder, content.neuronsPerClass);
	Bundle.addSpareClasses(builder, content.spareClasses);
	Bundle.addSilenceClass(builder, content.silenceClass);
	Bundle.addFrontEnd(builder, parts.frontEnd);
	if (parts.learning) Bundle.addLearning(builder, parts.learning);
	Bundle.addLayers(builder, parts.layers);
	Bundle.addSelfTests(builder, parts.selfTests);
	Bundle.addNotes(builder, parts.notes);
	Bundle.addDigest(builder, digest);
	Bundle.addCalibration(builder, parts.calibration);
	if (parts.offsets) Bundle.addOffsets(builder, parts.offsets);
	return Bundle.endBundle(builder);
}

/** Everything that must stand in the buffer before the table that refers to it. */
function placeParts(builder: Builder, content: BundleContent) {
	const each = <T>(items: readonly T[], place: (builder: Builder, item: T) => Offset): Offset[] =>
		items.map((item) => place(builder, item));
	return {
		labels: Bundle.createLabelsVector(builder, each(content.labels, placeText)),
		frontEnd: placeFrontEnd(builder, content.frontEnd),
		learning: content.learning && placeLearning(builder, content.learning),
		layers: Bundle.createLayersVector(builder, each(content.layers, placeLayer)),
		selfTests: Bundle.createSelfTestsVector(builder, each(content.selfTests, placeSelfTest)),
		calibration: Bundle.createCalibrationVector(builder, each(allOf(content.calibration), placeSelfTest)),
		offsets: content.offsets.length > 0 ? Bundle.createOffsetsVector(builder, [...content.offsets]) : undefined,
		notes: Bundle.createNotesVector(builder, each(content.notes, placeNote)),
	};
}

const placeText = (builder: Builder, text: string): Offset => builder.createString(text);

function placeFrontEnd(builder: Builder, f: FrontEndConstants): Offset {
	const { sampleRate, window, hop, fft, melBins, melLow, melHigh, coefficients, frames, outputScale, outputOffset } = f;
	return FrontEnd.createFrontEnd(
		builder,
		sampleRate,
		window,
		hop,
		fft,
		melBins,
		melLow,
		melHigh,
		coefficients,
		frames,
		outputScale,
		outputOffset,
	);
}

function placeLearning(builder: Builder, learning: LearningArguments): Offset {
	const { numWeights, initialPlasticity, minPlasticity, plasticityDecay, learningCompetition, seed } = learning;
	return Learning.createLearning(builder, numWeights, initialPlasticity, minPlasticity, plasticityDecay, learningCompetition, seed);
}

function placeLayer(builder: Builder, layer: LayerSummary): Offset {
	const name = builder.createString(layer.name);
	const input = Layer.createInputDimsVector(builder, [...layer.input]);
	const output = Layer.createOutputDimsVector(builder, [...layer.output]);
	const kernel = Layer.createKernelDimsVector(builder, [...layer.kernel]);
	return Layer.createLayer(builder, name, LAYER_TYPES.indexOf(layer.type), input, output, kernel, layer.weightBits, layer.actBits);
}

function placeSelfTest(builder: Builder, { features, expectedClass }: SelfTest): Offset {
	return SelfTestTable.createSelfTest(builder, builder.createByteVector(features), expectedClass);
}

function placeNote(builder: Builder, { key, value }: BundleNote): Offset {
	const keyAt = builder.createString(key);
	return Note.createNote(builder, keyAt, builder.createString(value));
}
