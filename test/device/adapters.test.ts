import test from "ava";
import AudioIn from "../../host-sim/engines/xs/fakes/audio-in.js";
import Digital from "../../host-sim/engines/xs/fakes/digital.js";
import flash from "../../host-sim/engines/xs/fakes/flash.js";
import SPI from "../../host-sim/engines/xs/fakes/spi.js";
import { Spi } from "../../src/akida/registers.js";
import { SpiLink } from "../../src/akida/spi-link.js";
import { BoardButton } from "../../src/board/button.js";
import { BoardFlash } from "../../src/board/flash.js";
import { BoardIndicator } from "../../src/board/indicator.js";
import { type AudioPort, BoardMicrophone } from "../../src/board/microphone.js";
import { PieceReader } from "../../src/board/pieces.js";
import { BoardSpi } from "../../src/board/spi.js";
import type { Ticker } from "../../src/board/ticker.js";
import type { Clock, Signal } from "../../src/ports.js";
import { Slots } from "../../src/storage/slots.js";
import { CONFIG, Rig } from "./rig.js";

test("pieces fill any length, within the limit, and show the source zeros", (t) => {
	const reader = new PieceReader(128);
	for (const [from, end] of [
		[0, 0],
		[0, 1],
		[3, 130],
		[0, 255],
		[1, 640],
	] as const) {
		let next = 1;
		const lengths: number[] = [];
		const into = new Uint8Array(end + 2).fill(99);
		const read = (bytes: Uint8Array): void => {
			t.true(bytes.every((byte) => byte === 0));
			lengths.push(bytes.length);
			for (let i = 0; i < bytes.length; i++) bytes[i] = next++ & 0xff;
		};
		reader.fill({ read }, into, from, end);
		const expected = Array.from({ length: end + 2 }, (_, i) => (i < from || i >= end ? 99 : (i - from + 1) & 0xff));
		t.deepEqual([...into], expected);
		t.is(Math.max(0, ...lengths) <= 128, true);
	}
});

test.serial("SPI: every transaction is one frame, whatever its length", (t) => {
	const { board } = new Rig();
	const port = new SPI(CONFIG.spi);
	const device = new BoardSpi(port);
	const { counters } = board.chip;
	const version = new Uint8Array(4).fill(0xee);
	device.release();
	device.transaction(Uint8Array.of(Spi.READ, 0x30, 0, 0, 0), version);
	t.deepEqual([...version], [0xbc, 0xa1, 3, 9]);
	device.transaction(Uint8Array.of(Spi.WRITE, 0, 0, 0, 1, 2, 3, 4));
	t.deepEqual([counters.frames, counters.badFrames], [2, 0]);
	port.close();
});

test.serial("SPI: the driver's link moves blocks of every size through the port, in frames that the chip understands", (t) => {
	const { board } = new Rig();
	const port = new SPI(CONFIG.spi);
	const link = new SpiLink(new BoardSpi(port));
	const address = Spi.ADDRESS_PREFIX * 2 ** 24;
	for (const length of [1, 4, 7, 128, 132, 1000]) {
		const sent = Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 0xff);
		const received = new Uint8Array(length);
		link.write(address, sent);
		link.read(address, received);
		t.deepEqual(received, sent, `${length} bytes`);
	}
	t.is(board.chip.counters.badFrames, 0);
	t.true(board.chip.counters.frames > 30);
	port.close();
});

test.serial("SPI: a port that was closed is not used in silence", (t) => {
	const { board } = new Rig();
	const port = new SPI(CONFIG.spi);
	port.close();
	t.throws(() => new BoardSpi(port).transaction(new Uint8Array(5)), { instanceOf: SyntaxError });
	t.is(board.chip.counters.frames, 0);
});

/** A microphone whose sound comes from the test, in blocks of its own. */
class Blocks implements AudioPort {
	readonly sampleRate = 16000;
	running = false;
	#waiting: number[] = [];
	#onReadable: (byteLength: number) => void = () => {};

	open(onReadable: (byteLength: number) => void): this {
		this.#onReadable = onReadable;
		return this;
	}

	start(): void {
		this.running = true;
	}

	stop(): void {
		this.running = false;
		this.#waiting = [];
	}

	read(bytes: Uint8Array): number {
		if (bytes.length > this.#waiting.length) throw new Error("invalid size");
		bytes.set(this.#waiting.splice(0, bytes.length));
		return bytes.length;
	}

	hear(samples: readonly number[]): void {
		this.#waiting.push(...new Uint8Array(Int16Array.from(samples).buffer));
		this.#onReadable(this.#waiting.length);
	}
}

const stillClock: Clock & { time: number } = { time: 0, now: () => stillClock.time, after: () => ({ cancel() {} }), delay() {} };

test("microphone: blocks of any length become hops, not a sample lost or twice", (t) => {
	const port = new Blocks();
	const microphone = new BoardMicrophone((onReadable) => port.open(onReadable), 320, stillClock);
	const heard: number[] = [];
	microphone.onHop = (samples) => heard.push(...samples);
	microphone.start();
	let next = -5000;
	for (const length of [1, 319, 320, 7, 1000, 641, 2, 3000]) port.hear(Array.from({ length }, () => next++));
	const hops = Math.floor((next + 5000) / 320);
	t.is(heard.length, hops * 320);
	t.true(heard.every((sample, i) => sample === i - 5000));
});

test("microphone: stopped by its listener in the middle of a block, it reads no further and starts afresh", (t) => {
	const port = new Blocks();
	const microphone = new BoardMicrophone((onReadable) => port.open(onReadable), 4, stillClock);
	const hops: number[][] = [];
	microphone.onHop = (samples) => {
		hops.push([...samples]);
		microphone.stop();
	};
	microphone.start();
	port.hear([1, 2, 3, 4, 5, 6, 7, 8, 9]);
	t.false(port.running);
	t.deepEqual(hops, [[1, 2, 3, 4]]);
	microphone.start();
	port.hear([11, 12]);
	microphone.stop();
	microphone.start();
	port.hear([21, 22, 23, 24]);
	t.deepEqual(hops[1], [21, 22, 23, 24]);
});

test("microphone: a reader so late that the ring ran over is noticed", (t) => {
	const port = new Blocks();
	stillClock.time = 0;
	const microphone = new BoardMicrophone((onReadable) => port.open(onReadable), 320, stillClock);
	microphone.start();
	for (const ms of [20, 276, 600]) {
		stillClock.time = ms;
		port.hear([1]);
	}
	t.is(microphone.overruns, 1);
});

test.serial("microphone: on the strict port, a hop every 20 ms, byte for byte", (t) => {
	const rig = new Rig();
	rig.board.microphone.roomPeak = 0;
	const open = (onReadable: (byteLength: number) => void): AudioIn => new AudioIn({ sampleRate: 16000, bitsPerSample: 16, onReadable });
	const microphone = new BoardMicrophone(open, 320, rig.board.clock);
	const hops: Int16Array[] = [];
	microphone.onHop = (samples) => hops.push(samples.slice());
	microphone.start();
	rig.board.microphone.play(Int16Array.from({ length: 640 }, (_, i) => i - 320));
	rig.run(100);
	t.is(hops.length, 5);
	t.deepEqual([hops[0]?.[0], hops[0]?.[319], hops[1]?.[319], hops[2]?.[0]], [-320, -1, 319, 0]);
	microphone.stop();
	rig.run(100);
	t.is(hops.length, 5);
});

test.serial("button: contacts that bounce are one press, a spike is none", (t) => {
	const rig = new Rig();
	const open = (onReadable: () => void): Digital =>
		new Digital({ pin: CONFIG.button.pin, mode: Digital.InputPullUp, edge: Digital.Rising | Digital.Falling, onReadable });
	const button = new BoardButton(open, rig.board.clock);
	const changes: string[] = [];
	button.onChange = (pressed) => changes.push(`${pressed ? "down" : "up"}@${rig.board.clock.now()}`);
	const bounce = (times: number): void => {
		for (let i = 0; i < times; i++) {
			rig.board.button.set(!rig.board.button.pressed);
			rig.run(5);
		}
	};
	bounce(5);
	rig.run(100);
	bounce(3);
	rig.run(100);
	bounce(2);
	rig.run(100);
	t.deepEqual(changes, ["down@40", "up@155"]);
});

test.serial("flash: slots keep a record on the strict partition", (t) => {
	const { board } = new Rig();
	const store = new BoardFlash(flash.open({ path: "store", mode: "r+" }));
	t.deepEqual([store.size, store.sectorSize], [board.store.size, board.store.sectorSize]);
	const record = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7) & 0xff);
	new Slots(store, "learned").write(record);
	t.deepEqual(new Slots(board.store, "learned").read(), record);
	t.deepEqual(new Slots(store, "learned").read(), record);
	store.erase(0);
	t.true(board.store.bytes.subarray(0, 4096).every((byte) => byte === 0xff));
});

/** A ticker whose time is the test's. */
class HandTicker implements Ticker {
	due: number | undefined;
	readonly tick: () => void;

	constructor(callback: () => void) {
		this.tick = callback;
	}

	schedule(ms: number): void {
		this.due = ms;
	}

	park(): void {
		this.due = undefined;
	}
}

/** A light of which every step is noted, as "on 500, off 500, ..." */
class Watched {
	state = "never set";
	#ticker: HandTicker | undefined;
	readonly indicator = new BoardIndicator(
		{ on: () => void (this.state = "on"), off: () => void (this.state = "off") },
		(callback) => (this.#ticker = new HandTicker(callback)),
	);

	get now(): string {
		return `${this.state} ${this.#ticker?.due ?? "for good"}`;
	}

	/** What the light does from now on, in so many steps or until it stays as it is. */
	steps(count: number): string[] {
		const seen = [this.now];
		while (seen.length < count && this.#ticker?.due !== undefined) {
			this.#ticker.tick();
			seen.push(this.now);
		}
		return seen;
	}
}

/** What the light does for a signal that follows another in the midst of its rhythm. */
function blinks(steps: number, signal: Signal, count?: number): string[] {
	const light = new Watched();
	light.indicator.show("learning");
	light.steps(4);
	light.indicator.show(signal, count);
	return light.steps(steps);
}

test("light: a signal begins at once with its rhythm; steady ones need no timer", (t) => {
	t.deepEqual(blinks(3, "listening"), ["on 50", "off 2950", "on 50"]);
	t.deepEqual(blinks(5, "verifying"), ["on 100", "off 200", "on 100", "off 200", "on 100"]);
	t.deepEqual(blinks(3, "off"), ["off for good"]);
	t.deepEqual(blinks(3, "capturing"), ["on for good"]);
});

test("light: reasons and faults are counted out, over and over", (t) => {
	const reason = ["on 1000", "off 200", "on 100", "off 200", "on 100", "off 2500"];
	t.deepEqual(blinks(12, "rejected", 2), [...reason, ...reason]);
	t.deepEqual(blinks(7, "fault", 12), ["on 500", "off 1000", "on 100", "off 200", "on 100", "off 2500", "on 500"]);
});

test("light: the same signal again does not disturb its rhythm, another count does", (t) => {
	const light = new Watched();
	light.indicator.show("off");
	t.is(light.now, "off for good", "the first signal is shown even if it is the dark");
	light.indicator.show("rejected", 1);
	light.steps(3);
	light.indicator.show("rejected", 1);
	t.is(light.now, "on 100");
	light.indicator.show("rejected", 2);
	t.is(light.now, "on 1000");
	light.indicator.show("fault", 2);
	t.is(light.now, "on 2000");
	light.indicator.show("listening");
	light.indicator.show("fault");
	t.deepEqual(light.steps(4), ["on 2000", "off 1000", "on 2000", "off 2500"]);
});

test("light: a board without one is allowed", (t) => {
	const indicator = new BoardIndicator(undefined, (callback) => new HandTicker(callback));
	t.notThrows(() => indicator.show("fault", 12));
});
