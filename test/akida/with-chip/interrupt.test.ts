import test from "ava";
import type { SimClock } from "../../../host-sim/board/clock.js";
import type { Nsoc } from "../../../host-sim/nsoc/nsoc.js";
import type { Waiter } from "../../../src/akida/waiting.js";
import { loadFixture } from "../fixtures.js";
import { refuses } from "../refusals.js";
import { Bench, expectedValues } from "./bench.js";

const STEP_MS = 0.01;

/** A board with the interrupt line: its rising edge is latched, and the processor naps until then. */
class InterruptWaiter implements Waiter {
	edges = 0;
	readonly #clock: SimClock;
	#latched = false;

	constructor(clock: SimClock, nsoc: Nsoc) {
		this.#clock = clock;
		nsoc.onInterrupt = (level) => {
			if (!level) return;
			this.edges++;
			this.#latched = true;
		};
	}

	wait(ms: number): void {
		const until = this.#clock.now() + ms;
		while (!this.#latched && this.#clock.now() < until) this.#clock.spend(STEP_MS);
		this.#latched = false;
	}
}

/** Runs 20 samples of a fixture on a slow chip; what crossed the bus meanwhile. */
function forward(name: string, batch: number, makeWaiter?: (clock: SimClock, nsoc: Nsoc) => InterruptWaiter) {
	const fixture = loadFixture(name);
	let waiter: InterruptWaiter | undefined;
	const attach = makeWaiter && ((clock: SimClock, nsoc: Nsoc) => (waiter = makeWaiter(clock, nsoc)));
	const bench = new Bench({ jobMicroseconds: 7300, ...(attach && { waiter: attach }) });
	bench.serve(fixture);
	bench.driver.program(fixture.container);
	bench.driver.routeInterrupt();
	bench.driver.setBatchSize(batch);
	const frames = bench.link.counters.frames;
	const start = bench.clock.now();
	const samples = Array.from({ length: 20 }, (_, i) => fixture.inputs[i % 2] as Uint8Array);
	const seen: number[][] = [];
	bench.driver.forward(samples, ({ values }) => seen.push([...values]));
	const expected = samples.map((_, i) => expectedValues(fixture)[i % 2]);
	return { bench, waiter, seen, expected, frames: bench.link.counters.frames - frames, ms: bench.clock.now() - start };
}

const attach = (clock: SimClock, nsoc: Nsoc): InterruptWaiter => new InterruptWaiter(clock, nsoc);

for (const name of ["simple_convolution", "synthetic_sparse_io", "synthetic_multipass_learn"]) {
	for (const batch of [1, 4]) {
		test(`${name}: a board with the interrupt line gets the same outputs in fewer frames and no more time, batch ${batch}`, (t) => {
			const polling = forward(name, batch);
			const interrupt = forward(name, batch, attach);
			t.deepEqual(interrupt.seen, interrupt.expected as number[][]);
			t.deepEqual(polling.seen, polling.expected as number[][]);
			t.log(
				`${polling.frames} frames in ${polling.ms.toFixed(1)} ms polling, ${interrupt.frames} in ${interrupt.ms.toFixed(1)} ms with the line`,
			);
			t.true(interrupt.frames < polling.frames);
			t.true(interrupt.ms <= polling.ms);
			t.true((interrupt.waiter?.edges ?? 0) > 0);
			interrupt.bench.expectClean(t);
		});
	}
}

test("a line that never moves does not hold up the 5 seconds", (t) => {
	const fixture = loadFixture("simple_convolution");
	const bench = new Bench({ jobMicroseconds: 1e7, waiter: attach });
	bench.driver.program(fixture.container);
	bench.driver.setBatchSize(1);
	const start = bench.clock.now();
	refuses(t, "output-timeout", () => bench.driver.run(fixture.inputs[0] as Uint8Array));
	t.true(bench.clock.now() - start < 5100);
});
