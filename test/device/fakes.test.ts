import test from "ava";
import AudioIn from "../../host-sim/engines/xs/fakes/audio-in.js";
import { Digest } from "../../host-sim/engines/xs/fakes/crypt.js";
import Digital from "../../host-sim/engines/xs/fakes/digital.js";
import flash from "../../host-sim/engines/xs/fakes/flash.js";
import SPI from "../../host-sim/engines/xs/fakes/spi.js";
import Time from "../../host-sim/engines/xs/fakes/time.js";
import Timer from "../../host-sim/engines/xs/fakes/timer.js";
import { Spi } from "../../src/akida/registers.js";
import { CONFIG, Rig } from "./rig.js";

const closed = { instanceOf: SyntaxError, message: /no host data/ };
const invalidBuffer = { instanceOf: TypeError, message: "invalid buffer" };

/** The chip's version: read one word at TOP + 0. */
const READ_VERSION = Uint8Array.of(Spi.READ, 0x30, 0, 0, 0);

test.serial("native IO takes bytes: a wider view is refused, whatever the peripheral", (t) => {
	const { board } = new Rig();
	const spi = new SPI(CONFIG.spi);
	const audio = new AudioIn({ sampleRate: 16000, onReadable() {} });
	const store = flash.open({ path: "store", mode: "r+" });
	for (const wide of [new Int16Array(4), new Uint32Array(1), new Float32Array(2), [1, 2]]) {
		t.throws(() => spi.write(wide), invalidBuffer);
		t.throws(() => spi.read(wide), invalidBuffer);
		t.throws(() => audio.read(wide), invalidBuffer);
		t.throws(() => store.read(wide, 0), invalidBuffer);
		t.throws(() => store.write(wide, 0), invalidBuffer);
	}
	for (const bytes of [
		new ArrayBuffer(4),
		new Uint8Array(4),
		new Int8Array(4),
		new Uint8ClampedArray(4),
		new DataView(new ArrayBuffer(4)),
	]) {
		t.notThrows(() => store.write(bytes, 0));
	}
	t.throws(() => new Digest("SHA256").write(new Uint8Array(4)), invalidBuffer);
	t.is(board.chip.counters.frames, 0);
	spi.close();
	audio.close();
});

test.serial("closed is closed: twice is fine, anything else throws; pins and the microphone are free again", (t) => {
	new Rig();
	for (let round = 0; round < 2; round++) {
		const spi = new SPI(CONFIG.spi);
		t.throws(() => new SPI({ ...CONFIG.spi, clock: 30, in: 31, out: 32 }), { message: "in use" }, "the select pin is taken");
		t.throws(() => new Digital({ pin: CONFIG.spi.out, mode: Digital.Output }), { message: "in use" });
		spi.close();
		spi.close();
		t.throws(() => spi.write(READ_VERSION), closed);
		t.throws(() => spi.read(new Uint8Array(4)), closed);
		t.throws(() => spi.flush(true), closed);
		const audio = new AudioIn({ sampleRate: 16000 });
		t.throws(() => new AudioIn({}), { message: "in use" });
		audio.close();
		t.throws(() => audio.start(), closed);
		t.throws(() => audio.stop(), closed);
		const pin = new Digital({ pin: 9, mode: Digital.Output });
		pin.close();
		t.throws(() => pin.write(1), closed);
		const store = flash.open({ path: "store" });
		store.close();
		t.throws(() => store.status(), closed);
	}
});

test.serial("options: out of range, missing, and given as undefined", (t) => {
	new Rig();
	const { spi } = CONFIG;
	const range = { instanceOf: RangeError };
	for (const wrong of [{ hz: 0 }, { hz: 40_000_001 }, { mode: 4 }, { port: 3 }, { clock: -1 }, { select: 1.5 }]) {
		t.throws(() => new SPI({ ...spi, ...wrong }), range, JSON.stringify(wrong));
	}
	t.throws(() => new SPI({ clock: 1, select: 2, hz: 1e6, port: 1 }), range, "neither in nor out");
	const undefinedOut: object = { out: undefined };
	t.throws(() => new SPI({ ...spi, ...undefinedOut }), { instanceOf: TypeError });
	t.throws(() => new Digital({ pin: 1, mode: 4 }), range);
	t.throws(() => new Digital({ pin: 1, mode: Digital.Input, onReadable() {} }), { message: "invalid edges" });
	for (const wrong of [{ sampleRate: 7999 }, { sampleRate: 48001 }, { bitsPerSample: 8 }, { channels: 3 }]) {
		t.throws(() => new AudioIn(wrong), range, JSON.stringify(wrong));
	}
	t.throws(() => flash.open({ path: "" }), { message: "no path" });
	t.throws(() => flash.open({ path: "nothing" }), { message: "can't find partition" });
	t.throws(() => flash.open({ path: "store", mode: "w" }), { message: "invalid mode" });
	t.notThrows(() => new SPI(spi).close(), "nothing that was refused holds a pin");
});

test.serial("chip select stays asserted until it is flushed away: two commands become one that the chip cannot read", (t) => {
	const { board } = new Rig();
	const { counters } = board.chip;
	const spi = new SPI(CONFIG.spi);
	const version = new Uint8Array(4);
	const read = (): number[] => {
		spi.write(READ_VERSION);
		spi.read(version);
		return [...version];
	};
	t.deepEqual(read(), [0xbc, 0xa1, 3, 9]);
	spi.flush(true);
	t.deepEqual([counters.frames, counters.badFrames], [1, 0]);

	t.deepEqual(read(), [0xbc, 0xa1, 3, 9]);
	spi.flush();
	t.deepEqual(read(), [0, 0, 0, 0], "still the frame before");
	spi.flush(true);
	t.is(counters.badFrames, 1);

	spi.write(READ_VERSION);
	spi.write(READ_VERSION);
	spi.flush(true);
	t.is(counters.badFrames, 2);
	t.deepEqual(read(), [0xbc, 0xa1, 3, 9], "the next frame is a frame again");
	spi.flush(true);
	t.is(counters.badFrames, 2);
	spi.close();
});

test.serial("a full-duplex transfer beyond the limit comes to nothing, without a word", (t) => {
	const { board } = new Rig();
	const spi = new SPI(CONFIG.spi);
	const bytes = new Uint8Array(256).fill(7);
	spi.write(READ_VERSION);
	spi.read(bytes);
	t.true(bytes.every((byte) => byte === 7));
	t.is(board.chip.counters.frames, 0);
	t.throws(() => spi.write(new Uint8Array(65536)), { instanceOf: RangeError });
	spi.close();
});

test.serial("sound: no more than there is, nothing after stop, the overrun is silent", (t) => {
	const rig = new Rig();
	const heard: number[] = [];
	const audio = new AudioIn({ sampleRate: 16000, onReadable: (byteLength) => void heard.push(byteLength) });
	rig.run(40);
	t.deepEqual(heard, [], "not started");
	audio.start();
	rig.run(40);
	t.deepEqual(heard, [640, 1280]);
	t.throws(() => audio.read(new Uint8Array(1281)), { message: "invalid size" });
	t.throws(() => audio.read(new Uint8Array(0)), { message: "invalid size" });
	t.is(audio.read(new Uint8Array(1000)), 1000);
	rig.run(20);
	t.is(heard.at(-1), 280 + 640);
	rig.run(400);
	t.true((heard.at(-1) ?? 0) < 8192 && heard.some((length, i) => length < (heard[i - 1] ?? 0)), "dropped");
	audio.stop();
	const { length } = heard;
	t.throws(() => audio.read(new Uint8Array(2)), { message: "invalid size" });
	rig.run(100);
	t.is(heard.length, length);
	audio.close();
});

test.serial("digital: edges that were asked for, levels, and no way to misuse a direction", (t) => {
	const { board, server } = new Rig();
	const seen: number[] = [];
	const onReadable = function (this: Digital): void {
		seen.push(this.read());
	};
	const input = new Digital({ pin: CONFIG.button.pin, mode: Digital.InputPullUp, edge: Digital.Falling, onReadable });
	t.is(input.read(), 1);
	board.button.set(true);
	board.button.set(false);
	t.deepEqual(seen, [0], "the rising edge was not asked for");
	t.throws(() => input.write(1));
	input.close();
	board.button.set(true);
	t.deepEqual(seen, [0]);
	const output = new Digital({ pin: CONFIG.light?.pin ?? 0, mode: Digital.Output });
	output.write(1);
	t.true(server.lit);
	t.throws(() => output.read());
	t.throws(() => output.write(2 as 1), { instanceOf: RangeError });
	output.close();
});

test.serial("flash: what was not opened for writing is not written; blocks are erased up to the end, which is exclusive", (t) => {
	const { board } = new Rig();
	const store = flash.open({ path: "store", mode: "r+" });
	const { size, blockLength, blocks } = store.status();
	t.deepEqual([size, blockLength, blocks], [board.store.size, 4096, board.store.size / 4096]);
	store.write(new Uint8Array(3 * 4096), 0);
	store.eraseBlock(0, 2);
	t.deepEqual([board.store.bytes[8191], board.store.bytes[8192]], [0xff, 0]);
	const readOnly = flash.open({ path: "store", mode: "r" });
	t.throws(() => readOnly.eraseBlock(0), { message: "read-only" });
	t.throws(() => readOnly.write(new Uint8Array(1), 0), { message: "read-only" });
	const back = new Uint8Array(2);
	t.is(readOnly.read(back, 8191), 2);
	t.deepEqual([...back], [0xff, 0]);
});

test.serial("timers: once, again, parked, cleared; one that has ended is no more", (t) => {
	const rig = new Rig();
	const log: string[] = [];
	const note = (what: string) => () => log.push(`${what}@${rig.board.clock.now()}`);
	const once = Timer.set(note("once"), 10);
	const again = Timer.repeat(note("again"), 15);
	const rescheduled = Timer.set((timer) => {
		log.push("rescheduled");
		if (log.length < 3) Timer.schedule(timer, 4);
	}, 12);
	rig.run(50);
	t.deepEqual(log, ["once@10", "rescheduled", "again@15", "rescheduled", "again@30", "again@45"]);
	t.throws(() => Timer.clear(once), closed);
	t.throws(() => Timer.schedule(rescheduled, 1), closed);
	Timer.schedule(again);
	rig.run(50);
	t.is(log.length, 6, "parked");
	Timer.schedule(again, 5, 5);
	rig.run(10);
	t.is(log.length, 8);
	Timer.clear(again);
	Timer.clear(undefined);
	rig.run(50);
	t.is(log.length, 8);
	Timer.delay(7);
	t.is(rig.board.clock.now(), 167);
});

test.serial("ticks are whole milliseconds that change their sign within the first minutes", (t) => {
	const rig = new Rig();
	const timer = Timer.repeat(() => {}, 1000);
	const start = Time.ticks;
	rig.run(120_000.75);
	t.true(start > 0 && Time.ticks < 0);
	t.is(Time.delta(start), 120_000);
	t.is(Time.delta(start, start + 5), 5);
	Timer.clear(timer);
});
