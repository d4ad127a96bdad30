import { readFileSync } from "node:fs";
import test from "ava";
import { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { SimClock } from "../../host-sim/board/clock.js";
import { Akd1500 } from "../../src/akida/driver.js";
import { AkidaError } from "../../src/akida/errors.js";
import { SleepPin } from "../../src/akida/sleep.js";
import { SpiLink } from "../../src/akida/spi-link.js";
import { readBundle } from "../../src/bundle/bundle.js";
import { project } from "../shared.js";

function bench() {
	const clock = new SimClock();
	const nsoc = new Nsoc();
	const levels: number[] = [];
	const output = {
		write(level: 0 | 1): void {
			levels.push(level);
			nsoc.sleeping = level === 1;
		},
	};
	const pin = new SleepPin(output, clock);
	const link = (): SpiLink =>
		new SpiLink({ transaction: (sent, received = new Uint8Array(0)) => nsoc.frame(sent, received), release: () => {} });
	return { clock, nsoc, levels, pin, link };
}

test("the chip sleeps until it is held awake, wakes once for nested holds, and is given time to settle", (t) => {
	const { clock, levels, pin } = bench();
	t.true(pin.asleep);
	pin.awake(() => {
		t.false(pin.asleep);
		pin.awake(() => t.false(pin.asleep));
		t.false(pin.asleep);
	});
	t.true(pin.asleep);
	t.deepEqual(levels, [1, 0, 1]);
	t.true(clock.now() >= 0.1);
	pin.release();
	pin.hold();
	t.false(pin.asleep, "a release too many does not count");
});

test("what goes wrong while it is awake passes through, and the chip sleeps again", (t) => {
	const { pin } = bench();
	t.throws(
		() =>
			pin.awake(() => {
				throw new Error("work failed");
			}),
		{ message: "work failed" },
	);
	t.true(pin.asleep);
});

test("asleep the chip is not found; between jobs it sleeps and keeps its model", (t) => {
	const { clock, pin, link } = bench();
	t.is(t.throws(() => new Akd1500(link(), clock), { instanceOf: AkidaError })?.code, "unknown-device");
	const bundle = readBundle(readFileSync(project("models", "default.akb")));
	const features = bundle.selfTests[0]?.features as Uint8Array;
	const driver = pin.awake(() => {
		const made = new Akd1500(link(), clock);
		made.program(bundle.program);
		made.setBatchSize(1);
		return made;
	});
	const first = pin.awake(() => [...driver.run(features).values]);
	t.true(pin.asleep);
	t.deepEqual(
		pin.awake(() => [...driver.run(features).values]),
		first,
	);
});
