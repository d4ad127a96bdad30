import test from "ava";
import { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { AKD1500_IP_VERSION, Dma, Flash, Memory, Top } from "../../src/akida/registers.js";
import { CONFIG, GENERAL_CONTROL, Host, HRC, INTERRUPTS, programmed, RESET_CORE, RESET_MESH } from "./host.js";
import { featureTracks, keywordModel } from "./model.js";

const fresh = (): Host => new Host(new Nsoc());

test("the chip identifies itself and cannot be renamed", (t) => {
	const host = fresh();
	host.writeWords(Memory.TOP + Top.IP_VERSION, 0x12345678);
	t.is(host.readWord(Memory.TOP + Top.IP_VERSION), AKD1500_IP_VERSION);
});

const storage: [string, number][] = [
	["FNP2 memory address 0", Memory.TOP + Top.FNP2_MEMORY],
	["FNP2 memory address 3", Memory.TOP + Top.FNP2_MEMORY + 12],
	["MESH_INFO1", Memory.TOP + Top.MESH_INFO1],
	["INSTALL_OPTIONS", Memory.TOP + Top.INSTALL_OPTIONS],
	["the first EPG word", Memory.TOP + Top.EPG],
	["the last EPG word", Memory.TOP + Top.EPG + Top.EPG_SIZE - 4],
	["INT_CLEAR", INTERRUPTS + 0x10],
	["CONT_ADDR", HRC + Dma.CONT_ADDR],
	["the job id FIFO", HRC + 0x50],
	["the last DMA word", HRC + Dma.SIZE - 4],
	["the byte swap word", Flash.CONFIG],
	["pin routing", Memory.SYSTEM_CONFIG + 0x38],
	["PLL_CTRL", Memory.CLOCK_RESET + 0x10],
	["the flash opcode", Flash.XIP_INCR_INST],
	["the first SRAM word", Memory.SCRATCH],
	["the last SRAM word", Memory.SCRATCH + Memory.SRAM_SIZE - 4],
];
for (const [what, address] of storage) {
	test(`${what} starts at zero and keeps what is written, so that read-modify-write works`, (t) => {
		const host = fresh();
		t.is(host.readWord(address), 0);
		host.writeWords(address, 0xdeadbeef);
		t.is(host.readWord(address), 0xdeadbeef);
		t.is(host.nsoc.counters.unknownAccesses, 0);
	});
}

const strays: [string, number][] = [
	["behind the top-level registers", Memory.TOP + 0x100],
	["between two DMA controllers", HRC + Dma.SIZE],
	["behind the EPG", Memory.TOP + Top.EPG + Top.EPG_SIZE],
	["behind the interrupt controller", INTERRUPTS + 0x14],
	["at the bottom of the reachable space", 0xfc000000],
	["at the top of it", 0xfcfffffc],
	["the SRAM's other address, which the host cannot reach", Memory.SRAM_PCIE_VIEW],
	["the flash, which the host cannot reach", Memory.FLASH_XIP],
];
for (const [where, address] of strays) {
	test(`an access ${where} is logged and counted, and stored all the same`, (t) => {
		const lines: string[] = [];
		const host = new Host(new Nsoc({ log: (line) => lines.push(line) }));
		host.writeWords(address, 0x01020304);
		t.is(host.readWord(address), 0x01020304);
		t.is(host.nsoc.counters.unknownAccesses, 2);
		t.is(lines.length, 2);
		t.true(lines.every((line) => line.includes((address >>> 0).toString(16))));
	});
}

test("transfers of several words run across registers; a last partial word is filled with zeros", (t) => {
	const host = fresh();
	host.writeWords(Memory.TOP + Top.FNP2_MEMORY, 1, 2, 3, 0xffffffff);
	host.nsoc.write(Memory.TOP + Top.FNP2_MEMORY, Uint8Array.of(9, 0, 0, 0, 8));
	t.deepEqual([...host.readWords(Memory.TOP + Top.FNP2_MEMORY, 4)], [9, 8, 3, 0xffffffff]);
	const partial = new Uint8Array(6).fill(0xa5);
	host.nsoc.read(Memory.TOP + Top.FNP2_MEMORY, partial);
	t.deepEqual([...partial], [9, 0, 0, 0, 8, 0]);
});

test("memory takes partial words as they are", (t) => {
	const host = fresh();
	host.writeWords(Memory.SCRATCH, 0xffffffff);
	host.nsoc.write(Memory.SCRATCH, Uint8Array.of(1));
	t.is(host.readWord(Memory.SCRATCH), 0xffffff01);
});

test("the PLL is locked", (t) => {
	t.is(fresh().readWord(Memory.CLOCK_RESET + 0x14) & 1, 1);
});

test("a core reset empties all three controllers and keeps mesh and memory", (t) => {
	const model = keywordModel();
	const host = programmed(new Nsoc(), ...featureTracks(model));
	const before = [...host.infer(new Uint8Array(490).fill(160))];
	host.writeWords(GENERAL_CONTROL, RESET_CORE, 0);
	host.writeWords(GENERAL_CONTROL, 0);
	for (const dma of [CONFIG, HRC]) {
		t.is(host.readWord(dma + Dma.CTRL), 0);
		t.is(host.readWord(dma + Dma.DESC_CONT), 0x00ff00ff);
		t.is(host.readWord(dma + Dma.BUF_MON_CTRL), 0);
	}
	host.openInput(HRC);
	t.deepEqual([...host.infer(new Uint8Array(490).fill(160))], before);
});

test("a mesh reset forgets the program", (t) => {
	const host = programmed(new Nsoc(), ...featureTracks(keywordModel()));
	host.writeWords(GENERAL_CONTROL, RESET_MESH);
	host.writeWords(GENERAL_CONTROL, 0);
	t.is(host.infer(new Uint8Array(490)).length, 0);
	t.is(host.nsoc.counters.opaqueJobs, 1);
});
