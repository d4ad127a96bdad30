import test from "ava";
import { SimClock } from "../../../host-sim/board/clock.js";
import { NorFlash } from "../../../host-sim/board/nor-flash.js";
import { SimSpiBus } from "../../../host-sim/board/spi-bus.js";
import { Nsoc } from "../../../host-sim/nsoc/nsoc.js";
import { Akd1500 } from "../../../src/akida/driver.js";
import { FLASH_SECTOR_BYTES, FlashProgrammer } from "../../../src/akida/flash-programmer.js";
import { Memory } from "../../../src/akida/registers.js";
import { SpiLink } from "../../../src/akida/spi-link.js";
import { type Fixture, loadFixture } from "../fixtures.js";
import { refuses } from "../refusals.js";
import { expectedValues } from "./bench.js";

const PROGRAM_AT = 0x1000;
const SIZE = 1 << 17;

/** A chip with a flash behind it, both on one bus. */
function openBoard(manufacturer?: number) {
	const clock = new SimClock();
	const bytes = new Uint8Array(SIZE);
	const nsoc = new Nsoc({ ...clock.hardware, flash: bytes, jobMicroseconds: 300 });
	const flash = new NorFlash({
		bytes,
		now: () => clock.now(),
		isConnected: () => nsoc.flashFeedThrough,
		...(manufacturer !== undefined && { manufacturer }),
	});
	const link = new SpiLink(new SimSpiBus(nsoc, clock, 6_000_000));
	return { clock, nsoc, flash, link, programmer: new FlashProgrammer(link, flash, clock), driver: new Akd1500(link, clock) };
}

type Board = ReturnType<typeof openBoard>;

/** Erases what a container needs, writes it, and runs it from there. */
function install({ programmer }: Board, { container }: Fixture): void {
	programmer.erase(PROGRAM_AT, Math.ceil(container.length / FLASH_SECTOR_BYTES) * FLASH_SECTOR_BYTES);
	programmer.write(PROGRAM_AT, container);
}

function start({ driver, nsoc }: Board, fixture: Fixture): void {
	const { container, outputs, program } = fixture;
	let job = 0;
	nsoc.onOpaqueJob = () => outputs[job++ % outputs.length];
	const infoBytes = container.length - program.data.length;
	driver.programExternal(container.slice(0, infoBytes), Memory.FLASH_XIP + PROGRAM_AT + infoBytes);
	driver.setBatchSize(1);
}

for (const [maker, manufacturer] of [
	["Micron", 0x20],
	["GigaDevice", 0xc8],
	["Winbond", 0xef],
] as const) {
	test(`a program written through the chip into a flash of ${maker} runs from there`, (t) => {
		const fixture = loadFixture("simple_separable_convolution");
		const board = openBoard(manufacturer);
		t.is(board.programmer.openWindow().manufacturer, manufacturer);
		install(board, fixture);
		t.false(board.nsoc.flashFeedThrough);
		start(board, fixture);
		t.deepEqual([...board.driver.run(fixture.inputs[0] as Uint8Array).values], expectedValues(fixture)[0]);
		t.like(board.nsoc.counters, { unknownAccesses: 0, badFrames: 0, badDescriptors: 0 });
	});
}

test("learning programs in flash: an FNP3 of one pass learns, the others are refused", (t) => {
	for (const [name, learns] of [
		["synthetic_learn_fnp3", true],
		["synthetic_learn_fnp2", false],
		["synthetic_multipass_learn", false],
	] as const) {
		const fixture = loadFixture(name);
		const board = openBoard();
		install(board, fixture);
		start(board, fixture);
		if (learns) t.notThrows(() => board.driver.toggleLearn(true));
		else refuses(t, "unsupported", () => board.driver.toggleLearn(true));
		t.is(board.driver.learning, learns);
	}
});

test("a damaged flash never gives a program: the write says so, and the chip has its flash back", (t) => {
	const fixture = loadFixture("simple_convolution");
	const board = openBoard();
	board.flash.faults.stuckBits.set(PROGRAM_AT + 999, 0x08);
	refuses(t, "flash-erase", () => install(board, fixture), { address: PROGRAM_AT + 999 });
	t.false(board.nsoc.flashFeedThrough);
	board.flash.faults.stuckBits.clear();
	install(board, fixture);
	start(board, fixture);
	t.deepEqual([...board.driver.run(fixture.inputs[0] as Uint8Array).values], expectedValues(fixture)[0]);
});

test("a sleeping chip lets nothing through", (t) => {
	const board = openBoard();
	board.nsoc.sleeping = true;
	refuses(t, "flash-missing", () => board.programmer.identify());
	board.nsoc.sleeping = false;
	t.is(board.programmer.identify().size, SIZE);
});
