/** Place of one neural processor in the mesh. */
export interface NpIdent {
	readonly col: number;
	readonly row: number;
	readonly id: number;
}

/**
 * Size of the emulated mesh. The figures are this project's own choice, large enough for keyword spotting and small enough that
 * a program can fail to fit; they are not those of any silicon.
 */
export const MeshLimits = Object.freeze({
	/** Nodes sit at columns 1..COLUMNS, rows 1..ROWS; column 0 is the host side. */
	COLUMNS: 4,
	ROWS: 2,
	NPS_PER_NODE: 4,
	/** 32-bit words in the memories of one NP, and of the HRC under the same names. */
	REGISTER_WORDS: 50,
	FILTER_WORDS: 16384,
	THRESHOLD_WORDS: 4096,
	FNP_WORDS: 32768,
	/** A learned memory must come back in one config read: [19] the limit of section 8's short blocks. */
	LEARN_WORDS: 16382,
	/** [17.3] Width of an event's coordinates and channel. */
	COORDINATE: 4095,
	CHANNELS: 2047,
	/** Values of one activation tensor between two stages. */
	VALUES: 1 << 18,
	/** Inputs of a learning layer: every unit holds one bit for each. */
	LEARN_INPUTS: 1024,
	/** [7] A learn class has ten bits and 0 means none. */
	CLASSES: 1023,
	KERNEL: 15,
	STRIDE: 4,
	/** [7] Words that one config descriptor can carry. */
	TRACK_WORDS: 65535,
});

/** NPs in the mesh. */
export const NP_COUNT = MeshLimits.COLUMNS * MeshLimits.ROWS * MeshLimits.NPS_PER_NODE;

/** The NP of the given index, node after node; undefined when the mesh has no more. */
export function npAt(index: number): NpIdent | undefined {
	if (!Number.isInteger(index) || index < 0 || index >= NP_COUNT) return undefined;
	const node = Math.floor(index / MeshLimits.NPS_PER_NODE);
	return { col: 1 + Math.floor(node / MeshLimits.ROWS), row: 1 + (node % MeshLimits.ROWS), id: index % MeshLimits.NPS_PER_NODE };
}

/** True when the mesh has such an NP. */
export function hasNp(np: NpIdent): boolean {
	const within = (value: number, first: number, count: number): boolean =>
		Number.isInteger(value) && value >= first && value < first + count;
	return within(np.col, 1, MeshLimits.COLUMNS) && within(np.row, 1, MeshLimits.ROWS) && within(np.id, 0, MeshLimits.NPS_PER_NODE);
}
