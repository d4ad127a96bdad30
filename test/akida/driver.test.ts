import test from "ava";
import { Akd1500 } from "../../src/akida/driver.js";
import { Dma, Memory, Top } from "../../src/akida/registers.js";
import { buildContainer, type Recipe } from "./build-program.js";
import { loadFixture } from "./fixtures.js";
import { type Event, Recorder } from "./recorder.js";
import { refuses } from "./refusals.js";
import { StandIn, type StandInOptions } from "./stand-in.js";

const HRC = Memory.TOP + Top.HRC_DMA;
const INPUT = new Uint8Array(32).fill(5);

interface Bench {
	readonly chip: StandIn;
	readonly driver: Akd1500;
	readonly recorder: Recorder;
}

/** Ten potentials that count up from `first`. */
const potentials = (first: number) => new Uint8Array(Int32Array.from({ length: 10 }, (_, i) => first + i).buffer);

function openBench(options: StandInOptions = { outputs: [potentials(100), potentials(200), potentials(300)] }): Bench {
	const chip = new StandIn(options);
	const recorder = new Recorder();
	return { chip, recorder, driver: new Akd1500(recorder.link(chip), recorder.clock) };
}

function openProgrammed(batch = 1, recipe: Partial<Recipe> = {}): Bench {
	const bench = openBench();
	bench.driver.program(buildContainer(recipe));
	bench.driver.setBatchSize(batch);
	return bench;
}

const accesses = ({ recorder }: Bench) =>
	recorder.events.filter((event): event is Extract<Event, { kind: "access" }> => event.kind === "access");
const descriptorsOf = (bench: Bench) =>
	accesses(bench)
		.filter(({ op, bytes }) => op === "W" && bytes.length === 64)
		.map(({ bytes }) => new Uint32Array(bytes.buffer));

test("the chip is identified by one read", (t) => {
	const bench = openBench();
	t.is(bench.recorder.events.length, 1);
	t.is(bench.driver.version, 0xbca10309);
	t.deepEqual(
		[bench.driver.programInfo, bench.driver.batchSize, bench.driver.jobsOutstanding, bench.driver.learning],
		[undefined, 0, 0, false],
	);
});

for (const version of [0, 0xbca10306, 0xbca20100, 0xffffffff]) {
	test(`a chip that answers ${version.toString(16)} is unknown`, (t) => {
		refuses(t, "unknown-device", () => openBench({ version }), { actual: version });
	});
}

test("programs that the chip cannot take are refused before it is touched", (t) => {
	const bench = openProgrammed();
	const before = bench.recorder.events.length;
	const refused = (code: Parameters<typeof refuses>[1], recipe: Partial<Recipe>) =>
		refuses(t, code, () => bench.driver.program(buildContainer(recipe)));
	refused("not-a-program", { version: undefined });
	refused("engine-version", { version: "2.19.4" });
	refused("engine-version", { version: "2.19.3 " });
	refused("device-version", { device: [0xbc, 0xa1, 3, 6] });
	refused("device-version", { device: [0xbc, 0, 0, 2] });
	refused("unsupported", { skips: 1 });
	refused("unsupported", { anomaly: true });
	refused("unsupported", { inputBits: 9 });
	refused("field-overflow", { inputDims: [65536, 1, 1] });
	refused("field-overflow", { inputType: 2, inputDims: [1, 4097, 1] });
	refused("field-overflow", { dataWords: 70000, passes: [[{ tracks: [[4, 65536]] }]] });
	refused("field-overflow", {
		dataWords: 70000,
		learning: { registers: [4, 65536], memory: { tracks: [[4, 3]] }, np: 0 },
	});
	refused("field-overflow", {
		dataWords: 70000,
		learning: { registers: [4, 3], inference: [4, 65536], memory: { tracks: [[4, 3]] }, np: 0 },
	});
	refused("field-overflow", { dataWords: 70000, learning: { registers: [4, 3], memory: { tracks: [[4, 65536]] }, np: 0 } });
	refused("out-of-memory", { outputDims: [512, 512, 1] });
	refused("out-of-memory", { inputType: 2, inputDims: [512, 256, 1] });
	t.is(bench.recorder.events.length, before);
	t.is(bench.driver.run(INPUT).values[0], 100);
});

test("refused versions say which were expected", (t) => {
	const { driver } = openBench();
	refuses(t, "engine-version", () => driver.program(buildContainer({ version: "2.7.1" })), { expected: "2.19.3", actual: "2.7.1" });
	const facts = { expected: 0xbca10309, actual: 0xbc000002 };
	refuses(t, "device-version", () => driver.program(buildContainer({ device: [0xbc, 0, 0, 2] })), facts);
});

test("external data must lie at whole words, and not at 0", (t) => {
	const bench = openBench();
	const container = buildContainer();
	const info = container.slice(0, container.length - 68);
	for (const address of [0, 2, -4, 2 ** 32, Number.NaN]) refuses(t, "bad-address", () => bench.driver.programExternal(info, address));
	refuses(t, "not-a-program", () => bench.driver.programExternal(info, 2 ** 32 - 12));
	refuses(t, "not-a-program", () => bench.driver.programExternal(container, Memory.FLASH_XIP));
	t.is(bench.recorder.events.length, 1);
});

test("nothing works before programming, and all of it says so", (t) => {
	const bench = openBench();
	const { driver } = bench;
	const calls = [
		() => driver.requireProgram(),
		() => driver.setBatchSize(1),
		() => driver.enqueue(INPUT),
		() => driver.enqueueEvents(INPUT),
		() => driver.enqueueAddress(Memory.FLASH_XIP),
		() => driver.run(INPUT),
		() => driver.toggleLearn(true),
		() => driver.readLearned(),
		() => driver.writeLearned(new Uint32Array(3)),
	];
	for (const call of calls) refuses(t, "not-programmed", call);
	t.is(driver.fetch(), undefined);
	t.is(bench.recorder.events.length, 1);
});

test("programming twice resets the chip and starts afresh at the same addresses", (t) => {
	const bench = openBench();
	const program = () => {
		const from = bench.recorder.events.length;
		bench.driver.program(buildContainer());
		return bench.recorder.events.slice(from).filter((event) => event.kind === "sleep" || (event.kind === "access" && event.op === "W"));
	};
	const first = program();
	bench.driver.setBatchSize(4);
	bench.driver.enqueue(INPUT);
	t.deepEqual(program(), first);
	t.deepEqual([bench.driver.batchSize, bench.driver.jobsOutstanding], [0, 0]);
	refuses(t, "no-batch", () => bench.driver.enqueue(INPUT));
});

test("unprogramming forgets the program; without one it only resets the chip", (t) => {
	const bench = openBench();
	bench.driver.unprogram();
	t.is(accesses(bench).length, 1 + 2 * 3 + 4);
	bench.driver.program(buildContainer());
	t.is(bench.driver.requireProgram().version, "2.19.3");
	bench.driver.unprogram();
	refuses(t, "not-programmed", () => bench.driver.requireProgram());
});

test("a chip that takes no track is given 5 seconds, and a later program all the same", (t) => {
	const bench = openBench();
	bench.chip.configWorks = false;
	refuses(t, "config-timeout", () => bench.driver.program(buildContainer()));
	const waited = bench.recorder.events.filter((event) => event.kind === "sleep").reduce((sum, event) => sum + event.ms, 0);
	t.true(waited >= 5000 && waited < 5100);
	t.is(bench.driver.programInfo, undefined);
	bench.chip.configWorks = true;
	bench.driver.program(buildContainer());
	t.is(bench.driver.setBatchSize(1), 1);
});

test("a program that does not fit leaves none behind", (t) => {
	const { driver } = openProgrammed();
	const huge = buildContainer({ dataWords: 300000, passes: [[{ tracks: [[4, 3]], fnp2: [4, 300000, 1] }]] });
	refuses(t, "out-of-memory", () => driver.program(huge), { requested: 1200000, used: 64, available: 0xfff00 - 64 });
	t.is(driver.programInfo, undefined);
	t.notThrows(() => driver.program(buildContainer()));
});

test("FNP2 weights stay in memory, and the NP is told where", (t) => {
	const { chip } = openProgrammed(1, { passes: [[{ tracks: [[4, 3]], fnp2: [8, 10, 3] }]] });
	t.is(chip.register(Memory.TOP + Top.FNP2_MEMORY + 12), Memory.SCRATCH + 64);
	t.is(chip.register(HRC + Dma.CONT_ADDR), Memory.SCRATCH + 64 + 40);
});

test("the batch has 1 to 16 slots", (t) => {
	const { driver } = openProgrammed();
	t.is(driver.setBatchSize(16), 16);
	t.is(driver.setBatchSize(17), 16);
	t.is(driver.setBatchSize(1), 1);
	for (const size of [0, -1, 1.5, Number.NaN]) refuses(t, "bad-batch", () => driver.setBatchSize(size));
	t.is(driver.batchSize, 1);
});

test("asking for the present batch size changes nothing on the chip", (t) => {
	const bench = openProgrammed(2);
	const before = bench.recorder.events.length;
	bench.driver.setBatchSize(2);
	t.is(bench.recorder.events.length, before);
});

test("the batch cannot change under outstanding jobs", (t) => {
	const { driver } = openProgrammed(2);
	driver.enqueue(INPUT);
	refuses(t, "jobs-outstanding", () => driver.setBatchSize(3), { used: 1 });
	refuses(t, "jobs-outstanding", () => driver.setBatchSize(2));
	driver.fetch();
	t.is(driver.setBatchSize(3), 3);
});

test("a batch that does not fit leaves no batch, and a smaller one still fits", (t) => {
	const { driver } = openProgrammed(2, { inputDims: [300, 300, 1] });
	refuses(t, "out-of-memory", () => driver.setBatchSize(16), { requested: 90000 * 16 });
	t.is(driver.batchSize, 0);
	refuses(t, "no-batch", () => driver.enqueue(new Uint8Array(90000)));
	t.is(driver.setBatchSize(2), 2);
	t.true(driver.enqueue(new Uint8Array(90000)));
});

test("slots are taken from the second on, and outputs come back in that order", (t) => {
	const bench = openProgrammed(3);
	for (let i = 0; i < 3; i++) t.true(bench.driver.enqueue(INPUT));
	t.is(bench.driver.jobsOutstanding, 3);
	t.false(bench.driver.enqueue(INPUT));
	const slots = descriptorsOf(bench).map((words) => [(words[1] as number) % 1000, (words[7] as number) % 1000]);
	const [inputs, outputs] = [slots.map(([input]) => input), slots.map(([, output]) => output)];
	const first = Memory.SCRATCH + 64 + 3 * 64;
	t.deepEqual(
		outputs,
		[first + 72, first + 144, first].map((address) => address % 1000),
	);
	t.deepEqual(
		inputs,
		[first + 216 + 32, first + 216 + 64, first + 216].map((address) => address % 1000),
	);
	t.is(bench.driver.fetch()?.values[0], 100);
	t.true(bench.driver.enqueue(INPUT));
	t.deepEqual(
		[1, 2, 3].map(() => bench.driver.fetch()?.values[0]),
		[200, 300, 100],
	);
	t.is(bench.driver.fetch(), undefined);
});

test("job ids wrap at 16 bits", (t) => {
	const bench = openBench();
	bench.driver.program(buildContainer());
	bench.chip.write(HRC + Dma.CTRL, Uint8Array.of(0, 2, 0, 0));
	const last = 0xfffe;
	const link = bench.chip;
	const write = link.write.bind(link);
	link.write = (address, bytes) => {
		write(address, bytes);
		if (address === HRC + Dma.CTRL && bytes[1] === 2) link.setLastJob(HRC, last);
	};
	bench.driver.setBatchSize(2);
	const ids = Array.from({ length: 4 }, () => bench.driver.run(INPUT).jobId);
	t.deepEqual(ids, [0xffff, 0, 1, 2]);
	t.deepEqual(
		descriptorsOf(bench).map((words) => (words[0] as number) >>> 16),
		ids,
	);
});

test("fetching gives nothing while nothing is outstanding or finished, and asks the chip only if something is", (t) => {
	const bench = openProgrammed();
	const before = bench.recorder.events.length;
	t.is(bench.driver.fetch(), undefined);
	t.is(bench.recorder.events.length, before);
	bench.chip.jobsWork = false;
	bench.driver.enqueue(INPUT);
	t.is(bench.driver.fetch(), undefined);
	t.is(bench.driver.jobsOutstanding, 1);
});

test("outputs are the driver's own memory: the next fetch overwrites them", (t) => {
	const { driver } = openProgrammed();
	const first = driver.run(INPUT);
	t.is(first.values[9], 109);
	const second = driver.run(INPUT);
	t.is(first, second);
	t.is(first.values[9], 209);
	t.deepEqual(first.dims, { x: 1, y: 1, c: 10 });
});

test("inputs of another size, kind or state are refused without a trace", (t) => {
	const bench = openProgrammed();
	const before = bench.recorder.events.length;
	const { driver } = bench;
	refuses(t, "input-size", () => driver.enqueue(new Uint8Array(31)), { expected: 32, actual: 31 });
	refuses(t, "input-size", () => driver.run(new Uint8Array(33)));
	refuses(t, "wrong-tensor", () => driver.enqueueEvents(new Uint8Array(8)));
	refuses(t, "learning-off", () => driver.enqueue(INPUT, 0));
	refuses(t, "learning-off", () => driver.run(INPUT, 1022));
	refuses(t, "learning-off", () => driver.enqueueAddress(Memory.FLASH_XIP, 0));
	t.is(bench.recorder.events.length, before);
	t.is(driver.jobsOutstanding, 0);
});

test("a sparse program takes events, and a run turns a dense tensor into them", (t) => {
	const { program, container, inputs, outputs } = loadFixture("synthetic_sparse_io");
	const bench = openBench({ outputs: [Uint8Array.of(1, 0, 2, 0, 2, 0xb0, 0xff, 0xff)] });
	const { driver } = bench;
	driver.program(container);
	driver.setBatchSize(1);
	refuses(t, "wrong-tensor", () => driver.enqueue(inputs[0] as Uint8Array));
	refuses(t, "wrong-tensor", () => driver.enqueueAddress(Memory.FLASH_XIP));
	for (const length of [0, 7, 12, 32 * 8 + 8]) refuses(t, "input-size", () => driver.enqueueEvents(new Uint8Array(length)));
	const expected = new Array<number>((outputs[0] as Uint8Array).length / 4).fill(0);
	expected[(1 * program.outputDims.y + 2) * program.outputDims.c + 2] = -5;
	t.deepEqual([...driver.run(inputs[0] as Uint8Array).values], expected);
});

test("input memory can be left out for inputs that lie elsewhere", (t) => {
	const bench = openBench();
	bench.driver.program(buildContainer());
	refuses(t, "no-batch", () => bench.driver.enqueueAddress(Memory.FLASH_XIP));
	bench.driver.setBatchSize(1, false);
	refuses(t, "no-input-memory", () => bench.driver.enqueue(INPUT));
	for (const address of [0, -1, 0.5, 2 ** 32 - 31]) refuses(t, "bad-address", () => bench.driver.enqueueAddress(address));
	t.true(bench.driver.enqueueAddress(Memory.FLASH_XIP + 5));
	t.false(bench.driver.enqueueAddress(Memory.FLASH_XIP + 5));
	t.is(descriptorsOf(bench)[0]?.[1], Memory.FLASH_XIP + 5);
	t.is(bench.driver.fetch()?.values[0], 100);
	bench.driver.setBatchSize(2);
	t.true(bench.driver.enqueue(INPUT));
	bench.driver.fetch();
	bench.driver.setBatchSize(1, false);
	refuses(t, "no-input-memory", () => bench.driver.enqueue(INPUT));
});

test("a run waits for its output", (t) => {
	const bench = openProgrammed();
	bench.chip.jobsWork = false;
	const delay = bench.recorder.clock.delay;
	let polls = 0;
	const driver = new Akd1500(bench.chip, {
		now: bench.recorder.clock.now,
		delay(ms) {
			delay(ms);
			if (++polls !== 50) return;
			bench.chip.jobsWork = true;
			bench.chip.write(HRC + Dma.REPLAY_BUF_CTRL, new Uint8Array(4));
		},
	});
	driver.program(buildContainer());
	driver.setBatchSize(1);
	t.is(driver.run(INPUT).values[0], 100);
});

test("a run without an answer ends after 5 seconds with an unprogrammed chip", (t) => {
	const bench = openProgrammed();
	bench.chip.jobsWork = false;
	const start = bench.recorder.clock.now();
	refuses(t, "output-timeout", () => bench.driver.run(INPUT));
	const waited = bench.recorder.clock.now() - start;
	t.true(waited >= 5000 && waited < 5100);
	t.is(bench.driver.programInfo, undefined);
	t.is(bench.chip.register(HRC + Dma.CTRL), 0);
	bench.chip.jobsWork = true;
	bench.driver.program(buildContainer());
	bench.driver.setBatchSize(1);
	t.is(bench.driver.run(INPUT).jobId, 1);
});

test("a run needs an idle pipeline", (t) => {
	const { driver } = openProgrammed(2);
	driver.enqueue(INPUT);
	refuses(t, "jobs-outstanding", () => driver.run(INPUT));
	driver.fetch();
	t.is(driver.run(INPUT).values[0], 200);
});

test("clock counters: the larger of the two input controllers, and the config controller's", (t) => {
	const { chip, driver } = openProgrammed();
	driver.countClocks(true);
	t.is(chip.register(HRC + Dma.BUF_MON_CTRL) & 0x2000, 0x2000);
	chip.write(HRC + Dma.TIMER_VALUE, Uint8Array.of(7, 1, 0, 0));
	chip.write(Memory.TOP + Top.EVENT_DMA + Dma.TIMER_VALUE, Uint8Array.of(9, 0, 0, 0));
	chip.write(Memory.TOP + Top.CONFIG_DMA + Dma.TIMER_VALUE, Uint8Array.of(0, 0, 0, 0x80));
	t.is(driver.readClocks(), 263);
	t.is(driver.readConfigClocks(), 0x80000000);
	driver.program(buildContainer());
	t.is(chip.register(HRC + Dma.BUF_MON_CTRL) & 0x2000, 0x2000);
	driver.countClocks(false);
	t.is(chip.register(HRC + Dma.BUF_MON_CTRL) & 0x2000, 0);
});

test("NP registers can be read with and without a program, and programming is not disturbed", (t) => {
	const { container } = loadFixture("synthetic_learn_fnp3");
	const bench = openBench();
	const np = { column: 1, row: 2, id: 0 };
	t.deepEqual(bench.driver.readNpRegisters(np, 50), new Uint32Array(50));
	bench.driver.program(container);
	const registers = bench.driver.readNpRegisters(np, 50);
	const { program } = loadFixture("synthetic_learn_fnp3");
	const { offset } = program.learning?.inferenceRegisters ?? { offset: 0 };
	t.deepEqual(registers, new Uint32Array(program.data.slice(offset + 8, offset + 208).buffer));
	refuses(t, "field-overflow", () => bench.driver.readNpRegisters(np, 16383));
	bench.driver.setBatchSize(1);
	t.is(bench.chip.register(HRC + Dma.CONT_ADDR), Memory.SCRATCH + 64);
	bench.driver.unprogram();
	t.deepEqual(bench.driver.readNpRegisters(np, 50), registers);
});
