import test from "ava";
import { Akd1500 } from "../../src/akida/driver.js";
import type { ModelInput } from "../../src/akida/inputs.js";
import { Dma, Memory, Top } from "../../src/akida/registers.js";
import type { Waiter } from "../../src/akida/waiting.js";
import { buildContainer, type Recipe } from "./build-program.js";
import { loadFixture } from "./fixtures.js";
import { Recorder } from "./recorder.js";
import { refuses } from "./refusals.js";
import { StandIn } from "./stand-in.js";

const HRC = Memory.TOP + Top.HRC_DMA;
const LEARNING = loadFixture("synthetic_learn_fnp3");
const INPUT = new Uint8Array(32).fill(5);

/** Ten potentials that count up from `first`. */
const potentials = (first: number) => new Uint8Array(Int32Array.from({ length: 10 }, (_, i) => first + i).buffer);
const OUTPUTS = Array.from({ length: 40 }, (_, i) => potentials(100 * i));

function openBench(recipe: Partial<Recipe> | Uint8Array = {}, waiter?: (chip: StandIn, recorder: Recorder) => Waiter) {
	const chip = new StandIn({ outputs: OUTPUTS });
	const recorder = new Recorder();
	const driver = new Akd1500(recorder.link(chip), recorder.clock, waiter?.(chip, recorder));
	driver.program(recipe instanceof Uint8Array ? recipe : buildContainer(recipe));
	return { chip, driver, recorder };
}

/** Lets the jobs that wait finish. */
function finish(chip: StandIn): void {
	chip.jobsWork = true;
	chip.write(HRC + Dma.REPLAY_BUF_CTRL, new Uint8Array(4));
}

const inputs = (count: number): ModelInput[] => Array.from({ length: count }, () => INPUT);

for (const batch of [1, 2, 5, 16]) {
	test(`forward: every input gives one output, in order, with a batch of ${batch}`, (t) => {
		const { chip, driver } = openBench();
		driver.setBatchSize(batch);
		for (const count of [0, 1, 2, 33]) {
			const seen: [number, number][] = [];
			const before = chip.learnClasses.length;
			driver.forward(inputs(count), ({ values }, index) => seen.push([index, values[0] as number]));
			t.deepEqual(
				seen,
				Array.from({ length: count }, (_, i) => [i, 100 * ((before + i) % 40)]),
			);
			t.is(driver.jobsOutstanding, 0);
		}
	});
}

test("forward fills the batch before it fetches, and empties it before it goes on", (t) => {
	const { driver, recorder } = openBench();
	driver.setBatchSize(3);
	const from = recorder.events.length;
	driver.forward(inputs(5), () => recorder.note("out"));
	const steps = recorder.events.slice(from).flatMap((event) => {
		if (event.kind === "note") return ["out"];
		return event.kind === "access" && event.op === "W" && event.address === HRC + Dma.DESC_CONT ? ["in"] : [];
	});
	t.deepEqual(steps, ["in", "in", "in", "out", "out", "out", "in", "in", "out", "out"]);
});

test("forward takes what the model takes: real numbers, channels first, sparse", (t) => {
	const { chip, driver } = openBench({ inputDims: [1, 2, 2], inputScales: [1, 2], inputZeroPoints: [0, 1], channelsFirst: true });
	driver.setBatchSize(1);
	const seen: number[][] = [];
	const tensors: ModelInput[] = [
		Float32Array.of(1, 2, 3, 4),
		Uint8Array.of(1, 2, 3, 4),
		{ coordinates: [0, 1, 0], values: Uint8Array.of(9) },
	];
	driver.forward(tensors, () => {
		const descriptor = new Uint8Array(64);
		const slot = (chip.register(HRC + Dma.DESC_CONT) >>> 16) & 0xff;
		chip.read(chip.register(HRC + Dma.CONT_ADDR) + 64 * slot, descriptor);
		const input = new Uint8Array(4);
		chip.read(new DataView(descriptor.buffer).getUint32(4, true), input);
		seen.push([...input]);
	});
	t.deepEqual(seen, [[1, 7, 2, 9], [1, 3, 2, 4], [0, 0, 9, 0]]); // prettier-ignore
});

test("fit: one label for all, or one for each", (t) => {
	const { chip, driver } = openBench(LEARNING.container);
	driver.toggleLearn(true);
	driver.setBatchSize(1);
	driver.fit(inputs(3), 7);
	driver.fit(inputs(3), [0, 1022, 5]);
	let outputs = 0;
	driver.fit(inputs(2), 1, () => outputs++);
	t.deepEqual(chip.learnClasses, [8, 8, 8, 1, 1023, 6, 2, 2]);
	t.is(outputs, 2);
});

test("predict: potentials in the model's scale", (t) => {
	const { driver } = openBench({ outputShift: new Array<number>(10).fill(4), outputScales: new Array<number>(10).fill(0.5) });
	driver.setBatchSize(2);
	const seen: number[] = [];
	driver.predict(inputs(3), (values, index) => seen.push(index, values[0] as number, values[9] as number));
	t.deepEqual(seen, [0, -2, 2.5, 1, 48, 52.5, 2, 98, 102.5]);
});

test("what they refuse, they refuse before the first job", (t) => {
	const { driver, recorder } = openBench(LEARNING.container);
	const never = () => t.fail();
	refuses(t, "no-batch", () => driver.forward(inputs(1), never));
	driver.setBatchSize(1, false);
	refuses(t, "no-input-memory", () => driver.forward(inputs(1), never));
	driver.setBatchSize(2);
	const before = recorder.events.length;
	refuses(t, "learning-off", () => driver.fit(inputs(1), 0));
	refuses(t, "input-size", () => driver.forward([INPUT, new Uint8Array(31)], never), { expected: 32, actual: 31 });
	refuses(t, "unsupported", () => driver.forward([INPUT, new Float32Array(32)], never));
	refuses(t, "bad-event", () => driver.forward([INPUT, { coordinates: [9, 0, 0], values: Uint8Array.of(1) }], never));
	t.is(recorder.events.length, before);
	driver.toggleLearn(true);
	const learning = recorder.events.length;
	refuses(t, "learning-on", () => driver.forward(inputs(1), never));
	refuses(t, "learning-on", () => driver.predict(inputs(1), never));
	refuses(t, "label-count", () => driver.fit(inputs(2), [1], never), { expected: 2, actual: 1 });
	refuses(t, "label-count", () => driver.fit(inputs(2), [1, 2, 3], never));
	refuses(t, "field-overflow", () => driver.fit(inputs(2), [0, 1023], never));
	refuses(t, "field-overflow", () => driver.fit(inputs(2), -1, never));
	t.is(recorder.events.length, learning);
	driver.enqueue(INPUT, 0);
	refuses(t, "jobs-outstanding", () => driver.fit(inputs(1), 0, never), { used: 1 });
});

test("activations cannot be predicted, and nothing works without a program", (t) => {
	const { driver, recorder } = openBench({ activation: true, outputBits: 4 });
	driver.setBatchSize(1);
	const before = recorder.events.length;
	refuses(t, "not-potentials", () => driver.predict(inputs(1), () => t.fail()));
	t.is(recorder.events.length, before);
	driver.unprogram();
	const calls = [
		() => driver.forward([], () => {}),
		() => driver.fit([], 0),
		() => driver.predict([], () => {}),
		() => driver.enqueueModelInput(INPUT),
	];
	for (const call of calls) refuses(t, "not-programmed", call);
});

test("enqueueModelInput converts for dense and sparse programs, and looks at nothing when the batch is full", (t) => {
	const { driver } = openBench({ inputType: 2, inputScales: [1, 1], inputZeroPoints: [0, 0] });
	refuses(t, "learning-off", () => driver.enqueueModelInput(INPUT, 0));
	refuses(t, "no-batch", () => driver.enqueueModelInput(INPUT));
	driver.setBatchSize(1);
	refuses(t, "input-size", () => driver.enqueueModelInput(new Float32Array(31)));
	t.true(driver.enqueueModelInput(new Float32Array(32).fill(1.6)));
	t.false(driver.enqueueModelInput(new Float32Array(31)));
	t.is(driver.fetch()?.jobId, 1);
});

test("outputs may take their time, as long as the next one comes within 5 seconds", (t) => {
	const slow = (chip: StandIn, { clock }: Recorder): Waiter => ({
		wait() {
			clock.delay(4000);
			finish(chip);
			chip.jobsWork = false;
		},
	});
	const { chip, driver, recorder } = openBench({}, slow);
	driver.setBatchSize(1);
	chip.jobsWork = false;
	const start = recorder.clock.now();
	let outputs = 0;
	driver.forward(inputs(3), () => outputs++);
	t.is(outputs, 3);
	t.is(recorder.clock.now() - start, 12_000);
});

test("a stream that dries up ends 5 seconds after its last output, with an unprogrammed chip", (t) => {
	const { chip, driver, recorder } = openBench();
	driver.setBatchSize(2);
	let last = 0;
	let outputs = 0;
	const stop = () => {
		chip.jobsWork = ++outputs < 2;
		recorder.clock.delay(1000);
		last = recorder.clock.now();
	};
	refuses(t, "output-timeout", () => driver.forward(inputs(5), stop));
	t.is(outputs, 2);
	const waited = recorder.clock.now() - last;
	t.true(waited >= 5000 && waited < 5100);
	t.is(driver.programInfo, undefined);
});

test("a waiter is asked for as long as there is time, and the chip is looked at once before and once after", (t) => {
	const waits: number[] = [];
	const { chip, driver, recorder } = openBench({}, (chip) => ({
		wait(ms) {
			waits.push(ms);
			recorder.clock.delay(700);
			if (waits.length === 3) finish(chip);
		},
	}));
	driver.setBatchSize(1);
	driver.run(INPUT);
	t.deepEqual(waits, []);
	chip.jobsWork = false;
	const from = recorder.events.length;
	driver.run(INPUT);
	t.deepEqual(waits, [5000, 4300, 3600]);
	const looks = recorder.events.slice(from).filter((event) => event.kind === "access" && event.address === HRC + Dma.DESC_STATUS);
	t.is(looks.length, 4);
});

test("a waiter that never comes back with anything does not hold up the 5 seconds", (t) => {
	const { chip, driver, recorder } = openBench({}, (_, { clock }) => ({ wait: (ms) => clock.delay(ms) }));
	driver.setBatchSize(1);
	chip.jobsWork = false;
	const start = recorder.clock.now();
	refuses(t, "output-timeout", () => driver.run(INPUT));
	t.true(recorder.clock.now() - start < 5100);
});
