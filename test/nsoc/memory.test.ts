import test from "ava";
import { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { encodeFullyConnected } from "../../host-sim/nsoc/payload/encode.js";
import { Flash, Memory } from "../../src/akida/registers.js";
import { At, bytesOf, CONFIG, Host, HRC } from "./host.js";
import { smallDense } from "./layers.js";
import { np } from "./model.js";

const TRACK = encodeFullyConnected(smallDense({ input: { x: 1, y: 1, c: 4 }, units: 1, weights: Int8Array.of(1, 2, 3, 4) }), np(0), 0);
const INPUT = Uint8Array.of(1, 1, 2, 3);
const RESULT = 21;

const toOtherAlias = (address: number): number => address - Memory.SCRATCH + Memory.SRAM_PCIE_VIEW;

/** [3.1] What the driver writes to open the flash window. */
function openFlash(host: Host, byteSwap = true, feedThrough = false): void {
	host.writeWords(Flash.CONFIG, (byteSwap ? 1 << 21 : 0) | (feedThrough ? 1 << 16 : 0));
	host.writeWords(Flash.XIP_INCR_INST, 0xeb);
	host.writeWords(Flash.SSIENR, 1);
}

/** Plays a track from any address. */
function playFrom(host: Host, address: number): void {
	host.reset();
	host.put(CONFIG, 0x10000001, address, TRACK.length, 0, 0, 0, 0, 0);
	host.run(CONFIG, true);
	host.openInput(HRC);
}

test("descriptors, tracks, inputs and outputs may use either address of the SRAM", (t) => {
	const host = new Host(new Nsoc());
	host.writeWords(At.TRACK, ...TRACK);
	playFrom(host, toOtherAlias(At.TRACK));
	host.writeWords(HRC + 0x08, toOtherAlias(At.INPUT_RING));
	host.nsoc.write(At.INPUT, INPUT);
	host.writeWords(At.INPUT_RING, 0x00012001, toOtherAlias(At.INPUT), 0x00010004, 0, 0, 0, 0, toOtherAlias(At.OUTPUT), 0);
	host.writeWords(HRC + 0x04, 0);
	t.deepEqual([...host.output()], [RESULT]);
	t.is(host.nsoc.counters.unknownAccesses, 0);
});

test("a program in the flash is played from there", (t) => {
	const flash = new Uint8Array(0x10000).fill(0xff);
	flash.set(bytesOf(TRACK), 0x1000);
	const host = new Host(new Nsoc({ flash }));
	openFlash(host);
	playFrom(host, Memory.FLASH_XIP + 0x1000);
	t.deepEqual([...host.infer(INPUT)], [RESULT]);
	t.is(host.nsoc.counters.unknownAccesses, 0);
});

test("the flash belongs to the board: what is written there later is what the chip sees", (t) => {
	const flash = new Uint8Array(0x10000).fill(0xff);
	const host = new Host(new Nsoc({ flash }));
	openFlash(host);
	flash.set(bytesOf(TRACK), 0x2000);
	playFrom(host, Memory.FLASH_XIP + 0x2000);
	t.deepEqual([...host.infer(INPUT)], [RESULT]);
});

const closed: [string, (host: Host) => void][] = [
	["before section 3's initialisation", () => {}],
	["while the host has it by feed-through", (host) => openFlash(host, true, true)],
	[
		"while its controller is off",
		(host) => {
			openFlash(host);
			host.writeWords(Flash.SSIENR, 0);
		},
	],
];
for (const [when, prepare] of closed) {
	test(`the flash reads zeros ${when}`, (t) => {
		const flash = new Uint8Array(0x1000);
		flash.set(bytesOf(TRACK));
		const host = new Host(new Nsoc({ flash }));
		prepare(host);
		playFrom(host, Memory.FLASH_XIP);
		t.is(host.infer(INPUT).length, 0);
		t.true(host.nsoc.counters.unknownAccesses > 0);
	});
}

test("without the byte swap every word of the flash arrives reversed", (t) => {
	const flash = new Uint8Array(0x1000);
	const swapped = bytesOf(TRACK).map((_, i, all) => all[i ^ 3] as number);
	flash.set(swapped);
	const host = new Host(new Nsoc({ flash }));
	openFlash(host, false);
	playFrom(host, Memory.FLASH_XIP);
	t.deepEqual([...host.infer(INPUT)], [RESULT]);
});

test("the chip cannot write its flash, and reads erased bytes behind its end", (t) => {
	const flash = new Uint8Array(16).fill(0x11);
	const host = new Host(new Nsoc({ flash }));
	openFlash(host);
	host.reset();
	host.writeWords(At.TRACK, 0x01010106, 0x00020000);
	host.put(CONFIG, 0x00000001, At.TRACK, 2, Memory.FLASH_XIP, 0, 0, 0, 0);
	host.run(CONFIG, true);
	t.deepEqual([...flash], new Array(16).fill(0x11));
	t.is(host.nsoc.counters.unknownAccesses, 1);
	let seen: Uint8Array | undefined;
	host.nsoc.onOpaqueJob = (input) => {
		seen = input.slice();
		return undefined;
	};
	host.openInput(HRC);
	host.put(HRC, 0x00012001, Memory.FLASH_XIP + 12, 0x00010008, 0, 0, 0, 0, At.OUTPUT, 0);
	t.deepEqual([...(seen ?? [])], [0x11, 0x11, 0x11, 0x11, 0xff, 0xff, 0xff, 0xff]);
});

test("the feed-through bit tells the board who owns the flash", (t) => {
	const host = new Host(new Nsoc());
	t.false(host.nsoc.flashFeedThrough);
	host.writeWords(Flash.CONFIG, 1 << 16);
	t.true(host.nsoc.flashFeedThrough);
});

test("a DMA that is sent where there is no memory reads zeros, loses writes, and is reported", (t) => {
	const lines: string[] = [];
	const host = new Host(new Nsoc({ log: (line) => lines.push(line) }));
	host.reset();
	host.openInput(HRC);
	host.nsoc.onOpaqueJob = (input) => input.slice();
	for (const address of [0, 0xc0000000, Memory.SCRATCH + Memory.SRAM_SIZE - 4, Memory.FLASH_XIP + Memory.FLASH_SIZE - 4]) {
		host.put(HRC, 0x00012001, address, 0x00010008, 0, 0, 0, 0, At.OUTPUT, 0);
		t.deepEqual([...host.output()], [0, 0]);
	}
	host.put(HRC, 0x00012001, At.INPUT, 0x00010008, 0, 0, 0, 0, 0xc0000000, 0);
	t.true(lines.every((line) => line.startsWith("dma found no memory")));
	t.true(host.nsoc.counters.unknownAccesses >= 5);
});
