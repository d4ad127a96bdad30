import test from "ava";
import { SpiLink } from "../../src/akida/spi-link.js";
import { bitsOf, Dma, DmaField, GeneralControl, Memory, Top } from "../../src/akida/registers.js";
import type { Frame } from "../../web/protocol.js";
import { type Decoded, decodeFrame } from "../../web/wire/decode.js";
import { joinRuns } from "../../web/wire/runs.js";
import { WireTap } from "../../web/worker/wire-tap.js";

/** Frames as the driver's own link makes them; the chip answers with rising bytes. */
function framesOf(work: (link: SpiLink) => void): Frame[] {
	const chip = {
		transaction: (_: Uint8Array, received?: Uint8Array) => void received?.forEach((_, i) => (received[i] = i)),
		release: () => {},
	};
	const clock = { now: () => 12.5, after: () => ({ cancel: () => {} }), delay: () => {} };
	const tap = new WireTap(chip, clock);
	const link = new SpiLink(tap);
	tap.watched = true;
	work(link);
	return tap.take();
}

const decoded = (work: (link: SpiLink) => void): Decoded[] => framesOf(work).map(decodeFrame);

const word = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(value).buffer);

test("a register has its name, and its word the fields that are set", (t) => {
	const [frame] = decoded((link) =>
		link.write(Memory.TOP + Top.GENERAL_CONTROL, word(bitsOf(GeneralControl.AK_CORE_RST, 1) | bitsOf(GeneralControl.PR_MESH_RST_END, 2))),
	);
	t.like(frame, {
		direction: "write",
		kind: "register",
		bytes: 4,
		place: "GENERAL_CONTROL",
		content: "0x00000204 PR_MESH_RST_END 2, AK_CORE_RST",
	});
});

test("every DMA has its own registers", (t) => {
	for (const [name, base] of [
		["EVENT_DMA", Top.EVENT_DMA],
		["HRC_DMA", Top.HRC_DMA],
		["CONFIG_DMA", Top.CONFIG_DMA],
	] as const) {
		const [frame] = decoded((link) => link.write(Memory.TOP + base + Dma.DESC_CONT, word(bitsOf(DmaField.DESC_LAST, 5))));
		t.like(frame, { place: `${name}.DESC_CONT`, content: "0x00050000 DESC_LAST 5" });
	}
});

test("several registers in one frame are named one by one", (t) => {
	const [frame] = decoded((link) => link.read(Memory.TOP + Top.HRC_DMA + Dma.CTRL, new Uint8Array(16)));
	t.is(frame?.direction, "read");
	t.regex(frame?.content ?? "", /^0x00010203 .*; DESC_CONT|^0x00010203.*; HRC_DMA\.DESC_CONT /);
});

test("memory is an offset and its first bytes, and anything else an address", (t) => {
	const [memory] = decoded((link) => link.read(Memory.SCRATCH + 0x40, new Uint8Array(32)));
	t.like(memory, { kind: "memory", place: "memory + 0x00040", bytes: 32, content: "00 01 02 03 04 05 06 07 08 09 0a 0b …" });
	const [elsewhere] = decoded((link) => link.read(0xfcd00000, new Uint8Array(4)));
	t.like(elsewhere, { kind: "other", place: "0xfcd00000", content: "00 01 02 03" });
});

test("what is no frame of the protocol is shown as it is", (t) => {
	for (const sent of [[], [0x60], [0x87, 0, 0, 0, 1], [0x12, 1, 2, 3, 4]]) {
		const frame = decodeFrame({ number: 1, at: 0, sent: Uint8Array.from(sent), received: new Uint8Array(0) });
		t.is(frame.direction, "unknown", sent.join());
	}
});

test("a long transfer is one line, as long as it goes on in memory and in time", (t) => {
	const frames = framesOf((link) => {
		link.read(Memory.SCRATCH, new Uint8Array(128 + 64 + 4));
		link.read(Memory.SCRATCH + 400, new Uint8Array(16));
		link.write(Memory.SCRATCH + 416, new Uint8Array(16));
	});
	const runs = joinRuns(frames.map((frame) => ({ ...decodeFrame(frame), number: frame.number, at: frame.at })));
	t.deepEqual(
		runs.map(({ direction, bytes, first, last }) => [direction, bytes, last - first + 1]),
		[
			["read", 196, 3],
			["read", 16, 1],
			["write", 16, 1],
		],
	);
	t.is(runs[0]?.at, 12.5);
	const gap = frames
		.filter(({ number }) => number !== frames[1]?.number)
		.map((frame) => ({ ...decodeFrame(frame), number: frame.number, at: 0 }));
	const moved = gap.map((frame, i) => (i === 1 ? { ...frame, address: Memory.SCRATCH + 128 } : frame));
	t.is(joinRuns(moved).length, 4, "what was not seen may have been something else");
});

test("registers are not joined: each frame of them says something", (t) => {
	const frames = framesOf((link) => {
		link.write(Memory.TOP + Top.HRC_DMA + Dma.CTRL, word(1));
		link.write(Memory.TOP + Top.HRC_DMA + Dma.DESC_CONT, word(1));
	});
	t.is(joinRuns(frames.map((frame) => ({ ...decodeFrame(frame), number: frame.number, at: 0 }))).length, 2);
});

test("flipped bits reach the other end, and the sender's bytes stay as they are", (t) => {
	const seen: Uint8Array[] = [];
	const chip = { transaction: (sent: Uint8Array) => void seen.push(sent.slice()), release: () => {} };
	const tap = new WireTap(chip, { now: () => 0, after: () => ({ cancel: () => {} }), delay: () => {} });
	tap.flips = 1;
	const sent = new Uint8Array(8);
	const received = new Uint8Array(8);
	for (let i = 0; i < 100; i++) tap.transaction(sent, received);
	t.is(tap.flipped, 100);
	t.true(sent.every((byte) => byte === 0));
	const ones = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum + byte.toString(2).replaceAll("0", "").length, 0);
	const onWire = seen.reduce((sum, bytes) => sum + ones(bytes), 0);
	t.true(onWire > 20 && onWire < 80, `${onWire} of them in what was sent`);
	t.true(received.some((byte) => byte !== 0));
	tap.flips = 0;
	tap.transaction(sent, received);
	t.is(tap.flipped, 100);
});
