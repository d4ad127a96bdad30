/**
 * The AKD1500's addresses, register offsets and bit fields: one table per block, shared by the driver and the emulated chip.
 * Names follow the vendor's spelling; the numbers in brackets are sections of the host-interface specification.
 */

import { field } from "./fields.js";

export { ClockControl, Flash, Nor, NorMaker, PinRouting } from "./board-registers.js";
export { bitsOf, field, fitsField, getField, maskOf, maxOf, setField, type Field } from "./fields.js";

/** [1] Address space as seen from the SPI slave and from the chip's own DMA. */
export const Memory = Object.freeze({
	SCRATCH: 0xfc800000,
	SRAM_SIZE: 0x100000,
	/** The driver leaves the last 256 bytes of the SRAM alone. */
	SCRATCH_SIZE: 0x100000 - 256,
	SRAM_PCIE_VIEW: 0x20000000,
	FLASH_XIP: 0x80000000,
	FLASH_SIZE: 0x1000000,
	TOP: 0xfcc00000,
	SYSTEM_CONFIG: 0xfce00000,
	CLOCK_RESET: 0xfce01000,
	SPI_MASTER: 0xfcf20000,
});

/** [2] Frames of the SPI slave. */
export const Spi = Object.freeze({
	READ: 0x60,
	WRITE: 0x80,
	HEADER_BYTES: 4,
	/** A read sends one dummy byte after the header. */
	TURNAROUND_BYTES: 1,
	/** Words per frame, by size code. */
	BURST_WORDS: Object.freeze([1, 4, 8, 16, 32] as const),
	/** Every reachable address has this top byte. */
	ADDRESS_PREFIX: 0xfc,
});

/** [4] The word that an AKD1500 v1 answers at TOP + 0: vendor BC, product A1, version 3.9. */
export const AKD1500_IP_VERSION = 0xbca10309;

/** [4] Fields of IP_VERSION; a program names its device by the same four bytes. */
export const IpVersion = Object.freeze({
	MINOR: field(0, 8),
	MAJOR: field(8, 8),
	PRODUCT: field(16, 8),
	VENDOR: field(24, 8),
});

/** [5] Top-level registers, offsets from TOP. */
export const Top = Object.freeze({
	IP_VERSION: 0x00,
	GENERAL_CONTROL: 0x04,
	FNP2_MEMORY: 0x10,
	FNP2_COUNT: 4,
	MESH_INFO1: 0x50,
	MESH_INFO2: 0x54,
	MESH_INFO3: 0x58,
	SKIPS_DMA_INFO: 0x64,
	INSTALL_OPTIONS: 0x68,
	EVENT_DMA: 0x20000,
	HRC_DMA: 0x28000,
	CONFIG_DMA: 0x30000,
	EPG: 0x40000,
	EPG_SIZE: 0x1000,
	INTERRUPTS: 0x70000,
	/** Bytes of the registers at TOP itself. */
	SIZE: 0x100,
});

/** [5] Fields of GENERAL_CONTROL. */
export const GeneralControl = Object.freeze({
	REWIND_MODE: field(0),
	PR_MESH_RST_END: field(1, 2),
	AK_LOGIC_RST: field(8),
	AK_CORE_RST: field(9),
	AK_MESH_RST: field(10),
	SCC_CORE_RESET: field(12),
	CORE_CLOCK_OFF: field(16),
});

/** [5] Interrupt controller, offsets from TOP + INTERRUPTS. */
export const Interrupt = Object.freeze({
	GENERAL: 0x00,
	GENERAL_ENABLE: field(0),
	SOURCE_MASK: 0x04,
	SOURCE: 0x08,
	STATUS: 0x0c,
	CLEAR: 0x10,
	/** Bytes of register space. */
	SIZE: 0x14,
	AEDMA: field(0),
	CFGDMA: field(2),
	HRC: field(5),
	/** Masks everything but the HRC DMA, for programs with dense input. */
	MASK_DENSE: 0xffffffdf,
	/** Masks everything but the event DMA, for programs with sparse input. */
	MASK_SPARSE: 0xfffffffe,
});

/** [6.1] One DMA controller; the event, HRC and config DMA share the layout. */
export const Dma = Object.freeze({
	CTRL: 0x00,
	DESC_CONT: 0x04,
	CONT_ADDR: 0x08,
	CONT_SIZE: 0x0c,
	DESC_STATUS: 0x10,
	BUF_MON_CTRL: 0x24,
	BUF_MON_STATUS: 0x28,
	TIMER_VALUE: 0x30,
	START_DELAYS: 0x38,
	EXTRA_DESC_CTRL: 0x3c,
	REPLAY_BUF_CTRL: 0x70,
	REPLAY_BURST_VAL: 0x74,
	REPLAY_DESC_MAIN_ADDR: 0x78,
	REPLAY_DESC_SCRATCH_ADDR: 0x7c,
	REPLAY_OB_EVENT_BUF_ADDR: 0x80,
	REPLAY_OB_EVENT_SCRATCH_ADDR: 0x84,
	REPLAY_MAX_OB_BUFFERS: 0x8c,
	REPLAY_DESC_WORD5: 0x90,
	OB_PLD_CLEAR_SIZE: 0x98,
	/** Bytes of register space in one controller. */
	SIZE: 0xc0,
	/** [9.3] Descriptors in a ring. */
	RING_MIN: 2,
	RING_MAX: 254,
	/** [12] Jobs that a single-pass program takes at once. */
	PIPELINE_DEPTH: 16,
	/** [6.1] Unit of the descriptor size in CONT_SIZE. */
	DESC_UNIT_BYTES: 32,
});

/** [6.1] Fields of the DMA registers, grouped by register. */
export const DmaField = Object.freeze({
	RUN: field(8),
	SOFT_RESET: field(9),
	INT_EN: field(10),
	WR_INFO_EN: field(24),
	WR_INFO_HDR: field(25),
	WR_INFO_HDR_SZ: field(26, 6),

	DESC_CUR: field(0, 8),
	DESC_LAST: field(16, 8),

	DESC_SIZE: field(0, 5),
	DESC_HIGHEST: field(16, 8),

	JOB_ID: field(16, 16),

	STATUS_CLEAR: field(0),
	BUF_END_SELECT: field(8, 2),
	TIMER_EN: field(13),
	MASK_OB_END: field(16),
	MASK_IB_END: field(17),
	MASK_EXT_DMA_END: field(18),
	MASK_DESC_BURST_END: field(19),

	STATUS_OB: field(0),
	STATUS_DESC_BURST_DONE: field(3),
	/** All interrupt bits of the status. */
	INTERRUPTS: field(16, 4),
	INTERRUPT_OB: field(16),
	INTERRUPT_DESC_BURST_DONE: field(19),

	START_DELAY: field(0, 10),

	EXTRA_LAST: field(0, 8),
	EXTRA_ENABLE: field(12),

	MAX_DESC_BURST_MODE: field(0),
	HW_OB_ADDR_GEN: field(4),
	HW_OB_ADDR_DYN: field(5),
	BUFFER_MODE: field(16),

	BURST_DESCRIPTORS: field(0, 8),
	BURST_LOOPS: field(16, 8),
	BURST_LAYER_LOOPS: field(24, 8),

	DESC_BUFFERS: field(0, 12),

	WORD5_LEARN_CLASS: field(16, 10),

	CLEAR_WORDS: field(0, 28),
	CLEAR_ENABLE: field(31),
});

/** [7] Fields of the config, event and HRC descriptors; the digit is the word. */
export const Descriptor = Object.freeze({
	CONFIG_BYTES: 32,
	EVENT_BYTES: 32,
	HRC_BYTES: 64,
	VERSION_0: field(0, 4),
	VERSION: 1,
	OB_INT_DISABLE_0: field(12),
	IB_INT_DISABLE_0: field(13),
	JOB_ID_0: field(16, 16),
	DIRECTION_0: field(28, 4),
	WRITE_TO_MESH: 1,
	READ_FROM_MESH: 0,
	CONFIG_WORDS_2: field(0, 16),
	EVENT_WORDS_2: field(0, 24),
	LEARN_CLASS: field(16, 10),
	/** Words of the event descriptor, then of the HRC descriptor, that hold the output address and the learn class. */
	EVENT_OUTPUT: 3,
	EVENT_LEARN_CLASS: 4,
	HRC_OUTPUT: 7,
	HRC_LEARN_CLASS: 8,
	ROW_BYTES_LOW_2: field(0, 16),
	ROWS_2: field(16, 16),
	NEXT_ROW_3: field(0, 16),
	ROW_BYTES_HIGH_3: field(16, 16),
	WINDOW_ROW_BYTES_4: field(0, 16),
	WINDOW_ROWS_4: field(16, 16),
});

/** [8] Header of a config packet; the digit is the word. */
export const Packet = Object.freeze({
	HEADER_WORDS: 2,
	UNIT_0: field(0, 4),
	HRC_EN_0: field(6, 2),
	HRC_EN: 2,
	NP_MASK_0: field(8, 4),
	ROW_0: field(16, 8),
	COLUMN_0: field(24, 8),
	START_1: field(0, 16),
	LENGTH_1: field(16, 14),
	XL_1: field(31),
	/** From this payload length on, lengths count units of 16 words. */
	XL_LIMIT: 16383,
	XL_UNIT: 16,
});

/** [8] Unit ids of config packets. */
export const Unit = Object.freeze({
	CNP_FILTERS: 0,
	HRC_SRAM: 0,
	CNP_LEARN_THRESHOLDS: 2,
	PACKET_SRAM: 3,
	CNP_FIRE_THRESHOLDS: 4,
	LOOK_UP_TABLE: 5,
	FNP_WEIGHTS: 6,
	REGISTERS: 8,
});

/** [17.3, 17.4] Events of sparse tensors, two words each; the digit is the word. */
export const Event = Object.freeze({
	BYTES: 8,
	WORDS: 2,
	X_0: field(0, 12),
	Y_0: field(16, 12),
	CHANNEL_1: field(0, 11),
	VALUE_1: field(16, 8),
	FNP_INDEX_0: field(0, 18),
	FNP_VALUE_1: field(0, 26),
	FNP_VALID_1: field(31),
	/** Values of FNP outputs with activation. */
	FNP_SPIKE_1: field(0, 8),
	CNP_POTENTIAL_1: field(12, 20),
	FNP_POTENTIAL_1: field(0, 26),
	HRC_POTENTIAL_HIGH_0: field(28, 4),
	HRC_POTENTIAL_LOW_1: field(12, 20),
});

/** [17.4] First word of an output's header. */
export const OutputHeader = Object.freeze({
	PAYLOAD_WORDS: field(0, 28),
	FORMAT: field(28, 4),
});

/** [6.1 D10, 17.4] Bytes of the header in front of every job output. */
export const OUTPUT_HEADER_BYTES = 32;
