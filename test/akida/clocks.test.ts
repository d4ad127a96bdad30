import test from "ava";
import { ChipClocks, maxSpiHz, type PllSetting } from "../../src/akida/clocks.js";
import type { ChipLink } from "../../src/akida/chip-link.js";
import { Akd1500 } from "../../src/akida/driver.js";
import { ClockControl, PinRouting } from "../../src/akida/registers.js";
import { Recorder } from "./recorder.js";
import { refuses } from "./refusals.js";
import { StandIn } from "./stand-in.js";

const PLL: PllSetting = { divf: 64, divr: 0, divq: 1, range: 5, hz: 800_000_000 };
const SLOW = 1_400_000;

/** A chip whose clock registers are storage, but for the lock bit, which comes `lockAfter` reads after the PLL was last let go. */
function openBench(lockAfter = 0) {
	const chip = new StandIn();
	let looks = 0;
	const locking: ChipLink = {
		read(address, into) {
			if (address === ClockControl.PLL_STAT) chip.write(address, Uint8Array.of(looks++ >= lockAfter ? 1 : 0, 0, 0, 0));
			chip.read(address, into);
		},
		write: (address, bytes) => chip.write(address, bytes),
	};
	const recorder = new Recorder();
	const clocks = new ChipClocks(recorder.link(locking), recorder.clock);
	const set = (address: number, word: number) => chip.write(address, new Uint8Array(Uint32Array.of(word).buffer));
	const written = () =>
		recorder.events.flatMap((event) =>
			event.kind === "access" && event.op === "W" ? [[event.address & 0xff, new DataView(event.bytes.buffer).getUint32(0, true)]] : [],
		);
	return { chip, clocks, recorder, set, written };
}

test("switching on: manual selection, settings, lock, dividers latched, selection", (t) => {
	const { clocks, set, written } = openBench();
	set(ClockControl.GEN_CTRL, 0xff00ff10);
	set(ClockControl.PLL_CTRL, 0x80c0fe00);
	clocks.usePll(SLOW, { sys: 2, apb: 7, spi: 1 }, PLL);
	t.deepEqual(written(), [
		[0x00, 0xff00ff02],
		[0x10, 0xd1c0fe3f],
		[0x30, 2],
		[0x34, 0x80000007],
		[0x3c, 1],
		[0x2c, 1],
		[0x00, 0xff00ff03],
	]);
});

test("what is not asked for stays as it is", (t) => {
	const { clocks, set, written } = openBench();
	set(ClockControl.GEN_CTRL, 1);
	clocks.usePll(SLOW);
	t.deepEqual(written(), [
		[0x00, 2],
		[0x2c, 1],
		[0x00, 3],
	]);
});

test("the PLL is given 200 ms to lock, one by one", (t) => {
	const late = openBench(200);
	late.clocks.usePll(SLOW);
	t.is(late.recorder.clock.now(), 200);
	const never = openBench(Infinity);
	refuses(t, "pll-timeout", () => never.clocks.usePll(SLOW, { spi: 2 }));
	t.is(never.recorder.clock.now(), 200);
	t.is(never.chip.register(ClockControl.GEN_CTRL), 2, "still on the reference");
	t.is(never.chip.register(ClockControl.SPI_DIVIDER), 0);
});

test("back to the reference", (t) => {
	const { chip, clocks } = openBench();
	clocks.usePll(SLOW, { spi: 4 });
	t.is(clocks.readMaxSpiHz(), 50_000_000);
	clocks.useReference(SLOW);
	t.is(chip.register(ClockControl.GEN_CTRL), 2);
	t.is(clocks.readMaxSpiHz(), 1_562_500);
});

test("the bus may have a quarter of what the SPI slave has", (t) => {
	t.is(maxSpiHz(25_000_000, 1), 6_250_000);
	t.is(maxSpiHz(800_000_000, 7), 28_571_428);
	const { clocks, set } = openBench();
	t.is(clocks.readMaxSpiHz(), 6_250_000, "after power-up");
	set(ClockControl.SPI_DIVIDER, 0x80000005);
	t.is(clocks.readMaxSpiHz(), 1_250_000);
	set(ClockControl.GEN_CTRL, 1);
	t.is(clocks.readMaxSpiHz(), 40_000_000);
	set(ClockControl.GEN_CTRL, 0x11);
	t.is(clocks.readMaxSpiHz(), 1_250_000, "past the PLL");
	clocks.usePll(1_000_000, { spi: 6 }, { ...PLL, hz: 600_000_000 });
	t.is(clocks.readMaxSpiHz(), 25_000_000);
});

test("a switch that would lose the chip on the way is refused, and nothing changes", (t) => {
	const { clocks, set, written } = openBench();
	const limit = 25_000_000 / 20 / 4;
	refuses(t, "spi-too-fast", () => clocks.usePll(limit + 1, { spi: 20 }), { requested: limit + 1, available: limit });
	refuses(t, "spi-too-fast", () => clocks.usePll(Number.NaN));
	refuses(t, "spi-too-fast", () => clocks.usePll(500_001, {}, { ...PLL, hz: 2_000_000 }), { available: 500_000 });
	set(ClockControl.GEN_CTRL, 1);
	set(ClockControl.SPI_DIVIDER, 20);
	refuses(t, "spi-too-fast", () => clocks.usePll(limit + 1, { spi: 1 }), { available: limit });
	refuses(t, "spi-too-fast", () => clocks.useReference(limit + 1), { available: limit });
	t.deepEqual(written(), []);
	t.notThrows(() => clocks.usePll(limit, { spi: 20 }));
	t.notThrows(() => clocks.useReference(limit));
});

test("ratios and settings that no register holds are refused, and nothing changes", (t) => {
	const { clocks, written } = openBench();
	for (const ratio of [0, 256, -1, 1.5]) {
		for (const name of ["sys", "apb", "spi"] as const) refuses(t, "field-overflow", () => clocks.usePll(SLOW, { [name]: ratio }));
	}
	for (const changes of [{ divf: 0 }, { divf: 513 }, { divr: 64 }, { divq: 8 }, { range: 8 }]) {
		refuses(t, "field-overflow", () => clocks.usePll(SLOW, {}, { ...PLL, ...changes }));
	}
	t.deepEqual(written(), []);
	t.notThrows(() => clocks.usePll(SLOW, { sys: 255, apb: 1 }, { ...PLL, divf: 512, divr: 63, divq: 7, range: 7 }));
});

test("a clock that does not switch, or a divider that does not take, is reported", (t) => {
	for (const stuck of [ClockControl.GEN_CTRL, ClockControl.SPI_DIVIDER, ClockControl.SYS_DIVIDER]) {
		const chip = new StandIn();
		chip.write(ClockControl.PLL_STAT, Uint8Array.of(1, 0, 0, 0));
		const link: ChipLink = { read: (address, into) => chip.read(address, into), write: (a, bytes) => a !== stuck && chip.write(a, bytes) };
		const clocks = new ChipClocks(link, new Recorder().clock);
		refuses(t, "clock-stuck", () => clocks.usePll(SLOW, { spi: 2, sys: 3 }), { address: stuck });
	}
	const { chip, clocks } = openBench();
	chip.write(ClockControl.GEN_CTRL, Uint8Array.of(1, 0, 0, 0));
	const link: ChipLink = { read: (address, into) => chip.read(address, into), write: () => {} };
	refuses(t, "clock-stuck", () => new ChipClocks(link, new Recorder().clock).useReference(SLOW), { expected: 0, actual: 1 });
	t.notThrows(() => clocks.useReference(SLOW));
});

test("a sleeping chip's PLL never locks", (t) => {
	const { chip, clocks } = openBench();
	chip.asleep = true;
	refuses(t, "pll-timeout", () => clocks.usePll(SLOW));
});

test("completion is routed to GPIO3 by two words", (t) => {
	const { chip, recorder, set } = openBench();
	set(PinRouting.FIRST, 0xffff);
	set(PinRouting.SECOND, 0xffff);
	new Akd1500(chip, recorder.clock).routeInterrupt();
	t.deepEqual([chip.register(0xfce00038), chip.register(0xfce0003c)], [8, 0]);
});
