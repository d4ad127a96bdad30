import test from "ava";
import { Chip } from "../../src/akida/chip.js";
import { DmaController } from "../../src/akida/dma.js";
import { Registers } from "../../src/akida/chip-link.js";
import { Dma, Memory, Top } from "../../src/akida/registers.js";
import { Recorder } from "./recorder.js";
import { refuses } from "./refusals.js";
import { StandIn } from "./stand-in.js";

const BASE = Memory.TOP + Top.HRC_DMA;

/** A controller over a stand-in, and a look at its registers. */
function openController(): { dma: DmaController; chip: StandIn; register: (offset: number) => number } {
	const chip = new StandIn();
	const dma = new DmaController(chip, new Registers(chip), BASE, 64);
	return { dma, chip, register: (offset) => chip.register(BASE + offset) };
}

test("initDefault leaves the words of section 6.3", (t) => {
	const { dma, register } = openController();
	dma.initDefault(Memory.SCRATCH, 16, true);
	t.is(register(Dma.CTRL), 0x83000400);
	t.is(register(Dma.CONT_ADDR), Memory.SCRATCH);
	t.is(register(Dma.CONT_SIZE), 0x000f0002);
	t.is(register(Dma.BUF_MON_CTRL), 0x000e0000);
	t.is(register(Dma.DESC_CONT), 0x00ff00ff);
});

test("single and multi-pass wait for different ends", (t) => {
	const { dma, register } = openController();
	dma.maskInterrupts(true);
	t.is(register(Dma.BUF_MON_CTRL), 0x00070000);
	dma.maskInterrupts(false);
	t.is(register(Dma.BUF_MON_CTRL), 0x000e0000);
});

test("each switch moves its own bits and no others", (t) => {
	const { dma, chip, register } = openController();
	const all = Uint8Array.of(0xfe, 0xfd, 0xff, 0xff);
	chip.write(BASE + Dma.CTRL, all);
	chip.write(BASE + Dma.BUF_MON_CTRL, all);
	dma.setRunning(false);
	t.is(register(Dma.CTRL), 0xfffffcfe);
	dma.setHeader(false);
	t.is(register(Dma.CTRL), 0x82fffcfe);
	dma.setHeader(true);
	t.is(register(Dma.CTRL), 0x83fffcfe);
	dma.setPipelined(true);
	t.is(register(Dma.BUF_MON_CTRL), 0xfffffdfe);
	dma.setTimer(false);
	t.is(register(Dma.BUF_MON_CTRL), 0xffffddfe);
	dma.setPipelined(false);
	dma.clearStatus();
	t.is(register(Dma.BUF_MON_CTRL), 0xffffdcfe);
});

test("descriptors go round the ring, starting behind LAST", (t) => {
	const { dma, register } = openController();
	dma.initDefault(Memory.SCRATCH, 3, true);
	const addresses = Array.from({ length: 5 }, () => dma.put(new Uint8Array(64)));
	t.deepEqual(
		addresses.map((address) => (address - Memory.SCRATCH) / 64),
		[0, 1, 2, 0, 1],
	);
	t.is(register(Dma.DESC_CONT), 0x000100ff);
});

test("rings hold 2 to 254 descriptors", (t) => {
	const { dma, register } = openController();
	dma.setRing(Memory.SCRATCH, 254);
	t.is(register(Dma.CONT_SIZE), 0x00fd0002);
	for (const count of [0, 1, 255]) refuses(t, "descriptor-overflow", () => dma.setRing(Memory.SCRATCH, count), { requested: count });
});

test("a reset of the chip frees its memory and keeps the clock counters as they were wished", (t) => {
	const chip = new StandIn();
	const blocks = new Chip(chip, new Recorder().clock);
	blocks.scratch.alloc(100);
	blocks.countClocks(true);
	blocks.reset();
	t.is(blocks.scratch.used, 0);
	for (const offset of [Top.EVENT_DMA, Top.HRC_DMA]) t.is(chip.register(Memory.TOP + offset + Dma.BUF_MON_CTRL), 0x2000);
	blocks.countClocks(false);
	t.is(chip.register(BASE + Dma.BUF_MON_CTRL), 0);
});
