import { notAProgram } from "./checked-buffer.js";
import { readProgramInfo } from "./program-tables.js";

/** Bytes of the length in front of either half of the container. */
export const SIZE_PREFIX_BYTES = 4;

/** Extent of a tensor, row-major (x, y, c): x is the first dimension of the program's dims, c the channel or filter. */
export interface Dims {
	readonly x: number;
	readonly y: number;
	readonly c: number;
}

export const elements = (dims: Dims): number => dims.x * dims.y * dims.c;

/** How a tensor travels, in the schema's spelling. */
export type IoType = "dense" | "fnp_sparse" | "cnp_sparse" | "hrc_sparse";

/** A run of words; the offset counts bytes from the start of ProgramData, its size prefix included. */
export interface Span {
	readonly offset: number;
	readonly words: number;
}

/** Place of a neural processor in the mesh. */
export interface NpIdent {
	readonly column: number;
	readonly row: number;
	/** 0..3 */
	readonly id: number;
}

/** FNP2 weights, which stay in memory, and the processor that reads them. */
export interface Fnp2Track {
	readonly span: Span;
	readonly np: NpIdent;
}

/** What one mapped component needs [10.3]. */
export interface ProgramRecord {
	readonly tracks: readonly Span[];
	readonly fnp2: Fnp2Track | undefined;
}

export interface Pass {
	readonly records: readonly ProgramRecord[];
	/** True when the pass has skip-DMA tracks [18]. */
	readonly skips: boolean;
}

/** A value for a register of the EPG block; opaque [20]. */
export interface RegisterValue {
	readonly offset: number;
	readonly value: number;
}

/** The layer that learns on the chip [14]; `ram` has either FNP2 weights or exactly one track (FNP3). */
export interface LearningLayer {
	readonly learningRegisters: Span;
	readonly inferenceRegisters: Span;
	readonly ram: ProgramRecord;
	readonly np: NpIdent;
}

/** The ProgramInfo half of a container [10.1], checked: dims are positive, spans whole words, ids in range. */
export interface ProgramInfo {
	/** Release of the vendor's engine that made it, e.g. "2.19.3". */
	readonly version: string;
	/** The word that the chip it was made for answers at TOP + 0 [4]. */
	readonly deviceVersion: number;
	readonly inputDims: Dims;
	readonly outputDims: Dims;
	readonly inputType: IoType;
	readonly outputType: IoType;
	readonly inputBits: number;
	readonly inputSigned: boolean;
	readonly inputChannelsFirst: boolean;
	/** One per input channel, or empty [17.1]. */
	readonly inputScales: Float32Array;
	readonly inputZeroPoints: Uint8Array;
	readonly outputBits: number;
	/** False when the outputs are potentials. */
	readonly activation: boolean;
	/** One per output channel, or empty [17.5]. */
	readonly outputShift: Int32Array;
	readonly outputScales: Float32Array;
	/** Window of the dense input, 0 by 0 for none [7]. */
	readonly denseWindow: { readonly width: number; readonly height: number };
	/** Descriptors per pass of a multi-pass program. */
	readonly maxDescriptors: number;
	readonly epg: readonly RegisterValue[];
	readonly passes: readonly Pass[];
	readonly learning: LearningLayer | undefined;
	/** Needed in multi-pass. */
	readonly dummyHeader: Span | undefined;
	/** True for programs of the Pico generation. */
	readonly anomalyDetection: boolean;
}

/** A whole container; `data` is the ProgramData half with its size prefix, a view of the bytes that were parsed. */
export interface Program extends ProgramInfo {
	readonly data: Uint8Array;
}

/**
 * Reads a whole container: ProgramInfo and ProgramData back to back, each behind its length [10]. Whatever the bytes are,
 * the only error is {@link AkidaError} `not-a-program`.
 */
export function parseProgram(bytes: Uint8Array): Program {
	const infoBytes = prefixedLength(bytes, 0);
	const dataBytes = prefixedLength(bytes, infoBytes);
	if (infoBytes + dataBytes !== bytes.length) throw notAProgram(`its parts need ${infoBytes + dataBytes} bytes, it has ${bytes.length}`);
	const data = bytes.subarray(infoBytes);
	return { ...readProgramInfo(bytes.subarray(0, infoBytes), dataBytes), data };
}

/**
 * Reads the ProgramInfo half alone, for programs whose data lies elsewhere [3.3], in `dataBytes` bytes at most. Errors as
 * in {@link parseProgram}.
 */
export function parseProgramInfo(bytes: Uint8Array, dataBytes = 2 ** 32): ProgramInfo {
	const infoBytes = prefixedLength(bytes, 0);
	if (infoBytes !== bytes.length) throw notAProgram(`its information needs ${infoBytes} bytes, it has ${bytes.length}`);
	return readProgramInfo(bytes, dataBytes);
}

/** Length of the half that starts at `offset`, prefix included. */
function prefixedLength(bytes: Uint8Array, offset: number): number {
	if (offset + SIZE_PREFIX_BYTES > bytes.length) throw notAProgram("it is too short");
	return new DataView(bytes.buffer, bytes.byteOffset + offset).getUint32(0, true) + SIZE_PREFIX_BYTES;
}
