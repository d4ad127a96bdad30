import { CheckedBuffer, notAProgram } from "./checked-buffer.js";
import type { DeviceVersion } from "./fb/device-version.js";
import type { LearningLayerInfo } from "./fb/learning-layer-info.js";
import type { NPIdent } from "./fb/npident.js";
import type { PassSpans } from "./fb/pass-spans.js";
import { ProgramInfo as ProgramInfoTable } from "./fb/program-info.js";
import type { RecordSpans } from "./fb/record-spans.js";
import type { RegisterValue as RegisterValueStruct } from "./fb/register-value.js";
import type { TrackSpan } from "./fb/track-span.js";
import type { Dims, Fnp2Track, IoType, LearningLayer, NpIdent, Pass, ProgramInfo, ProgramRecord, RegisterValue, Span } from "./program.js";
import { bitsOf, IpVersion, Packet, Top } from "./registers.js";

/** In the order of the schema's enumeration. */
const IO_TYPES: readonly IoType[] = Object.freeze(["dense", "fnp_sparse", "cnp_sparse", "hrc_sparse"] as const);
const PRINTABLE = /^[\x20-\x7e]{1,32}$/;
const MAX_BITS = 32;
/** No tensor outgrows the chip's address space, at 8 bytes per event. */
const MAX_ELEMENTS = 2 ** 29;

/**
 * Reads a size-prefixed ProgramInfo [10.1] whose spans must lie in the first `dataBytes` bytes of ProgramData. Fields that
 * the engine dereferences unchecked are demanded here. Throws {@link AkidaError} `not-a-program`.
 */
export function readProgramInfo(bytes: Uint8Array, dataBytes: number): ProgramInfo {
	const table = ProgramInfoTable.getSizePrefixedRootAsProgramInfo(new CheckedBuffer(bytes));
	const reader = new TableReader(dataBytes);
	return { ...reader.header(table), ...reader.input(table), ...reader.output(table), ...reader.body(table) };
}

/** Turns the generated accessors' answers into plain, checked objects. */
class TableReader {
	readonly #dataBytes: number;

	constructor(dataBytes: number) {
		this.#dataBytes = dataBytes;
	}

	header(table: ProgramInfoTable) {
		const version = need(table.version(), "a version");
		if (!PRINTABLE.test(version)) throw notAProgram("its version is not text");
		return { version, deviceVersion: versionWord(need(table.deviceVersion(), "a device version")) };
	}

	input(table: ProgramInfoTable) {
		return {
			inputDims: dims(table.inputDimsLength(), (i) => table.inputDims(i)),
			inputType: ioType(table.inputType()),
			inputBits: bits(table.inputBits()),
			inputSigned: table.inputSign(),
			inputChannelsFirst: table.inputChannelsFirst(),
			inputScales: Float32Array.from(vector(table.inputScalesLength(), (i) => table.inputScales(i))),
			inputZeroPoints: Uint8Array.from(vector(table.inputZeroPointsLength(), (i) => table.inputZeroPoints(i))),
			denseWindow: { width: table.denseWindowW(), height: table.denseWindowH() },
		};
	}

	output(table: ProgramInfoTable) {
		const outputDims = dims(table.outputDimsLength(), (i) => table.outputDims(i));
		const outputShift = Int32Array.from(vector(table.outputShiftLength(), (i) => table.outputShift(i)));
		const outputScales = Float32Array.from(vector(table.outputScalesLength(), (i) => table.outputScales(i)));
		const { length } = outputShift;
		if (length !== outputScales.length || (length > 0 && length !== outputDims.c)) throw notAProgram("its output scales do not fit");
		return {
			outputDims,
			outputType: ioType(table.outputType()),
			outputBits: bits(table.outputBits()),
			activation: table.activation(),
			outputShift,
			outputScales,
			anomalyDetection: table.anomalyDetection(),
		};
	}

	body(table: ProgramInfoTable) {
		const learning = table.learningLayer();
		const dummyHeader = table.dummyHeader();
		const passes = vector(table.passesLength(), (i) => table.passes(i));
		if (passes.length === 0) throw notAProgram("it has no passes");
		return {
			maxDescriptors: table.maxNumDesc(),
			epg: vector(table.epgTracksLength(), (i) => table.epgTracks(i)).map(epgValue),
			passes: passes.map((pass) => this.#pass(pass)),
			learning: learning ? this.#learning(learning) : undefined,
			dummyHeader: dummyHeader ? this.#span(dummyHeader) : undefined,
		};
	}

	#pass(pass: PassSpans): Pass {
		const records = vector(pass.recordsLength(), (i) => pass.records(i));
		if (records.length === 0) throw notAProgram("a pass has no records");
		return {
			records: records.map((record) => this.#record(record)),
			skips: pass.skipdmaStoreTrackLength() + pass.skipdmaLoadTrackLength() > 0,
		};
	}

	#record(record: RecordSpans): ProgramRecord {
		return { tracks: vector(record.tracksLength(), (i) => record.tracks(i)).map((track) => this.#span(track)), fnp2: this.#fnp2(record) };
	}

	#fnp2(record: RecordSpans): Fnp2Track | undefined {
		const track = record.fnp2Track();
		return track ? { span: this.#span(need(track.track(), "a span")), np: npIdent(need(track.np(), "an NP")) } : undefined;
	}

	/** FNP2 layers keep their weights in memory; FNP3 layers have one track, which begins with its two header words [14]. */
	#learning(layer: LearningLayerInfo): LearningLayer {
		const ram = this.#record(need(layer.ram(), "learning memory"));
		const [track, ...others] = ram.tracks;
		if (!ram.fnp2 && (track === undefined || others.length > 0 || track.words <= Packet.HEADER_WORDS)) {
			throw notAProgram("its learning memory is neither FNP2 nor FNP3");
		}
		return {
			learningRegisters: this.#span(need(layer.learningRegisters(), "learning registers")),
			inferenceRegisters: this.#span(need(layer.inferenceRegisters(), "inference registers")),
			ram,
			np: npIdent(need(layer.np(), "a learning NP")),
		};
	}

	/** Offsets count from the size prefix of ProgramData, so the first word that a span can have is the next one. */
	#span(span: TrackSpan): Span {
		const offset = span.offsetAddress();
		const words = span.wordSize();
		const inside = offset >= 4 && offset % 4 === 0 && words > 0 && offset + 4 * words <= this.#dataBytes;
		if (!inside) throw notAProgram(`a span of ${words} words at ${offset} leaves its data`);
		return { offset, words };
	}
}

function need<T>(value: T | null, what: string): T {
	if (value === null) throw notAProgram(`${what} is missing`);
	return value;
}

function vector<T>(length: number, at: (index: number) => T | null): T[] {
	const items: T[] = [];
	for (let i = 0; i < length; i++) items.push(need(at(i), "an element"));
	return items;
}

function dims(length: number, at: (index: number) => number | null): Dims {
	const [x = 0, y = 0, c = 0] = vector(length, at);
	if (length !== 3 || !(x * y * c > 0) || x * y * c > MAX_ELEMENTS) throw notAProgram("its dims are impossible");
	return { x, y, c };
}

function ioType(value: number): IoType {
	const type = IO_TYPES[value];
	if (type === undefined) throw notAProgram(`it has an unknown tensor type ${value}`);
	return type;
}

function bits(value: number): number {
	if (value < 1 || value > MAX_BITS) throw notAProgram(`it has values of ${value} bits`);
	return value;
}

function versionWord(version: DeviceVersion): number {
	const { VENDOR, PRODUCT, MAJOR, MINOR } = IpVersion;
	const high = bitsOf(VENDOR, version.vendorId()) | bitsOf(PRODUCT, version.productId());
	return (high | bitsOf(MAJOR, version.majorRev()) | bitsOf(MINOR, version.minorRev())) >>> 0;
}

function npIdent(np: NPIdent): NpIdent {
	if (np.id() >= Top.FNP2_COUNT) throw notAProgram(`it names NP ${np.id()} of a node`);
	return { column: np.col(), row: np.row(), id: np.id() };
}

/** Keeps EPG writes in the EPG block, whatever the program says. */
function epgValue(entry: RegisterValueStruct): RegisterValue {
	const offset = entry.registerOffset();
	if (offset % 4 !== 0 || offset >= Top.INTERRUPTS - Top.EPG) throw notAProgram(`EPG offset ${offset} leaves its block`);
	return { offset, value: entry.value() };
}
