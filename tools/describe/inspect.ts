import { type Dims, type IoType, parseProgram, type Program, type ProgramRecord, type Span } from "../../src/akida/program.js";
import { getField, Packet, Unit } from "../../src/akida/registers.js";
import { inputBytes, outputBytes } from "../../src/akida/sizes.js";
import { isBundle, readBundle } from "../../src/bundle/bundle.js";
import { payloadLength } from "../../host-sim/nsoc/payload/packet.js";
import { wordsAt } from "../../host-sim/twin/words.js";

/** One packet of a track: words for a unit of the HRC or of one or more NPs. */
export interface PacketRow {
	/** "HRC", or column, row and ids of the NPs. */
	readonly target: string;
	readonly unit: string;
	/** First word in the unit. */
	readonly start: number;
	readonly words: number;
}

/** A run of words that the config DMA plays; the offset counts bytes of ProgramData, its size prefix included. */
export interface TrackRow {
	readonly offset: number;
	readonly words: number;
	readonly packets: readonly PacketRow[];
}

export interface RecordRow {
	readonly tracks: readonly TrackRow[];
	/** Weights that stay in memory, and the NP that reads them from there. */
	readonly fnp2: { readonly offset: number; readonly words: number; readonly np: string } | undefined;
}

/** What goes in or comes out. */
export interface TensorRow {
	readonly type: IoType;
	/** (x, y, channel) */
	readonly shape: readonly number[];
	readonly bits: number;
	/** Of an output: whether its values are activations, or potentials. */
	readonly activation?: boolean;
}

/** Bytes that a program takes. */
export interface MemoryNeeds {
	/** ProgramData, in the host's memory or in the chip's flash. */
	readonly programData: number;
	/** The longest track, which passes through the chip's memory as a whole. */
	readonly longestTrack: number;
	/** What is learned, as it is read back; 0 without a learning layer. */
	readonly learned: number;
	/** In the chip's memory, for each job of a batch. */
	readonly input: number;
	readonly output: number;
}

/** What a program container holds [10], told without running it. */
export interface Inspection {
	readonly bytes: number;
	/** Release of the vendor's engine that made it, or that its form follows. */
	readonly version: string;
	/** The word that the chip it is for answers [4]. */
	readonly deviceVersion: number;
	readonly input: TensorRow;
	readonly output: TensorRow;
	readonly passes: readonly { readonly records: readonly RecordRow[] }[];
	readonly learning:
		| { readonly np: string; readonly learningRegisters: TrackRow; readonly inferenceRegisters: TrackRow; readonly ram: RecordRow }
		| undefined;
	readonly memory: MemoryNeeds;
}

/** Takes a program, or the one in a bundle, to pieces. Throws AkidaError `not-a-program`, BundleError. */
export function inspectProgram(bytes: Uint8Array): Inspection {
	const container = isBundle(bytes) ? readBundle(bytes).program : bytes;
	const { data, ...info } = parseProgram(container);
	const program = { ...info, data };
	const { learning } = info;
	return {
		bytes: container.length,
		version: info.version,
		deviceVersion: info.deviceVersion,
		input: { type: info.inputType, shape: shapeOf(info.inputDims), bits: info.inputBits },
		output: { type: info.outputType, shape: shapeOf(info.outputDims), bits: info.outputBits, activation: info.activation },
		passes: info.passes.map(({ records }) => ({ records: records.map((record) => recordRow(program, record)) })),
		learning: learning && {
			np: npName(learning.np.column, learning.np.row, `${learning.np.id}`),
			learningRegisters: trackRow(program, learning.learningRegisters),
			inferenceRegisters: trackRow(program, learning.inferenceRegisters),
			ram: recordRow(program, learning.ram),
		},
		memory: memoryNeeds(program),
	};
}

const shapeOf = ({ x, y, c }: Dims): number[] => [x, y, c];

function recordRow(program: Program, { tracks, fnp2 }: ProgramRecord): RecordRow {
	const np = fnp2 && npName(fnp2.np.column, fnp2.np.row, `${fnp2.np.id}`);
	return {
		tracks: tracks.map((track) => trackRow(program, track)),
		fnp2: fnp2 && np !== undefined ? { offset: fnp2.span.offset, words: fnp2.span.words, np } : undefined,
	};
}

/** [8] A track is one packet behind the other, each with two header words. */
function trackRow(program: Program, span: Span): TrackRow {
	const words = wordsAt(program, span);
	const packets: PacketRow[] = [];
	for (let at = 0; at + Packet.HEADER_WORDS <= words.length;) {
		const packet = packetRow(words[at] as number, words[at + 1] as number);
		packets.push(packet);
		at += Packet.HEADER_WORDS + packet.words;
	}
	return { offset: span.offset, words: span.words, packets };
}

function packetRow(header0: number, header1: number): PacketRow {
	const hrc = getField(header0, Packet.HRC_EN_0) === Packet.HRC_EN;
	const mask = getField(header0, Packet.NP_MASK_0);
	const ids = [0, 1, 2, 3].filter((id) => mask & (1 << id)).join("+");
	const unit = getField(header0, Packet.UNIT_0);
	return {
		target: hrc ? "HRC" : npName(getField(header0, Packet.COLUMN_0), getField(header0, Packet.ROW_0), ids),
		unit: unitName(unit, hrc),
		start: getField(header1, Packet.START_1),
		words: payloadLength(header1),
	};
}

const npName = (column: number, row: number, ids: string): string => `NP ${column}.${row}.${ids}`;

/** The HRC's memory has the number of the NPs' filters. */
function unitName(unit: number, hrc: boolean): string {
	if (hrc && unit === Unit.HRC_SRAM) return "HRC_SRAM";
	const name = Object.entries(Unit).find(([key, id]) => id === unit && key !== "HRC_SRAM")?.[0];
	return name ?? `unit ${unit}`;
}

function memoryNeeds(program: Program): MemoryNeeds {
	const { data, learning, passes } = program;
	const records = passes.flatMap((pass) => pass.records);
	const spans = [...records, ...(learning ? [learning.ram] : [])].flatMap((record) => record.tracks);
	return {
		programData: data.length,
		longestTrack: 4 * Math.max(0, ...spans.map((span) => span.words)),
		learned: 4 * ((learning?.ram.fnp2?.span ?? learning?.ram.tracks[0])?.words ?? 0),
		input: inputBytes(program),
		output: outputBytes(program),
	};
}
