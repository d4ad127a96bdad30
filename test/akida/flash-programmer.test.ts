import test from "ava";
import fc from "fast-check";
import { NorFlash } from "../../host-sim/board/nor-flash.js";
import { FlashProgrammer } from "../../src/akida/flash-programmer.js";
import { Flash } from "../../src/akida/registers.js";
import { Recorder } from "./recorder.js";
import { refuses } from "./refusals.js";
import { StandIn } from "./stand-in.js";

const SIZE = 1 << 18;
const FEED_THROUGH = 1 << 16;
const SWAPPED = 1 << 21;
const [MICRON, GIGADEVICE, WINBOND] = [0x20, 0xc8, 0xef];

/** A chip that lets the bus through to a flash, and what went over the second chip select. */
function openBench(manufacturer = MICRON) {
	const chip = new StandIn();
	chip.write(Flash.CONFIG, Uint8Array.of(0x0a, 0, 0x20, 0));
	const recorder = new Recorder();
	const flash = new NorFlash({
		bytes: new Uint8Array(SIZE).fill(0xff),
		now: recorder.clock.now,
		isConnected: () => (chip.register(Flash.CONFIG) & FEED_THROUGH) !== 0,
		manufacturer,
	});
	const programmer = new FlashProgrammer(chip, recorder.spi(flash), recorder.clock);
	const opcodes = () => recorder.events.flatMap((event) => (event.kind === "frame" ? [event.sent[0] as number] : []));
	return { chip, flash, recorder, programmer, opcodes };
}

const pattern = (length: number, seed = 1): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 7) & 0xff);
const closed = (chip: StandIn): boolean => chip.register(Flash.CONFIG) === (SWAPPED | 0x0a);

test("the flash is asked who it is, and given back with the other bits as they were", (t) => {
	const { chip, programmer, opcodes } = openBench();
	t.deepEqual(programmer.identify(), { manufacturer: MICRON, type: 0xbb, size: SIZE });
	t.deepEqual(opcodes(), [0x9f]);
	t.true(closed(chip));
});

test("sizes beyond 24 bits of address end there", (t) => {
	const { chip, recorder } = openBench();
	const large = { release() {}, transaction: (_: Uint8Array, received?: Uint8Array) => received?.set([0x20, 0xba, 0x20]) };
	t.is(new FlashProgrammer(chip, large, recorder.clock).identify().size, 1 << 24);
});

for (const floating of [0, 0xff]) {
	test(`nobody there: the lines read ${floating}`, (t) => {
		const { chip, flash, programmer, opcodes } = openBench();
		flash.faults.missing = true;
		flash.faults.floating = floating;
		const calls = [
			() => programmer.identify(),
			() => programmer.openWindow(),
			() => programmer.read(0, new Uint8Array(4)),
			() => programmer.erase(0, 4096),
			() => programmer.eraseAll(),
			() => programmer.write(0, pattern(4)),
		];
		for (const call of calls) {
			refuses(t, "flash-missing", call);
			t.true(closed(chip));
		}
		t.deepEqual(opcodes(), [0x9f, 0x9f, 0x9f, 0x9f, 0x9f, 0x9f]);
	});
}

test("a chip that does not let the bus through is a flash that is missing", (t) => {
	const { chip, programmer } = openBench();
	chip.asleep = true;
	refuses(t, "flash-missing", () => programmer.identify());
});

test("one page: latch, program, status, read back", (t) => {
	const { chip, flash, programmer, recorder } = openBench(WINBOND);
	programmer.write(0x1234, Uint8Array.of(1, 2, 3));
	const frames = recorder.events.flatMap((event) => (event.kind === "frame" ? [Buffer.from(event.sent).toString("hex")] : []));
	t.deepEqual(
		frames.filter((frame) => frame !== "05"),
		["9f", "06", "02001234010203", "03001234"],
	);
	t.deepEqual([...flash.bytes.subarray(0x1233, 0x1238)], [0xff, 1, 2, 3, 0xff]);
	t.true(closed(chip));
});

test("Micron parts are asked for their flags after each step, having cleared them before", (t) => {
	const { programmer, opcodes } = openBench(MICRON);
	programmer.write(0, Uint8Array.of(1));
	programmer.erase(0, 4096);
	t.deepEqual(
		opcodes().filter((opcode) => opcode !== 0x05 && opcode !== 0x03),
		[0x9f, 0x50, 0x06, 0x02, 0x70, 0x9f, 0x50, 0x06, 0x20, 0x70],
	);
});

test("what is written anywhere is read back, pages apart, and nothing around it changes", (t) => {
	const extent = fc.record({ offset: fc.nat(3000), length: fc.nat(1500), seed: fc.nat(255) });
	fc.assert(
		fc.property(extent, ({ offset, length, seed }) => {
			const { flash, programmer } = openBench();
			const bytes = pattern(length, seed);
			programmer.write(offset, bytes);
			const back = new Uint8Array(length + 2);
			programmer.read(offset, back.subarray(0, length));
			t.deepEqual(back.subarray(0, length), bytes);
			const expected = new Uint8Array(SIZE).fill(0xff);
			expected.set(bytes, offset);
			t.true(Buffer.compare(flash.bytes, expected) === 0);
		}),
		{ numRuns: 20 },
	);
});

test("erasing takes the largest blocks that fit", (t) => {
	const { chip, flash, programmer, recorder } = openBench();
	flash.bytes.fill(0);
	programmer.erase(0x7000, 0x1000 + 0x8000 + 0x10000 + 0x8000 + 0x1000);
	const erased = recorder.events.flatMap((event) =>
		event.kind === "frame" && event.sent.length === 4 && event.sent[0] !== 0x03 ? [Buffer.from(event.sent).toString("hex")] : [],
	);
	t.deepEqual(erased, ["20007000", "52008000", "d8010000", "52020000", "20028000"]);
	t.is(flash.bytes.indexOf(0xff), 0x7000);
	t.is(flash.bytes.lastIndexOf(0xff), 0x28fff);
	t.true(closed(chip));
});

test("the whole flash", (t) => {
	const { flash, programmer, opcodes, recorder } = openBench();
	flash.bytes.fill(0);
	programmer.eraseAll();
	t.true(flash.bytes.every((byte) => byte === 0xff));
	t.is(opcodes().filter((opcode) => opcode === 0xc7).length, 1);
	t.true(recorder.clock.now() >= 40_000);
});

test("what leaves the flash, or splits a sector, is refused", (t) => {
	const { chip, flash, programmer, opcodes } = openBench();
	for (const [offset, length] of [
		[1, 4096],
		[0, 4095],
		[4096, 1],
		[-4096, 4096],
		[0, -4096],
		[0.5, 4096],
		[SIZE, 4096],
		[0, SIZE + 4096],
	]) {
		refuses(t, "bad-address", () => programmer.erase(offset as number, length as number));
	}
	for (const offset of [SIZE - 3, -1, SIZE, 0.5, Number.NaN]) {
		refuses(t, "bad-address", () => programmer.write(offset, pattern(4)));
		refuses(t, "bad-address", () => programmer.read(offset, new Uint8Array(4)));
	}
	t.true(opcodes().every((opcode) => opcode === 0x9f));
	t.true(flash.bytes.every((byte) => byte === 0xff));
	t.true(closed(chip));
	t.notThrows(() => programmer.write(SIZE - 4, pattern(4)));
	t.notThrows(() => programmer.erase(0, 0));
});

test("a flash that stays busy is given its time, then given up and given back", (t) => {
	for (const [limit, act] of [
		[20, (programmer: FlashProgrammer) => programmer.write(0, pattern(1))],
		[1000, (programmer: FlashProgrammer) => programmer.erase(0, 0x1000)],
		[3000, (programmer: FlashProgrammer) => programmer.erase(0x8000, 0x8000)],
		[4000, (programmer: FlashProgrammer) => programmer.erase(0, 0x10000)],
		[500_000, (programmer: FlashProgrammer) => programmer.eraseAll()],
	] as const) {
		const { chip, flash, programmer, recorder } = openBench();
		flash.faults.stuckBusy = true;
		refuses(t, "flash-timeout", () => act(programmer));
		const waited = recorder.clock.now();
		t.true(waited >= limit && waited < limit + 2, `${waited}`);
		t.true(closed(chip));
	}
});

test("failures that a Micron part reports", (t) => {
	const { chip, flash, programmer } = openBench();
	flash.faults.eraseFails = true;
	flash.faults.programFails = true;
	refuses(t, "flash-program", () => programmer.write(0x200, pattern(4)), { address: 0x200 });
	refuses(t, "flash-erase", () => programmer.erase(0x1000, 0x1000), { address: 0x1000 });
	refuses(t, "flash-erase", () => programmer.eraseAll());
	t.true(closed(chip));
	flash.faults.eraseFails = false;
	flash.faults.programFails = false;
	t.notThrows(() => programmer.erase(0x1000, 0x1000), "old flags do not count");
});

test("failures that no flag reports are found by reading back", (t) => {
	const { flash, programmer } = openBench(GIGADEVICE);
	flash.faults.programFails = true;
	refuses(t, "flash-verify", () => programmer.write(0x200, Uint8Array.of(0xff, 1)), { address: 0x201, expected: 1, actual: 0xff });
	flash.faults.programFails = false;
	flash.faults.eraseFails = true;
	flash.bytes[0x1fff] = 0;
	refuses(t, "flash-erase", () => programmer.erase(0, 0x2000), { address: 0x1fff, expected: 0xff, actual: 0 });
	refuses(t, "flash-erase", () => programmer.eraseAll(), { address: 0x1fff });
});

test("bits that do not take, and bytes that were not erased", (t) => {
	const { chip, flash, programmer } = openBench();
	flash.faults.stuckBits.set(700, 0x10);
	refuses(t, "flash-verify", () => programmer.write(0, new Uint8Array(1000)), { address: 700, expected: 0, actual: 0x10 });
	flash.bytes[700] = 0;
	refuses(t, "flash-erase", () => programmer.erase(0, 0x1000), { address: 700 });
	refuses(t, "flash-verify", () => programmer.write(690, pattern(20)), { address: 700 });
	t.true(closed(chip));
});

test("the bit is cleared even when the bus itself fails", (t) => {
	const { chip, recorder } = openBench();
	const broken = {
		release() {},
		transaction() {
			throw new Error("bus fault");
		},
	};
	t.throws(() => new FlashProgrammer(chip, broken, recorder.clock).identify(), { message: "bus fault" });
	t.true(closed(chip));
});

test("the window of a Micron part is the engine's", (t) => {
	const { chip, programmer, opcodes } = openBench(MICRON);
	t.is(programmer.openWindow().manufacturer, MICRON);
	t.deepEqual(opcodes(), [0x9f]);
	t.is(chip.register(Flash.SPI_CTRLR0), 0x00105219);
	t.is(chip.register(Flash.XIP_MODE_BITS), 0);
	t.is(chip.register(Flash.SSIENR), 1);
});

for (const manufacturer of [WINBOND, GIGADEVICE]) {
	test(`the window of part ${manufacturer.toString(16)} has mode bits, and its quad lanes are on`, (t) => {
		const { chip, flash, programmer, opcodes } = openBench(manufacturer);
		programmer.openWindow();
		t.true(flash.quadEnabled);
		t.is(chip.register(Flash.SPI_CTRLR0), 0x08102299);
		t.is(chip.register(Flash.XIP_MODE_BITS), 0xff);
		t.true(closed(chip));
		const before = opcodes().length;
		programmer.openWindow();
		t.deepEqual(opcodes().slice(before), [0x9f, 0x35], "what is on stays as it is");
	});
}

test("a part that keeps its quad lanes off is refused", (t) => {
	const { chip, flash, programmer } = openBench(WINBOND);
	flash.faults.statusLocked = true;
	refuses(t, "flash-quad", () => programmer.openWindow());
	t.true(closed(chip));
	t.is(chip.register(Flash.SPI_CTRLR0), 0);
});
