import test from "ava";
import fc from "fast-check";
import { Memory } from "../../src/akida/registers.js";
import { SpiLink } from "../../src/akida/spi-link.js";
import type { SpiDevice } from "../../src/ports.js";
import { refuses } from "./refusals.js";
import { SpiStandIn } from "./spi-stand-in.js";
import { StandIn } from "./stand-in.js";

interface Frame {
	readonly sent: string;
	readonly buffer: Uint8Array;
}

/** A link to a stand-in whose frames, those of construction aside, are kept. */
function openLink(chip = new StandIn()): { link: SpiLink; frames: Frame[]; chip: StandIn } {
	const device = new SpiStandIn(chip);
	const frames: Frame[] = [];
	const spy: SpiDevice = {
		release: () => device.release(),
		transaction(sent, received) {
			device.transaction(sent, received);
			frames.push({ sent: hex(sent), buffer: sent });
		},
	};
	const link = new SpiLink(spy);
	frames.length = 0;
	return { link, frames, chip };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i + 1);

test("the two examples of section 2", (t) => {
	const { link, frames } = openLink();
	const word = new Uint8Array(4);
	link.read(Memory.TOP, word);
	t.is(hex(word), "0903a1bc");
	link.write(Memory.TOP + 0x30000, Uint8Array.of(0, 2, 0, 0));
	t.deepEqual(
		frames.map(({ sent }) => sent),
		["6030000000", "8030c00000000200"],
	);
});

test("construction deasserts chip select first, then opens the flash in ten frames", (t) => {
	const calls: string[] = [];
	const link = new SpiLink({ release: () => calls.push("release"), transaction: (sent) => calls.push(hex(sent.subarray(0, 4))) });
	t.is(calls[0], "release");
	t.deepEqual(calls.slice(1, 3), ["60380006", "80380006"]);
	t.is(calls.length, 11);
	t.deepEqual({ ...link.counters }, { frames: 10, bytesSent: 5 + 9 * 8, bytesReceived: 4 });
});

test("flash set-up keeps the bits of the configuration word that it has no say in", (t) => {
	const chip = new StandIn();
	chip.write(0xfce00018, Uint8Array.of(0x0f, 0, 0x01, 0x80));
	openLink(chip);
	t.is(chip.register(0xfce00018), 0x8020000f);
});

test("a transfer is split into bursts of 32, 16, 8, 4 and 1 words at ascending addresses", (t) => {
	const { link, frames } = openLink();
	link.write(Memory.SCRATCH, bytes(4 * (32 + 32 + 16 + 8 + 4 + 1 + 1 + 1)));
	t.deepEqual(
		frames.map(({ sent }) => sent.slice(0, 8)),
		["84200000", "84200020", "83200040", "82200050", "81200058", "8020005c", "8020005d", "8020005e"],
	);
	t.is(frames[5]?.sent, "8020005c74737271");
});

test("any bytes written anywhere in the memory are read back, whatever their number", (t) => {
	const { link, chip } = openLink();
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(1000), (data, word) => {
			const address = Memory.SCRATCH + 4 * word;
			const seen = new Uint8Array(data.length);
			const back = new Uint8Array(data.length);
			link.write(address, data);
			link.read(address, back);
			chip.read(address, seen);
			t.deepEqual([back, seen], [data, data]);
		}),
		{ numRuns: 60 },
	);
});

test("tail bytes take the low end of one more word, and what follows them is zeroed up to the word's end", (t) => {
	const { link, frames, chip } = openLink();
	link.write(Memory.SCRATCH, new Uint8Array(16).fill(0xee));
	frames.length = 0;
	link.write(Memory.SCRATCH + 4, bytes(6));
	const memory = new Uint8Array(16);
	chip.read(Memory.SCRATCH, memory);
	t.is(hex(memory), "eeeeeeee" + "01020304" + "05060000" + "eeeeeeee");
	t.deepEqual(
		frames.map(({ sent }) => sent),
		["8020000104030201", "8020000200000605"],
	);
	const tail = new Uint8Array(7);
	link.read(Memory.SCRATCH + 4, tail);
	t.is(hex(tail), "01020304050600");
});

test("a tail carries nothing over from the one before", (t) => {
	const { link, frames } = openLink();
	link.write(Memory.SCRATCH, bytes(7));
	link.write(Memory.SCRATCH, bytes(1));
	t.is(frames[2]?.sent, "8020000000000001");
});

test("the front of a buffer may be read and written alone", (t) => {
	const { link, frames } = openLink();
	const block = bytes(40);
	link.write(Memory.SCRATCH, block, 6);
	link.write(Memory.SCRATCH + 8, block, 16);
	link.write(Memory.SCRATCH + 24, block, 0);
	t.deepEqual(
		frames.map(({ sent }) => sent),
		["8020000004030201", "8020000100000605", "8120000204030201080706050c0b0a09100f0e0d"],
	);
	const into = new Uint8Array(12).fill(0xee);
	link.read(Memory.SCRATCH, into, 6);
	t.is(hex(into), "010203040506" + "eeeeeeeeeeee");
	link.read(Memory.SCRATCH, into.fill(0xee), 4);
	t.is(hex(into), "01020304" + "eeeeeeeeeeeeeeee");
});

test("three bytes and no bytes", (t) => {
	const { link, frames } = openLink();
	link.write(Memory.SCRATCH, bytes(3));
	link.write(Memory.SCRATCH, new Uint8Array(0));
	t.deepEqual(
		frames.map(({ sent }) => sent),
		["8020000000030201"],
	);
});

test("addresses that the slave cannot reach are refused, and nothing is sent", (t) => {
	const { link, frames } = openLink();
	const word = new Uint8Array(4);
	for (const address of [Memory.SCRATCH + 2, 0x20000000, Memory.FLASH_XIP, 0xfbfffffc, 0xfd000000, -4, Number.NaN, 0xfc800000 + 0.5]) {
		refuses(t, "bad-address", () => link.read(address, word));
		refuses(t, "bad-address", () => link.write(address, word), { requested: 4 });
	}
	link.read(0xfcfffffc, word);
	link.read(0xfc000000, word);
	refuses(t, "bad-address", () => link.read(0xfcfffffc, new Uint8Array(5)));
	t.is(frames.length, 2);
});

test("frames reuse their buffers, and every byte is counted", (t) => {
	const { link, frames } = openLink();
	const { frames: before, bytesSent, bytesReceived } = link.counters;
	const block = bytes(4 * 34);
	link.write(Memory.SCRATCH, block);
	link.write(Memory.SCRATCH, block);
	t.is(frames[0]?.buffer, frames[3]?.buffer);
	t.is(frames[1]?.buffer, frames[2]?.buffer);
	link.read(Memory.SCRATCH, block);
	t.is(link.counters.frames - before, 9);
	t.is(link.counters.bytesSent - bytesSent, 2 * (4 * 34 + 3 * 4) + 3 * 5);
	t.is(link.counters.bytesReceived - bytesReceived, 4 * 34);
});
