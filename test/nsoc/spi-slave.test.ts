import test from "ava";
import fc from "fast-check";
import { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { Memory, Spi } from "../../src/akida/registers.js";

const NONE = new Uint8Array(0);

const bytes = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hex = (data: Uint8Array): string => [...data].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Sends one frame and returns what came back. */
function frame(nsoc: Nsoc, sent: string, receive = 0): string {
	const received = new Uint8Array(receive).fill(0xa5);
	nsoc.frame(bytes(sent), receive ? received : NONE);
	return hex(received);
}

test("the specification's two examples", (t) => {
	const nsoc = new Nsoc();
	t.is(frame(nsoc, "6030000000", 4), "bca10309");
	frame(nsoc, "8030c00000000200");
	frame(nsoc, "8030c00282345678");
	t.is(frame(nsoc, "6030c00200", 4), "82345678");
	t.is(nsoc.counters.badFrames, 0);
});

test("every size code moves its number of words, most significant byte first", (t) => {
	Spi.BURST_WORDS.forEach((words, code) => {
		const nsoc = new Nsoc();
		const data = Array.from({ length: 4 * words }, (_, i) => (i + 1).toString(16).padStart(2, "0")).join("");
		frame(nsoc, `8${code}200010${data}`);
		t.is(frame(nsoc, `6${code}20001000`, 4 * words), data);
		const memory = new Uint8Array(4);
		nsoc.read(Memory.SCRATCH + 0x40, memory);
		t.is(hex(memory), "04030201", "words are little-endian in memory");
		t.is(nsoc.counters.badFrames, 0);
	});
});

test("a burst needs no alignment beyond its words and may cross the end of the SRAM", (t) => {
	const nsoc = new Nsoc();
	frame(nsoc, `81200003${"01020304".repeat(4)}`);
	t.is(frame(nsoc, "6020000600", 4), "01020304");
	t.is(nsoc.counters.unknownAccesses, 0);
	frame(nsoc, `8123fffe${"0a0b0c0d".repeat(4)}`);
	t.is(frame(nsoc, "6023ffff00", 4), "0a0b0c0d");
	t.is(nsoc.counters.unknownAccesses, 2, "the two words behind it");
});

test("frames and bytes are counted in both directions", (t) => {
	const nsoc = new Nsoc();
	frame(nsoc, "6030000000", 4);
	frame(nsoc, "8020000001020304");
	const { frames, bytesIn, bytesOut } = nsoc.counters;
	t.deepEqual({ frames, bytesIn, bytesOut }, { frames: 2, bytesIn: 13, bytesOut: 4 });
});

const malformed: [string, string, number][] = [
	["an empty frame", "", 0],
	["a command alone", "60", 0],
	["a read without its dummy byte", "60300000", 4],
	["a read with a byte too many", "603000000000", 4],
	["a read that clocks too little", "6130000000", 12],
	["a read that clocks nothing", "6030000000", 0],
	["a read that clocks too much", "6030000000", 8],
	["a write without data", "80200000", 0],
	["a write cut short", "80200000010203", 0],
	["a write with a byte too many", "802000000102030405", 0],
	["a write of one word under the size code of four", "8120000001020304", 0],
	["a write that reads as well", "8020000001020304", 4],
	["size code 5", "6530000000", 4],
	["size code 7 with data", "8720000001020304", 0],
	["an unknown command", "4030000000", 4],
	["command 0", "0000000000", 4],
	["all ones", "ffffffffff", 4],
];
for (const [what, sent, receive] of malformed) {
	test(`malformed: ${what} is counted, changes nothing and reads zeros`, (t) => {
		const nsoc = new Nsoc();
		nsoc.write(Memory.SCRATCH, Uint8Array.of(1, 2, 3, 4));
		t.is(frame(nsoc, sent, receive), "00".repeat(receive));
		t.is(nsoc.counters.badFrames, 1);
		const memory = new Uint8Array(4);
		nsoc.read(Memory.SCRATCH, memory);
		t.deepEqual([...memory], [1, 2, 3, 4]);
	});
}

test("no sequence of bytes makes the chip throw", (t) => {
	const nsoc = new Nsoc({ log: () => {} });
	const payload = fc.uint8Array({ maxLength: 132 });
	const code = fc.integer({ min: 0, max: 4 });
	const address = fc
		.constantFrom(0x200000, 0x300000, 0x308000, 0x30a000, 0x30c000, 0x31c000, 0x380000, 0x3c8000, 0x3fffff)
		.chain((base) => fc.integer({ min: base, max: base + 40 }));
	const write = fc
		.tuple(code, address)
		.chain(([size, word]) =>
			fc
				.uint8Array({ minLength: 4 * (Spi.BURST_WORDS[size] as number), maxLength: 4 * (Spi.BURST_WORDS[size] as number) })
				.map((data) => Uint8Array.of(0x80 | size, word >>> 16, word >>> 8, word, ...data)),
		);
	const frames = fc.array(fc.oneof(payload, write), { maxLength: 40 });
	fc.assert(
		fc.property(frames, (sequence) => {
			for (const sent of sequence) nsoc.frame(sent, NONE);
		}),
		{ numRuns: 300 },
	);
	t.true(nsoc.counters.badFrames > 0 && nsoc.counters.frames > nsoc.counters.badFrames);
});
