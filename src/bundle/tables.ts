import type { FrontEnd } from "../features/front-end.js";
import type { BundleContent, LayerSummary, LayerType, LearningArguments, Note, ProgramKind, Samples, SelfTest } from "./content.js";
import { BundleError } from "./error.js";
import type { Bundle as BundleTable } from "./fb/bundle.js";
import type { FrontEnd as FrontEndTable } from "./fb/front-end.js";
import type { Layer as LayerTable } from "./fb/layer.js";
import type { Learning as LearningTable } from "./fb/learning.js";
import type { Note as NoteTable } from "./fb/note.js";
import type { SelfTest as SelfTestTable } from "./fb/self-test.js";

/** In the order of the schema's enumerations. */
export const PROGRAM_KINDS: readonly ProgramKind[] = Object.freeze(["simulator", "silicon"] as const);
export const LAYER_TYPES: readonly LayerType[] = Object.freeze([
	"InputConvolutional",
	"SeparableConvolutional",
	"FullyConnected",
	"Learning",
] as const);

/** The tables of a bundle as plain objects. The table must stand on a checked buffer; throws {@link BundleError} `inconsistent`. */
export function readContent(table: BundleTable): BundleContent {
	const learning = table.learning();
	return {
		kind: need(PROGRAM_KINDS[table.kind()], "kind"),
		program: need(table.programArray(), "program"),
		twin: table.twinArray() ?? undefined,
		labels: vector(table.labelsLength(), (i) => table.labels(i)),
		neuronsPerClass: table.neuronsPerClass(),
		spareClasses: table.spareClasses(),
		silenceClass: table.silenceClass(),
		frontEnd: frontEnd(need(table.frontEnd(), "front end")),
		learning: learning ? learningArguments(learning) : undefined,
		layers: vector(table.layersLength(), (i) => table.layers(i)).map(layerSummary),
		selfTests: vector(table.selfTestsLength(), (i) => table.selfTests(i)).map(selfTest),
		calibration: new StoredSamples(table.calibrationLength(), (i) => table.calibration(i)),
		offsets: vector(table.offsetsLength(), (i) => table.offsets(i)),
		notes: vector(table.notesLength(), (i) => table.notes(i)).map(note),
	};
}

function need<T>(value: T | null | undefined, what: string): T {
	if (value === null || value === undefined) throw new BundleError("inconsistent", `the model bundle has no ${what}`);
	return value;
}

function vector<T>(length: number, at: (index: number) => T | null): T[] {
	const items: T[] = [];
	for (let i = 0; i < length; i++) items.push(need(at(i), "element in a list"));
	return items;
}

const frontEnd = (table: FrontEndTable): FrontEnd => ({
	sampleRate: table.sampleRate(),
	window: table.window(),
	hop: table.hop(),
	fft: table.fft(),
	melBins: table.melBins(),
	melLow: table.melLow(),
	melHigh: table.melHigh(),
	coefficients: table.coefficients(),
	frames: table.frames(),
	outputScale: table.outputScale(),
	outputOffset: table.outputOffset(),
});

const learningArguments = (table: LearningTable): LearningArguments => ({
	numWeights: table.numWeights(),
	initialPlasticity: table.initialPlasticity(),
	minPlasticity: table.minPlasticity(),
	plasticityDecay: table.plasticityDecay(),
	learningCompetition: table.learningCompetition(),
	seed: table.seed(),
});

const layerSummary = (table: LayerTable): LayerSummary => ({
	name: need(table.name(), "layer name"),
	type: need(LAYER_TYPES[table.type()], "layer type"),
	input: vector(table.inputDimsLength(), (i) => table.inputDims(i)),
	output: vector(table.outputDimsLength(), (i) => table.outputDims(i)),
	kernel: vector(table.kernelDimsLength(), (i) => table.kernelDims(i)),
	weightBits: table.weightBits(),
	actBits: table.activationBits(),
});

/** Samples as places in the bundle's bytes: as objects, and all of them, they would take more memory than they are worth. */
class StoredSamples implements Samples {
	readonly length: number;
	#buffer: ArrayBufferLike = NO_BYTES;
	/** Place, number of features, class of each. */
	#places: Uint32Array;

	constructor(length: number, at: (index: number) => SelfTestTable | null) {
		this.length = length;
		this.#places = new Uint32Array(3 * length);
		for (let i = 0; i < length; i++) {
			const { features, expectedClass } = selfTest(need(at(i), "element in a list"));
			this.#buffer = features.buffer;
			this.#places.set([features.byteOffset, features.length, expectedClass], 3 * i);
		}
	}

	at(index: number): SelfTest | undefined {
		if (index < 0 || index >= this.length) return undefined;
		const [place, length, expectedClass] = this.#places.subarray(3 * index, 3 * index + 3);
		return { features: new Uint8Array(this.#buffer, place, length), expectedClass: expectedClass ?? 0 };
	}
}

const NO_BYTES = new ArrayBuffer(0);

const selfTest = (table: SelfTestTable): SelfTest => ({
	features: need(table.featuresArray(), "features in a self-test"),
	expectedClass: table.expectedClass(),
});

const note = (table: NoteTable): Note => ({ key: need(table.key(), "key of a note"), value: need(table.value(), "value of a note") });
