import test from "ava";
import { NorFlash } from "../../host-sim/board/nor-flash.js";

const SIZE = 1 << 17;
const [WRITE_ENABLE, PROGRAM, READ, STATUS, FLAGS, CLEAR_FLAGS, STATUS_2, WRITE_STATUS_2] = [
	0x06, 0x02, 0x03, 0x05, 0x70, 0x50, 0x35, 0x31,
];
const [SECTOR, BLOCK_32K, BLOCK_64K, CHIP] = [0x20, 0x52, 0xd8, 0xc7];
const BUSY = 1;
const ENABLED = 2;
const READY = 0x80;

/** A flash on its wires: raw commands, a clock that only a test moves. */
class Bench {
	now = 0;
	connected = true;
	readonly flash: NorFlash;

	constructor(manufacturer?: number, fill = 0xff) {
		const bytes = new Uint8Array(SIZE).fill(fill);
		const id = manufacturer === undefined ? {} : { manufacturer };
		this.flash = new NorFlash({ bytes, now: () => this.now, isConnected: () => this.connected, ...id });
	}

	/** Sends bytes; returns as many as are asked for. */
	command(answer: number, ...sent: number[]): number[] {
		const received = new Uint8Array(answer);
		this.flash.transaction(Uint8Array.from(sent), received);
		return [...received];
	}

	ask(opcode: number): number {
		return this.command(1, opcode)[0] as number;
	}

	/** With the latch set, and the time that it takes gone by. */
	change(ms: number, ...sent: number[]): void {
		this.command(0, WRITE_ENABLE);
		this.command(0, ...sent);
		this.now += ms;
	}

	read(offset: number, count: number): number[] {
		return this.command(count, READ, offset >>> 16, offset >>> 8, offset);
	}
}

test("it says who it is: maker, type, logarithm of the size", (t) => {
	t.deepEqual(new Bench().command(3, 0x9f), [0x20, 0xbb, 17]);
	t.deepEqual(new Bench(0xef).command(4, 0x9f), [0xef, 0xbb, 17, 0xef]);
});

test("reads start anywhere, go on for as long as they are clocked and come round at the end", (t) => {
	const bench = new Bench();
	bench.flash.bytes.set([7, 8], SIZE - 2);
	bench.flash.bytes[0] = 9;
	t.deepEqual(bench.read(SIZE - 2, 4), [7, 8, 9, 0xff]);
	t.is(bench.read(0, 1000).length, 1000);
});

test("programming needs the latch, which falls with it, and only clears bits", (t) => {
	const bench = new Bench();
	bench.command(0, PROGRAM, 0, 1, 0, 0x0f);
	t.is(bench.flash.bytes[0x100], 0xff);
	bench.command(0, WRITE_ENABLE);
	t.is(bench.ask(STATUS), ENABLED);
	bench.command(0, PROGRAM, 0, 1, 0, 0x0f);
	t.is(bench.ask(STATUS), BUSY);
	bench.now += 1;
	t.is(bench.ask(STATUS), 0);
	bench.change(1, PROGRAM, 0, 1, 0, 0x55);
	t.is(bench.flash.bytes[0x100], 0x05);
	t.is(bench.ask(FLAGS), READY);
});

test("a page that is too long comes round to its start", (t) => {
	const bench = new Bench();
	bench.change(1, PROGRAM, 0, 2, 0xfe, 1, 2, 3, 4);
	t.deepEqual(bench.read(0x2fe, 3), [1, 2, 0xff]);
	t.deepEqual(bench.read(0x200, 3), [3, 4, 0xff]);
});

for (const [what, opcode, bytes, ms] of [
	["a sector of 4 KiB", SECTOR, 0x1000, 20],
	["a block of 32 KiB", BLOCK_32K, 0x8000, 100],
	["a block of 64 KiB", BLOCK_64K, 0x10000, 150],
] as const) {
	test(`erasing clears ${what} around the address, and takes its time`, (t) => {
		const bench = new Bench(undefined, 0);
		bench.command(0, WRITE_ENABLE);
		bench.command(0, opcode, 1, 0, 5);
		t.is(bench.flash.bytes.indexOf(0xff), 0x10000);
		t.is(bench.flash.bytes.filter((byte) => byte === 0xff).length, bytes);
		bench.now += ms - 1;
		t.is(bench.ask(STATUS), BUSY);
		t.is(bench.ask(FLAGS), 0);
		bench.now += 1;
		t.is(bench.ask(STATUS), 0);
	});
}

test("the whole chip", (t) => {
	const bench = new Bench(undefined, 0);
	bench.command(0, CHIP);
	t.is(bench.flash.bytes[0], 0, "no latch");
	bench.change(39_999, CHIP);
	t.true(bench.flash.busy);
	t.true(bench.flash.bytes.every((byte) => byte === 0xff));
});

test("a busy flash answers its status and nothing else", (t) => {
	const bench = new Bench();
	bench.change(0, SECTOR, 0, 0, 0);
	t.deepEqual(bench.read(0, 2), [0, 0]);
	t.deepEqual(bench.command(3, 0x9f), [0, 0, 0]);
	bench.change(0, PROGRAM, 0, 0, 0, 0x12);
	bench.now += 20;
	t.is(bench.ask(STATUS), 0, "the latch was not set either");
	t.is(bench.flash.bytes[0], 0xff);
});

test("commands cut short, and unknown ones, do nothing", (t) => {
	const bench = new Bench(undefined, 0);
	for (const sent of [[SECTOR, 0, 0], [SECTOR, 0, 0, 0, 0], [CHIP, 0], [PROGRAM, 0, 0, 0], [WRITE_STATUS_2, 2], [0xab], []]) {
		bench.change(0, ...sent);
		t.is(bench.ask(STATUS), ENABLED, `${sent}`);
	}
	t.deepEqual(bench.command(2, 0x5a), [0xff, 0xff]);
	t.true(bench.flash.bytes.every((byte) => byte === 0));
});

test("Winbond and GigaDevice have a second status register with the quad-enable bit, and no flags", (t) => {
	for (const manufacturer of [0xef, 0xc8]) {
		const bench = new Bench(manufacturer);
		t.is(bench.ask(STATUS_2), 0);
		bench.command(0, WRITE_STATUS_2, 2);
		t.false(bench.flash.quadEnabled, "no latch");
		bench.change(10, WRITE_STATUS_2, 2);
		t.is(bench.ask(STATUS_2), 2);
		t.is(bench.ask(FLAGS), 0xff);
		bench.flash.powerCycle();
		t.true(bench.flash.quadEnabled);
		bench.flash.faults.statusLocked = true;
		bench.change(10, WRITE_STATUS_2, 0);
		t.is(bench.ask(STATUS_2), 2);
	}
	t.is(new Bench().ask(STATUS_2), 0xff);
});

test("without feed-through, or without a part, nobody drives the line", (t) => {
	const bench = new Bench();
	bench.connected = false;
	t.deepEqual(bench.command(2, 0x9f), [0xff, 0xff]);
	bench.change(1, PROGRAM, 0, 0, 0, 0);
	t.is(bench.flash.bytes[0], 0xff);
	bench.connected = true;
	bench.flash.faults.missing = true;
	bench.flash.faults.floating = 0;
	t.deepEqual(bench.command(2, 0x9f), [0, 0]);
	t.is(bench.ask(STATUS), 0);
	bench.change(1, PROGRAM, 0, 0, 0, 0);
	t.is(bench.flash.bytes[0], 0xff);
});

test("faults: what fails leaves the contents and says so in the flags until they are cleared", (t) => {
	const bench = new Bench();
	bench.flash.faults.programFails = true;
	bench.change(1, PROGRAM, 0, 0, 0, 0);
	t.is(bench.ask(FLAGS), READY | 0x10);
	bench.flash.faults.eraseFails = true;
	bench.flash.bytes[0] = 1;
	bench.change(20, SECTOR, 0, 0, 0);
	t.is(bench.flash.bytes[0], 1);
	t.is(bench.ask(FLAGS), READY | 0x30);
	bench.command(0, CLEAR_FLAGS);
	t.is(bench.ask(FLAGS), READY);
});

test("faults: stuck bits take neither, a stuck part stays busy until the supply goes", (t) => {
	const bench = new Bench();
	bench.flash.faults.stuckBits.set(3, 0x81);
	bench.change(1, PROGRAM, 0, 0, 2, 0, 0, 0);
	t.deepEqual(bench.read(2, 3), [0, 0x81, 0]);
	bench.flash.bytes[3] = 0;
	bench.change(20, SECTOR, 0, 0, 0);
	t.deepEqual(bench.read(2, 3), [0xff, 0x7e, 0xff]);
	bench.flash.faults.stuckBusy = true;
	bench.change(1e9, PROGRAM, 0, 0, 0, 0);
	t.is(bench.ask(STATUS), BUSY);
	bench.flash.powerCycle();
	t.is(bench.ask(STATUS), 0);
	t.is(bench.flash.bytes[0], 0);
});
