import test from "ava";
import { Memory } from "../../../src/akida/registers.js";
import { shared } from "../../shared.js";
import { type Fixture, FIXTURES, loadFixture } from "../fixtures.js";
import { refuses } from "../refusals.js";
import { Bench, expectedValues } from "./bench.js";

/** Runs `count` samples of a fixture, the two of them by turns, and compares what comes out. */
function forward(bench: Bench, fixture: Fixture, count: number): { seen: number[][]; expected: number[][] } {
	const answers = expectedValues(fixture);
	const samples = Array.from({ length: count }, (_, i) => fixture.inputs[i % fixture.inputs.length] as Uint8Array);
	const seen: number[][] = [];
	bench.driver.forward(samples, ({ values }) => seen.push([...values]));
	return { seen, expected: samples.map((_, i) => answers[i % answers.length] as number[]) };
}

for (const name of FIXTURES) {
	const fixture = loadFixture(name);
	for (const batch of [1, 2, 16]) {
		test(`${name}: inputs arrive and outputs come back in order, with a batch of ${batch}`, (t) => {
			const bench = new Bench();
			bench.serve(fixture);
			bench.driver.program(fixture.container);
			t.is(bench.driver.setBatchSize(batch), fixture.program.passes.length > 1 ? 1 : batch);
			const { seen, expected } = forward(bench, fixture, 20);
			t.deepEqual(seen, expected);
			t.is(bench.nsoc.counters.jobs, 20);
			if (fixture.program.inputType === "dense") {
				t.deepEqual(
					bench.jobs.map(({ input }) => input),
					bench.jobs.map((_, i) => fixture.inputs[i % 2]),
				);
			}
			bench.expectClean(t);
		});
	}
}

test("jobs of a batch overlap with the host's work: sixteen at once take no longer than their computing time needs", (t) => {
	const times = [1, 16].map((batch) => {
		const fixture = loadFixture("simple_convolution");
		const bench = new Bench({ jobMicroseconds: 3000 });
		bench.serve(fixture);
		bench.driver.program(fixture.container);
		bench.driver.setBatchSize(batch);
		const start = bench.clock.now();
		forward(bench, fixture, 32);
		return bench.clock.now() - start;
	});
	t.true((times[1] as number) < (times[0] as number));
	t.true((times[1] as number) >= 32 * 3);
});

test("sparse inputs arrive as events", (t) => {
	const fixture = loadFixture("synthetic_sparse_io");
	const bench = new Bench();
	bench.serve(fixture);
	bench.driver.program(fixture.container);
	bench.driver.setBatchSize(1);
	const dense = fixture.inputs[0] as Uint8Array;
	t.deepEqual([...bench.driver.run(dense).values], expectedValues(fixture)[0]);
	const events = new Uint32Array(bench.jobs[0]?.input.slice().buffer ?? new ArrayBuffer(0));
	t.is(events.length, 2 * dense.filter((value) => value !== 0).length);
	bench.driver.run(new Uint8Array(dense.length));
	t.deepEqual([...new Uint32Array(bench.jobs[1]?.input.slice().buffer ?? new ArrayBuffer(0))], [0x00040004, 0x00010002]);
	bench.expectClean(t);
});

test("programs follow one another, of one pass and of several, dense and sparse", (t) => {
	const bench = new Bench();
	for (const name of [...FIXTURES, ...[...FIXTURES].reverse()]) {
		const fixture = loadFixture(name);
		bench.serve(fixture);
		bench.driver.program(fixture.container);
		bench.driver.setBatchSize(2);
		const { seen, expected } = forward(bench, fixture, 3);
		t.deepEqual(seen, expected, name);
	}
	bench.expectClean(t);
});

test("a chip that is slow is waited for, one that is too slow is given up", (t) => {
	const fixture = loadFixture("simple_convolution");
	const slow = new Bench({ jobMicroseconds: 4_900_000 });
	slow.serve(fixture);
	slow.driver.program(fixture.container);
	slow.driver.setBatchSize(1);
	t.deepEqual([...slow.driver.run(fixture.inputs[0] as Uint8Array).values], expectedValues(fixture)[0]);
	const dead = new Bench({ jobMicroseconds: 6_000_000 });
	dead.driver.program(fixture.container);
	dead.driver.setBatchSize(1);
	refuses(t, "output-timeout", () => dead.driver.run(fixture.inputs[0] as Uint8Array));
	dead.clock.run(dead.clock.now() + 10_000);
	t.is(dead.nsoc.counters.jobs, 0, "the reset called the job off");
});

test("a container in flash runs from there; the input may lie there too", (t) => {
	const fixture = loadFixture("simple_separable_convolution");
	const { container, program } = fixture;
	const flash = new Uint8Array(1 << 16).fill(0xff);
	const [programAt, inputAt] = [0x1000, 0x8004];
	flash.set(container, programAt);
	flash.set(fixture.inputs[1] as Uint8Array, inputAt);
	const bench = new Bench({ flash });
	bench.serve(fixture);
	const infoBytes = container.length - program.data.length;
	bench.driver.programExternal(container.slice(0, infoBytes), Memory.FLASH_XIP + programAt + infoBytes);
	bench.driver.setBatchSize(1, false);
	t.true(bench.driver.enqueueAddress(Memory.FLASH_XIP + inputAt));
	bench.clock.run(bench.clock.now() + 1);
	t.deepEqual([...(bench.driver.fetch()?.values ?? [])], expectedValues(fixture)[0]);
	t.deepEqual(bench.jobs[0]?.input, fixture.inputs[1]);
	bench.expectClean(t);
});

const programs = shared("fixtures", "akd1500");
if (programs) {
	test("a program larger than the chip's memory runs from flash", (t) => {
		const fixture = loadFixture("simple_fully_connected", programs);
		const { container, program } = fixture;
		const flash = new Uint8Array(1 << 22).fill(0xff);
		flash.set(container, 0x1000);
		const bench = new Bench({ flash });
		bench.serve(fixture);
		refuses(t, "out-of-memory", () => bench.driver.program(container));
		const infoBytes = container.length - program.data.length;
		bench.driver.programExternal(container.slice(0, infoBytes), Memory.FLASH_XIP + 0x1000 + infoBytes);
		bench.driver.setBatchSize(2);
		const { seen, expected } = forward(bench, fixture, 4);
		t.deepEqual(seen, expected);
		bench.expectClean(t);
	});
}
