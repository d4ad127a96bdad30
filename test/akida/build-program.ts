import { Builder, type Offset } from "flatbuffers";
import { DeviceVersion } from "../../src/akida/fb/device-version.js";
import { FNP2TrackInfo } from "../../src/akida/fb/fnp2track-info.js";
import { LearningLayerInfo } from "../../src/akida/fb/learning-layer-info.js";
import { NPIdent } from "../../src/akida/fb/npident.js";
import { PassSpans } from "../../src/akida/fb/pass-spans.js";
import { ProgramInfo } from "../../src/akida/fb/program-info.js";
import { RecordSpans } from "../../src/akida/fb/record-spans.js";
import { RegisterValue } from "../../src/akida/fb/register-value.js";
import { SKipDmaInfoTrack } from "../../src/akida/fb/skip-dma-info-track.js";
import { TrackSpan } from "../../src/akida/fb/track-span.js";

/** Offset from the start of ProgramData, and words. */
type SpanRecipe = readonly [number, number];

interface RecordRecipe {
	readonly tracks: readonly SpanRecipe[];
	/** Span and NP id. */
	readonly fnp2?: readonly [number, number, number];
}

const BASE = {
	version: "2.19.3" as string | undefined,
	device: [0xbc, 0xa1, 3, 9] as readonly [number, number, number, number] | undefined,
	inputDims: [4, 4, 2] as readonly number[] | undefined,
	outputDims: [1, 1, 10] as readonly number[] | undefined,
	inputType: 0,
	outputType: 0,
	inputBits: 8,
	outputBits: 32,
	inputSigned: false,
	channelsFirst: false,
	activation: false,
	anomaly: false,
	inputScales: [] as readonly number[],
	inputZeroPoints: [] as readonly number[],
	outputShift: [] as readonly number[],
	outputScales: [] as readonly number[],
	window: [0, 0] as readonly [number, number],
	epg: [[0, 1]] as readonly SpanRecipe[],
	/** Records of each pass. */
	passes: [[{ tracks: [[4, 3]] }]] as readonly (readonly RecordRecipe[])[] | undefined,
	/** Descriptors per pass. */
	maxDescriptors: 0,
	skips: 0,
	/** The inference registers are the learning ones unless they are named. */
	learning: undefined as { registers?: SpanRecipe; inference?: SpanRecipe; memory?: RecordRecipe; np?: number } | undefined,
	dummyHeader: undefined as SpanRecipe | undefined,
	/** Words of ProgramData behind its prefix; the first ones are 0, which is an empty packet. */
	dataWords: 16,
};

export type Recipe = typeof BASE;

/** A container made to order, by default the smallest that the driver accepts: 4x4x2 bytes in, ten potentials out. */
export function buildContainer(changes: Partial<Recipe> = {}): Uint8Array {
	const recipe = { ...BASE, ...changes };
	const info = new InfoBuilder(recipe).finish();
	const container = new Uint8Array(info.length + 4 + 4 * recipe.dataWords);
	container.set(info);
	new DataView(container.buffer).setUint32(info.length, 4 * recipe.dataWords, true);
	return container;
}

class InfoBuilder {
	readonly #recipe: Recipe;
	readonly #builder = new Builder(1024);

	constructor(recipe: Recipe) {
		this.#recipe = recipe;
	}

	finish(): Uint8Array {
		const b = this.#builder;
		const r = this.#recipe;
		const add = this.#vectors();
		ProgramInfo.startProgramInfo(b);
		for (const field of add) field();
		ProgramInfo.addInputType(b, r.inputType);
		ProgramInfo.addOutputType(b, r.outputType);
		ProgramInfo.addInputBits(b, r.inputBits);
		ProgramInfo.addOutputBits(b, r.outputBits);
		ProgramInfo.addInputSign(b, r.inputSigned);
		ProgramInfo.addInputChannelsFirst(b, r.channelsFirst);
		ProgramInfo.addActivation(b, r.activation);
		ProgramInfo.addAnomalyDetection(b, r.anomaly);
		ProgramInfo.addDenseWindowW(b, r.window[0]);
		ProgramInfo.addDenseWindowH(b, r.window[1]);
		ProgramInfo.addMaxNumDesc(b, r.maxDescriptors);
		if (r.dummyHeader) ProgramInfo.addDummyHeader(b, TrackSpan.createTrackSpan(b, ...r.dummyHeader));
		ProgramInfo.finishSizePrefixedProgramInfoBuffer(b, ProgramInfo.endProgramInfo(b));
		return b.asUint8Array();
	}

	/** Everything that must be written before the root table; returns what then goes into it. */
	#vectors(): (() => void)[] {
		const b = this.#builder;
		const r = this.#recipe;
		const added = <T>(value: T | undefined, make: (value: T) => Offset, add: (b: Builder, offset: Offset) => void): (() => void) => {
			if (value === undefined) return () => {};
			const offset = make(value);
			return () => add(b, offset);
		};
		return [
			added(r.version, (v) => b.createString(v), ProgramInfo.addVersion),
			added(r.device, (v) => DeviceVersion.createDeviceVersion(b, ...v), ProgramInfo.addDeviceVersion),
			added(r.inputDims, (v) => ProgramInfo.createInputDimsVector(b, [...v]), ProgramInfo.addInputDims),
			added(r.outputDims, (v) => ProgramInfo.createOutputDimsVector(b, [...v]), ProgramInfo.addOutputDims),
			added(r.inputScales, (v) => ProgramInfo.createInputScalesVector(b, [...v]), ProgramInfo.addInputScales),
			added(r.inputZeroPoints, (v) => ProgramInfo.createInputZeroPointsVector(b, [...v]), ProgramInfo.addInputZeroPoints),
			added(r.outputShift, (v) => ProgramInfo.createOutputShiftVector(b, [...v]), ProgramInfo.addOutputShift),
			added(r.outputScales, (v) => ProgramInfo.createOutputScalesVector(b, [...v]), ProgramInfo.addOutputScales),
			added(r.epg, (v) => this.#structs(v, ProgramInfo.startEpgTracksVector, RegisterValue.createRegisterValue), ProgramInfo.addEpgTracks),
			added(
				r.passes,
				(v) =>
					ProgramInfo.createPassesVector(
						b,
						v.map((pass) => this.#pass(pass)),
					),
				ProgramInfo.addPasses,
			),
			added(r.learning, (v) => this.#learning(v), ProgramInfo.addLearningLayer),
		];
	}

	#structs(
		items: readonly SpanRecipe[],
		start: (b: Builder, n: number) => void,
		create: (b: Builder, x: number, y: number) => Offset,
	): Offset {
		start(this.#builder, items.length);
		for (const [x, y] of [...items].reverse()) create(this.#builder, x, y);
		return this.#builder.endVector();
	}

	#pass(records: readonly RecordRecipe[]): Offset {
		const b = this.#builder;
		const offsets = PassSpans.createRecordsVector(
			b,
			records.map((record) => this.#record(record)),
		);
		PassSpans.startSkipdmaStoreTrackVector(b, this.#recipe.skips);
		for (let i = 0; i < this.#recipe.skips; i++) SKipDmaInfoTrack.createSKipDmaInfoTrack(b, 1, 1, 0, 0, false, 1, 1, 8);
		const skips = b.endVector();
		PassSpans.startPassSpans(b);
		PassSpans.addRecords(b, offsets);
		PassSpans.addSkipdmaStoreTrack(b, skips);
		return PassSpans.endPassSpans(b);
	}

	#record(record: RecordRecipe): Offset {
		const b = this.#builder;
		const tracks = this.#structs(record.tracks, RecordSpans.startTracksVector, TrackSpan.createTrackSpan);
		RecordSpans.startRecordSpans(b);
		RecordSpans.addTracks(b, tracks);
		if (record.fnp2)
			RecordSpans.addFnp2Track(b, FNP2TrackInfo.createFNP2TrackInfo(b, record.fnp2[0], record.fnp2[1], 1, 2, record.fnp2[2]));
		return RecordSpans.endRecordSpans(b);
	}

	#learning({ registers, inference = registers, memory, np }: NonNullable<Recipe["learning"]>): Offset {
		const b = this.#builder;
		const ram = memory ? this.#record(memory) : 0;
		LearningLayerInfo.startLearningLayerInfo(b);
		if (registers) LearningLayerInfo.addLearningRegisters(b, TrackSpan.createTrackSpan(b, ...registers));
		if (inference) LearningLayerInfo.addInferenceRegisters(b, TrackSpan.createTrackSpan(b, ...inference));
		if (memory) LearningLayerInfo.addRam(b, ram);
		if (np !== undefined) LearningLayerInfo.addNp(b, NPIdent.createNPIdent(b, 1, 2, np));
		return LearningLayerInfo.endLearningLayerInfo(b);
	}
}
