import test from "ava";
import { Akd1500 } from "../../../src/akida/driver.js";
import { ChipClocks } from "../../../src/akida/clocks.js";
import { loadFixture } from "../fixtures.js";
import { refuses } from "../refusals.js";
import { Bench, expectedValues } from "./bench.js";

const NAMES = ["simple_convolution", "synthetic_learn_fnp3", "synthetic_multipass_learn"];

function openBench(name: string, jobMicroseconds?: number) {
	const fixture = loadFixture(name);
	const bench = new Bench(jobMicroseconds === undefined ? {} : { jobMicroseconds });
	bench.serve(fixture);
	bench.driver.program(fixture.container);
	bench.driver.setBatchSize(1);
	return { bench, fixture, input: fixture.inputs[0] as Uint8Array, expected: expectedValues(fixture) };
}

test("a chip that sleeps at construction is an unknown device; woken it is known", (t) => {
	const { bench } = openBench("simple_convolution");
	bench.nsoc.sleeping = true;
	refuses(t, "unknown-device", () => new Akd1500(bench.open(), bench.clock), { actual: 0 });
	bench.nsoc.sleeping = false;
	t.is(new Akd1500(bench.open(), bench.clock).version, 0xbca10309);
});

for (const name of NAMES) {
	test(`${name}: sleep in the middle is reported wherever a job can be, and the model stays`, (t) => {
		const { bench, input, expected } = openBench(name, 2000);
		const { driver, nsoc } = bench;
		nsoc.sleeping = true;
		refuses(t, "chip-lost", () => driver.run(input));
		nsoc.sleeping = false;
		t.deepEqual([...driver.run(input).values], expected[0]);
		t.true(driver.enqueue(input));
		nsoc.sleeping = true;
		const start = bench.clock.now();
		refuses(t, "chip-lost", () => driver.fetch());
		t.true(bench.clock.now() - start < 1, "at once");
		bench.clock.run(start + 100);
		refuses(t, "chip-lost", () => driver.fetch());
		nsoc.sleeping = false;
		t.deepEqual([...(driver.fetch()?.values ?? [])], expected[1]);
		bench.expectClean(t);
	});

	test(`${name}: sleep while an output is awaited ends the wait`, (t) => {
		const { bench, input, expected } = openBench(name, 50_000);
		const { driver, nsoc } = bench;
		bench.clock.hardware.after(20, () => (nsoc.sleeping = true));
		const start = bench.clock.now();
		refuses(t, "chip-lost", () => driver.run(input));
		const waited = bench.clock.now() - start;
		t.true(waited >= 20 && waited < 23, `${waited}`);
		t.is(driver.jobsOutstanding, 1);
		refuses(t, "jobs-outstanding", () => driver.run(input));
		nsoc.sleeping = false;
		bench.clock.run(bench.clock.now() + 100);
		t.deepEqual([...(driver.fetch()?.values ?? [])], expected[0]);
	});

	test(`${name}: after a loss of supply every job is refused until the chip is programmed again`, (t) => {
		const { bench, fixture, input, expected } = openBench(name);
		const { driver, nsoc } = bench;
		t.deepEqual([...driver.run(input).values], expected[0]);
		t.true(driver.enqueue(input));
		nsoc.powerCycle();
		refuses(t, "chip-lost", () => driver.fetch());
		driver.program(fixture.container);
		driver.setBatchSize(1);
		nsoc.powerCycle();
		refuses(t, "chip-lost", () => driver.enqueue(input));
		refuses(t, "chip-lost", () => driver.run(input));
		if (fixture.program.learning) refuses(t, "chip-lost", () => driver.toggleLearn(true));
		driver.program(fixture.container);
		driver.setBatchSize(1);
		bench.serve(fixture);
		t.deepEqual([...driver.run(input).values], expected[0]);
	});
}

test("a chip that sleeps through its programming is reported at the first track", (t) => {
	const { bench, fixture, input } = openBench("simple_convolution");
	bench.nsoc.sleeping = true;
	refuses(t, "chip-lost", () => bench.driver.program(fixture.container));
	t.is(bench.driver.programInfo, undefined);
	bench.nsoc.sleeping = false;
	refuses(t, "not-programmed", () => bench.driver.run(input));
	bench.driver.program(fixture.container);
});

test("learned words are not taken from a chip that sleeps or has lost them", (t) => {
	for (const name of ["synthetic_learn_fnp2", "synthetic_learn_fnp3", "synthetic_multipass_learn"]) {
		const { bench } = openBench(name);
		bench.driver.toggleLearn(true);
		t.true(bench.driver.readLearned().some((word) => word !== 0));
		bench.nsoc.sleeping = true;
		refuses(t, "chip-lost", () => bench.driver.readLearned());
		bench.nsoc.sleeping = false;
		t.true(bench.driver.readLearned().some((word) => word !== 0));
		bench.nsoc.powerCycle();
		refuses(t, "chip-lost", () => bench.driver.readLearned());
	}
});

test("the chip's clocks: on to the PLL, whose dividers bound the bus, and back", (t) => {
	const bench = new Bench();
	const clocks = new ChipClocks(bench.link, bench.clock);
	t.is(clocks.readMaxSpiHz(), 6_250_000);
	refuses(t, "spi-too-fast", () => clocks.usePll(6_000_000, { sys: 2, apb: 8, spi: 5 }), { available: 1_250_000 });
	clocks.usePll(1_250_000, { sys: 2, apb: 8, spi: 5 });
	t.is(clocks.readMaxSpiHz(), 40_000_000);
	t.is(new Akd1500(bench.link, bench.clock).version, bench.driver.version);
	clocks.useReference(1_250_000);
	t.is(clocks.readMaxSpiHz(), 1_250_000);
	bench.nsoc.sleeping = true;
	refuses(t, "pll-timeout", () => clocks.usePll(1_250_000));
	t.like(bench.nsoc.counters, { unknownAccesses: 0, badFrames: 0 });
});
