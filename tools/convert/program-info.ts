import { Builder, type Offset } from "flatbuffers";
import { ENGINE_VERSION } from "../../src/akida/acceptance.js";
import { DeviceVersion } from "../../src/akida/fb/device-version.js";
import { LearningLayerInfo } from "../../src/akida/fb/learning-layer-info.js";
import { NPIdent } from "../../src/akida/fb/npident.js";
import { PassSpans } from "../../src/akida/fb/pass-spans.js";
import { ProgramInfo } from "../../src/akida/fb/program-info.js";
import { RecordSpans } from "../../src/akida/fb/record-spans.js";
import { TrackSpan } from "../../src/akida/fb/track-span.js";
import type { Dims, Span } from "../../src/akida/program.js";
import { AKD1500_IP_VERSION, getField, IpVersion } from "../../src/akida/registers.js";
import type { NpIdent } from "../../host-sim/nsoc/mesh-limits.js";
import type { DataSpans } from "./program-data.js";

/** What ProgramInfo says about a program beside where its tracks are [10.1]. Input and output are dense. */
export interface ProgramHeader {
	readonly input: Dims;
	readonly inputBits: number;
	readonly output: Dims;
	/** 0 for potentials. */
	readonly actBits: number;
	/** One per channel of the potentials, or empty [17.5]. */
	readonly shift: Int32Array;
	readonly scales: Float32Array;
	/** Place of the learning layer. */
	readonly np: NpIdent | undefined;
}

/** Potentials leave the chip as int32. */
const POTENTIAL_BITS = 32;

/** The ProgramInfo half of a container, size prefix included; a multiple of 4 bytes, so that tracks stay aligned [10]. */
export function buildProgramInfo(header: ProgramHeader, spans: DataSpans): Uint8Array {
	const builder = new Builder(1024);
	const parts = placeParts(builder, header, spans);
	ProgramInfo.startProgramInfo(builder);
	ProgramInfo.addVersion(builder, parts.version);
	ProgramInfo.addDeviceVersion(builder, parts.device);
	ProgramInfo.addInputDims(builder, parts.inputDims);
	ProgramInfo.addOutputDims(builder, parts.outputDims);
	ProgramInfo.addOutputBits(builder, header.actBits || POTENTIAL_BITS);
	ProgramInfo.addActivation(builder, header.actBits > 0);
	ProgramInfo.addOutputShift(builder, parts.shift);
	ProgramInfo.addOutputScales(builder, parts.scales);
	ProgramInfo.addMaxNumDesc(builder, spans.tracks.length + 1);
	ProgramInfo.addEpgTracks(builder, parts.epg);
	ProgramInfo.addPasses(builder, parts.passes);
	if (parts.learning) ProgramInfo.addLearningLayer(builder, parts.learning);
	ProgramInfo.addDummyHeader(builder, placeSpan(builder, spans.dummyHeader));
	ProgramInfo.addInputBits(builder, header.inputBits);
	ProgramInfo.addInputScales(builder, parts.inputScales);
	ProgramInfo.addInputZeroPoints(builder, parts.inputZeroPoints);
	builder.finishSizePrefixed(ProgramInfo.endProgramInfo(builder));
	return builder.asUint8Array();
}

/** Everything that must stand in the buffer before the table that refers to it. Vectors that the fixtures leave empty are empty. */
function placeParts(builder: Builder, header: ProgramHeader, spans: DataSpans) {
	const dims = ({ x, y, c }: Dims): number[] => [x, y, c];
	return {
		version: builder.createString(ENGINE_VERSION),
		device: placeDevice(builder),
		inputDims: ProgramInfo.createInputDimsVector(builder, dims(header.input)),
		outputDims: ProgramInfo.createOutputDimsVector(builder, dims(header.output)),
		shift: ProgramInfo.createOutputShiftVector(builder, header.shift),
		scales: ProgramInfo.createOutputScalesVector(builder, header.scales),
		epg: emptyEpg(builder),
		passes: placePasses(builder, spans.tracks),
		learning: spans.learning && header.np && placeLearning(builder, spans.learning, header.np),
		inputScales: ProgramInfo.createInputScalesVector(builder, []),
		inputZeroPoints: ProgramInfo.createInputZeroPointsVector(builder, []),
	};
}

function placeDevice(builder: Builder): Offset {
	const byte = (field: (typeof IpVersion)[keyof typeof IpVersion]): number => getField(AKD1500_IP_VERSION, field);
	const { VENDOR, PRODUCT, MAJOR, MINOR } = IpVersion;
	return DeviceVersion.createDeviceVersion(builder, byte(VENDOR), byte(PRODUCT), byte(MAJOR), byte(MINOR));
}

const placeSpan = (builder: Builder, { offset, words }: Span): Offset => TrackSpan.createTrackSpan(builder, offset, words);

/** EPG registers are the silicon's business; the emulated mesh does without. */
function emptyEpg(builder: Builder): Offset {
	ProgramInfo.startEpgTracksVector(builder, 0);
	return builder.endVector();
}

function placeRecord(builder: Builder, track: Span): Offset {
	RecordSpans.startTracksVector(builder, 1);
	placeSpan(builder, track);
	const tracks = builder.endVector();
	RecordSpans.startRecordSpans(builder);
	RecordSpans.addTracks(builder, tracks);
	return RecordSpans.endRecordSpans(builder);
}

function placePasses(builder: Builder, tracks: readonly Span[]): Offset {
	const records = PassSpans.createRecordsVector(
		builder,
		tracks.map((track) => placeRecord(builder, track)),
	);
	PassSpans.startPassSpans(builder);
	PassSpans.addRecords(builder, records);
	return ProgramInfo.createPassesVector(builder, [PassSpans.endPassSpans(builder)]);
}

function placeLearning(builder: Builder, spans: NonNullable<DataSpans["learning"]>, np: NpIdent): Offset {
	const ram = placeRecord(builder, spans.ram);
	LearningLayerInfo.startLearningLayerInfo(builder);
	LearningLayerInfo.addLearningRegisters(builder, placeSpan(builder, spans.learning));
	LearningLayerInfo.addInferenceRegisters(builder, placeSpan(builder, spans.inference));
	LearningLayerInfo.addRam(builder, ram);
	LearningLayerInfo.addNp(builder, NPIdent.createNPIdent(builder, np.col, np.row, np.id));
	return LearningLayerInfo.endLearningLayerInfo(builder);
}
