/** Blocks around the Akida core [3]: what the chip has between itself and its pins, clocks and flash, and the flash's own commands. */

import { field } from "./fields.js";

/** [3.1] System configuration and the SPI master in front of the flash. */
export const Flash = Object.freeze({
	CONFIG: 0xfce00018,
	CONFIG_FEED_THROUGH: field(16),
	CONFIG_BYTE_SWAP: field(21),
	CTRLR0: 0xfcf20000,
	CTRLR0_FRAME_SIZE: field(0, 5),
	CTRLR0_FRAME_FORMAT: field(22, 2),
	CTRLR0_MASTER: field(31),
	SSIENR: 0xfcf20008,
	SER: 0xfcf20010,
	BAUDR: 0xfcf20014,
	BAUDR_HALF_DIVIDER: field(1, 15),
	SPI_CTRLR0: 0xfcf200f4,
	SPI_CTRLR0_TRANSFER_TYPE: field(0, 2),
	SPI_CTRLR0_ADDRESS_LENGTH: field(2, 4),
	SPI_CTRLR0_MODE_BITS: field(7),
	SPI_CTRLR0_INSTRUCTION_LENGTH: field(8, 2),
	SPI_CTRLR0_WAIT_CYCLES: field(11, 5),
	SPI_CTRLR0_XIP_INSTRUCTION: field(20),
	SPI_CTRLR0_MODE_BITS_LENGTH: field(26, 2),
	DRIVE_EDGE: 0xfcf200f8,
	XIP_MODE_BITS: 0xfcf200fc,
	XIP_INCR_INST: 0xfcf20100,
});

/** [3.1] Routing of pins, known only as far as the completion interrupt needs it. */
export const PinRouting = Object.freeze({
	FIRST: 0xfce00038,
	SECOND: 0xfce0003c,
	/** Value of FIRST, with 0 in SECOND, that brings completion out on GPIO3. */
	COMPLETION_ON_GPIO3: 0x08,
});

/** [3.4] The clock and reset controller. */
export const ClockControl = Object.freeze({
	GEN_CTRL: 0xfce01000,
	GEN_CTRL_PLL: field(0),
	GEN_CTRL_MANUAL: field(1),
	GEN_CTRL_BYPASS: field(4),
	PLL_CTRL: 0xfce01010,
	/** Holds DIVF - 1. */
	PLL_CTRL_DIVF: field(0, 9),
	PLL_CTRL_DIVR: field(16, 6),
	PLL_CTRL_DIVQ: field(24, 3),
	PLL_CTRL_RANGE: field(28, 3),
	PLL_STAT: 0xfce01014,
	PLL_STAT_LOCKED: field(0),
	DIV_UPDATE: 0xfce0102c,
	SYS_DIVIDER: 0xfce01030,
	APB_DIVIDER: 0xfce01034,
	SPI_DIVIDER: 0xfce0103c,
	DIVIDER_RATIO: field(0, 8),
	/** Half the time high, for odd ratios. */
	DIVIDER_EVEN_DUTY: field(31),
	REFERENCE_HZ: 25_000_000,
	/** The PLL's rate unless it is told another. */
	PLL_HZ: 800_000_000,
	/** [2] The core of the SPI slave must run this many times as fast as the bus. */
	SPI_CORE_PER_BUS: 4,
});

/** [3.2] Commands and status bits of the NOR flash behind the chip. */
export const Nor = Object.freeze({
	READ_ID: 0x9f,
	/** Manufacturer, type, and the logarithm of the size. */
	ID_BYTES: 3,
	READ: 0x03,
	WRITE_ENABLE: 0x06,
	PAGE_PROGRAM: 0x02,
	PAGE_BYTES: 256,
	ERASE_4K: 0x20,
	ERASE_32K: 0x52,
	ERASE_64K: 0xd8,
	ERASE_CHIP: 0xc7,
	/** Command byte and 24-bit address, most significant byte first. */
	HEADER_BYTES: 4,
	READ_STATUS: 0x05,
	BUSY: field(0),
	WRITE_ENABLED: field(1),
	CLEAR_FLAGS: 0x50,
	READ_FLAGS: 0x70,
	FLAG_PROGRAM_ERROR: field(4),
	FLAG_ERASE_ERROR: field(5),
	READ_STATUS_2: 0x35,
	WRITE_STATUS_2: 0x31,
	QUAD_ENABLE: field(1),
});

/** Manufacturers that need a treatment of their own [3.2], by the first byte of READ_ID. */
export const NorMaker = Object.freeze({
	MICRON: 0x20,
	GIGADEVICE: 0xc8,
	WINBOND: 0xef,
});
