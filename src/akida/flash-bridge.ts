import type { Registers } from "./chip-link.js";
import { bitsOf, Flash, maskOf } from "./registers.js";

const QUAD_FRAMES = 2;
const LAST_BIT_OF_WORD = 31;
/** Divides the 400 MHz core clock by 4. */
const HALF_DIVIDER = 2;
const QUAD_ADDRESS = 1;
const ADDRESS_24_BITS = 6;
const INSTRUCTION_8_BITS = 2;
const WAIT_CYCLES = 10;
/** For flashes that want mode bits between address and data. */
const WAIT_CYCLES_AFTER_MODE = 4;
const MODE_8_BITS = 2;
const MODE_CONTINUE_NOT = 0xff;
/** NOR opcode: fast read with address and data on four lanes. */
const QUAD_IO_FAST_READ = 0xeb;

const CTRLR0 =
	bitsOf(Flash.CTRLR0_MASTER, 1) | bitsOf(Flash.CTRLR0_FRAME_FORMAT, QUAD_FRAMES) | bitsOf(Flash.CTRLR0_FRAME_SIZE, LAST_BIT_OF_WORD);
const SPI_CTRLR0 =
	bitsOf(Flash.SPI_CTRLR0_TRANSFER_TYPE, QUAD_ADDRESS) |
	bitsOf(Flash.SPI_CTRLR0_ADDRESS_LENGTH, ADDRESS_24_BITS) |
	bitsOf(Flash.SPI_CTRLR0_INSTRUCTION_LENGTH, INSTRUCTION_8_BITS) |
	bitsOf(Flash.SPI_CTRLR0_XIP_INSTRUCTION, 1);
const WITHOUT_MODE = SPI_CTRLR0 | bitsOf(Flash.SPI_CTRLR0_WAIT_CYCLES, WAIT_CYCLES);
const WITH_MODE =
	SPI_CTRLR0 |
	bitsOf(Flash.SPI_CTRLR0_WAIT_CYCLES, WAIT_CYCLES_AFTER_MODE) |
	bitsOf(Flash.SPI_CTRLR0_MODE_BITS, 1) |
	bitsOf(Flash.SPI_CTRLR0_MODE_BITS_LENGTH, MODE_8_BITS);

/**
 * Sets the chip's SPI master up so that its DMA sees the flash at {@link Memory.FLASH_XIP} [3.1], as the engine does, or
 * for the flashes of Winbond and GigaDevice, whose quad read has mode bits.
 */
export function initialiseFlashBridge(registers: Registers, modeBits = false): void {
	registers.modify(Flash.CONFIG, maskOf(Flash.CONFIG_BYTE_SWAP, Flash.CONFIG_FEED_THROUGH), bitsOf(Flash.CONFIG_BYTE_SWAP, 1));
	registers.writeWord(Flash.SSIENR, 0);
	registers.writeWord(Flash.CTRLR0, CTRLR0);
	registers.writeWord(Flash.SER, 1);
	registers.writeWord(Flash.BAUDR, bitsOf(Flash.BAUDR_HALF_DIVIDER, HALF_DIVIDER));
	registers.writeWord(Flash.SPI_CTRLR0, modeBits ? WITH_MODE : WITHOUT_MODE);
	if (modeBits) registers.writeWord(Flash.XIP_MODE_BITS, MODE_CONTINUE_NOT);
	registers.writeWord(Flash.DRIVE_EDGE, 0);
	registers.writeWord(Flash.XIP_INCR_INST, QUAD_IO_FAST_READ);
	registers.writeWord(Flash.SSIENR, 1);
}
