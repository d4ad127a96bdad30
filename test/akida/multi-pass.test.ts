import test from "ava";
import { Akd1500 } from "../../src/akida/driver.js";
import { Dma, GeneralControl, getField, Memory, Top } from "../../src/akida/registers.js";
import { buildContainer, type Recipe } from "./build-program.js";
import { loadFixture } from "./fixtures.js";
import { type Event, Recorder } from "./recorder.js";
import { refuses } from "./refusals.js";
import { StandIn, type StandInOptions } from "./stand-in.js";

const FIXTURE = loadFixture("synthetic_multipass_learn");
const INPUT = FIXTURE.inputs[0] as Uint8Array;
const CONFIG = Memory.TOP + Top.CONFIG_DMA;
const HRC = Memory.TOP + Top.HRC_DMA;
const EVENT = Memory.TOP + Top.EVENT_DMA;
const EXTRA_ENABLED = 0x1000;

/** Two passes of one track each and a packet header to read in vain. */
const TWO_PASSES: Partial<Recipe> = {
	passes: [[{ tracks: [[4, 3]] }], [{ tracks: [[4, 3]] }]],
	maxDescriptors: 3,
	dummyHeader: [4, 2],
};
/** The same with weights of 10 words that an FNP2 learns. */
const FNP2: Partial<Recipe> = {
	...TWO_PASSES,
	learning: { registers: [4, 3], inference: [16, 3], memory: { tracks: [], fnp2: [24, 10, 2] }, np: 2 },
};

interface Bench {
	readonly chip: StandIn;
	readonly driver: Akd1500;
	readonly recorder: Recorder;
}

function openBench(options: StandInOptions = { outputs: FIXTURE.outputs }): Bench {
	const chip = new StandIn(options);
	const recorder = new Recorder();
	return { chip, recorder, driver: new Akd1500(recorder.link(chip), recorder.clock) };
}

function openProgrammed(container = FIXTURE.container): Bench {
	const bench = openBench();
	bench.driver.program(container);
	return bench;
}

const accesses = ({ recorder }: Bench) =>
	recorder.events.filter((event): event is Extract<Event, { kind: "access" }> => event.kind === "access");
const multiPassBits = (chip: StandIn): number => getField(chip.register(Memory.TOP + Top.GENERAL_CONTROL), GeneralControl.PR_MESH_RST_END);

function words(chip: StandIn, address: number, count: number): number[] {
	const bytes = new Uint8Array(4 * count);
	chip.read(address, bytes);
	return [...new Uint32Array(bytes.buffer)];
}

test("the batch holds one job, whatever is asked for", (t) => {
	const { driver } = openProgrammed();
	for (const size of [1, 2, 16, 1000]) t.is(driver.setBatchSize(size), 1);
	refuses(t, "bad-batch", () => driver.setBatchSize(0));
	t.true(driver.enqueue(INPUT));
	t.false(driver.enqueue(INPUT));
	refuses(t, "jobs-outstanding", () => driver.setBatchSize(1));
});

test("jobs never overlap, learning or not", (t) => {
	const { chip, driver } = openProgrammed();
	const selects = () => [EVENT, HRC].map((controller) => (chip.register(controller + Dma.BUF_MON_CTRL) >>> 8) & 3);
	driver.setBatchSize(1);
	t.deepEqual(selects(), [0, 0]);
	driver.toggleLearn(true);
	driver.toggleLearn(false);
	t.deepEqual(selects(), [0, 0]);
});

test("runs and their job ids follow one another", (t) => {
	const { driver } = openProgrammed();
	driver.setBatchSize(1);
	const runs = [0, 1, 2].map(() => {
		const { jobId, values } = driver.run(INPUT);
		return { jobId, first: values[0] };
	});
	const first = FIXTURE.outputs.map((bytes) => new Int32Array(bytes.buffer)[0]);
	t.deepEqual(runs, [
		{ jobId: 1, first: first[0] },
		{ jobId: 2, first: first[1] },
		{ jobId: 3, first: first[0] },
	]);
});

test("a label goes to its register, and is taken back from there when a job has none", (t) => {
	const bench = openProgrammed();
	const { chip, driver } = bench;
	driver.toggleLearn(true);
	driver.setBatchSize(1);
	const labels = [undefined, 3, 3, undefined, undefined, 1022];
	for (const label of labels) {
		driver.enqueue(INPUT, label);
		t.truthy(driver.fetch());
	}
	t.deepEqual(chip.learnClasses, [0, 4, 4, 0, 0, 1023]);
	const written = accesses(bench).filter(({ op, address }) => op === "W" && address === HRC + Dma.REPLAY_DESC_WORD5);
	t.is(written.length, 4);
});

test("a new batch forgets the label of the last one", (t) => {
	const bench = openProgrammed();
	const { driver } = bench;
	driver.toggleLearn(true);
	driver.setBatchSize(1);
	driver.enqueue(INPUT, 5);
	driver.fetch();
	driver.program(FIXTURE.container);
	driver.setBatchSize(1);
	const before = bench.recorder.events.length;
	driver.enqueue(INPUT);
	t.false(bench.recorder.events.slice(before).some((event) => event.kind === "access" && event.address === HRC + Dma.REPLAY_DESC_WORD5));
});

test("learning keeps the weights by the extra descriptor, which inference leaves out", (t) => {
	const { chip, driver } = openProgrammed();
	t.is(chip.register(CONFIG + Dma.EXTRA_DESC_CTRL), 8);
	driver.toggleLearn(true);
	t.is(chip.register(CONFIG + Dma.EXTRA_DESC_CTRL), 8 | EXTRA_ENABLED);
	driver.toggleLearn(false);
	t.is(chip.register(CONFIG + Dma.EXTRA_DESC_CTRL), 8);
});

test("learned words are those of the track in memory, and arrive with the next job", (t) => {
	const { driver } = openProgrammed();
	const { data, learning } = FIXTURE.program;
	const { offset, words: count } = learning?.ram.tracks[0] ?? { offset: 0, words: 0 };
	const stored = new Uint32Array(data.slice(offset, offset + 4 * count).buffer);
	refuses(t, "learning-off", () => driver.readLearned());
	driver.toggleLearn(true);
	t.deepEqual(driver.readLearned(), stored);
	const changed = stored.map((word, i) => (i < 2 ? word : ~word));
	driver.writeLearned(changed);
	t.deepEqual(driver.readLearned(), changed);
	driver.setBatchSize(1);
	driver.run(INPUT, 0);
	t.deepEqual(driver.readLearned(), changed, "the extra descriptor reads back what the last pass had played");
	driver.toggleLearn(false);
	driver.writeLearned(stored);
	t.is(driver.run(INPUT).values.length, 10);
});

test("learned words of another layer or length are refused", (t) => {
	const { driver } = openProgrammed();
	driver.toggleLearn(true);
	const memory = driver.readLearned();
	for (const at of [0, 1]) refuses(t, "wrong-header", () => driver.writeLearned(memory.map((word, i) => (i === at ? word ^ 1 : word))));
	refuses(t, "input-size", () => driver.writeLearned(memory.subarray(1)));
	t.deepEqual(driver.readLearned(), memory);
});

test("an FNP2 learns in its memory, without an extra descriptor", (t) => {
	const bench = openProgrammed(buildContainer(FNP2));
	const { chip, driver } = bench;
	const weights = chip.register(Memory.TOP + Top.FNP2_MEMORY + 8);
	t.true(weights > Memory.SCRATCH);
	t.is(chip.register(CONFIG + Dma.EXTRA_DESC_CTRL), 2 * 3 - 1);
	t.deepEqual(words(chip, chip.register(CONFIG + Dma.CONT_ADDR) + 6 * 32, 8), new Array<number>(8).fill(0));
	driver.toggleLearn(true);
	t.is(chip.register(CONFIG + Dma.EXTRA_DESC_CTRL), 2 * 3 - 1);
	const memory = Uint32Array.from({ length: 10 }, (_, i) => 1000 + i);
	driver.writeLearned(memory);
	t.deepEqual(driver.readLearned(), memory);
	t.deepEqual(words(chip, weights, 10), [...memory]);
	driver.setBatchSize(1);
	t.truthy(driver.run(new Uint8Array(32), 3));
});

test("learning swaps the registers of the last pass in the ring", (t) => {
	const { chip, driver } = openProgrammed(buildContainer(FNP2));
	const ring = chip.register(CONFIG + Dma.CONT_ADDR);
	const descriptors = () => Array.from({ length: 6 }, (_, i) => words(chip, ring + 32 * i, 4));
	const off = descriptors();
	const kinds = off.map(([direction]) => (direction as number) >>> 28);
	t.deepEqual(kinds, [1, 0, 0, 1, 1, 0]);
	driver.toggleLearn(true);
	const on = descriptors();
	t.deepEqual(
		on.map((descriptor, i) => descriptor.join() !== off[i]?.join()),
		[false, false, false, false, true, false],
	);
	t.is((on[4]?.[1] as number) - (off[4]?.[1] as number), 12, "the learning registers lie behind the inference registers");
	driver.toggleLearn(false);
	t.deepEqual(descriptors(), off);
});

test("memory: ring and extra descriptor, dummy output, a descriptor, a word, then the tracks", (t) => {
	const { chip } = openProgrammed(buildContainer({ ...TWO_PASSES, inputType: 2 }));
	const ring = Memory.SCRATCH;
	t.deepEqual(words(chip, ring, 4), [0x10000001, ring + 6 * 32 + 4 + 32 + 4 + 8, 3, 0]);
	t.deepEqual(words(chip, ring + 32, 4), [1, ring + 6 * 32 + 4 + 32 + 4, 2, ring + 6 * 32]);
});

test("sparse inputs go round too", (t) => {
	const bench = openBench({ outputs: [new Uint8Array(40).fill(1)] });
	const { chip, driver } = bench;
	driver.program(buildContainer({ ...TWO_PASSES, inputType: 2 }));
	driver.setBatchSize(1);
	t.is(driver.run(new Uint8Array(32)).values[9], 0x01010101);
	t.is(chip.register(EVENT + Dma.REPLAY_BUF_CTRL), 0x00010031);
	t.is(chip.register(HRC + Dma.REPLAY_BUF_CTRL), 0);
});

test("unprogramming lets the mesh be configured once again", (t) => {
	const { chip, driver } = openProgrammed();
	t.is(multiPassBits(chip), 1);
	driver.unprogram();
	t.is(multiPassBits(chip), 0);
	driver.program(FIXTURE.container);
	driver.program(buildContainer());
	t.is(multiPassBits(chip), 0);
	t.is(driver.setBatchSize(16), 16);
});

test("a chip that does not configure its first pass is given 5 seconds, and a later program all the same", (t) => {
	const bench = openBench();
	bench.chip.configWorks = false;
	const start = bench.recorder.clock.now();
	refuses(t, "config-timeout", () => bench.driver.program(FIXTURE.container));
	const waited = bench.recorder.clock.now() - start;
	t.true(waited >= 5000 && waited < 5100);
	t.is(bench.driver.programInfo, undefined);
	t.is(multiPassBits(bench.chip), 1);
	bench.driver.unprogram();
	t.is(multiPassBits(bench.chip), 0, "what was half begun is undone");
	bench.chip.configWorks = true;
	bench.driver.program(FIXTURE.container);
	bench.driver.setBatchSize(1);
	t.is(bench.driver.run(INPUT).jobId, 1);
});

test("a run without an answer ends after 5 seconds with an unprogrammed chip", (t) => {
	const { chip, driver } = openProgrammed();
	driver.setBatchSize(1);
	chip.jobsWork = false;
	refuses(t, "output-timeout", () => driver.run(INPUT));
	t.is(driver.programInfo, undefined);
	t.is(multiPassBits(chip), 0);
});

test("registers cannot be read out of a mesh that the ring keeps configuring", (t) => {
	const { driver } = openProgrammed();
	const np = { column: 1, row: 2, id: 0 };
	refuses(t, "unsupported", () => driver.readNpRegisters(np, 50));
	driver.unprogram();
	t.is(driver.readNpRegisters(np, 50).length, 50);
});

test("programs whose passes do not fit are refused before the chip is touched", (t) => {
	const bench = openProgrammed();
	const before = bench.recorder.events.length;
	const refused = (code: Parameters<typeof refuses>[1], changes: Partial<Recipe>, facts = {}) =>
		refuses(t, code, () => bench.driver.program(buildContainer({ ...TWO_PASSES, ...changes })), facts);
	refused("not-a-program", { dummyHeader: undefined });
	refused("not-a-program", { dummyHeader: [4, 3] });
	refused("not-a-program", { maxDescriptors: 0 });
	const pass = [{ tracks: [[4, 3], [4, 3], [4, 3], [4, 3]] as const }]; // prettier-ignore
	refused("descriptor-overflow", { passes: [pass, pass] }, { requested: 4, available: 3 });
	const learning = { registers: [4, 3] as const, memory: { tracks: [[4, 3]] as const }, np: 0 };
	refused("descriptor-overflow", { learning, maxDescriptors: 2 }, { requested: 3, available: 2 });
	refused("descriptor-overflow", { maxDescriptors: 128 }, { requested: 256, available: 254 });
	refused("descriptor-overflow", { learning, maxDescriptors: 127 }, { requested: 255, available: 254 });
	refused("unsupported", { skips: 1 });
	refused("field-overflow", { dataWords: 70000, passes: [[{ tracks: [[4, 3]] }], [{ tracks: [[4, 65536]] }]] });
	t.is(bench.recorder.events.length, before);
	t.is(bench.driver.setBatchSize(2), 1);
});

test("254 descriptors are not too many", (t) => {
	const { chip, driver } = openBench();
	driver.program(buildContainer({ ...TWO_PASSES, maxDescriptors: 127 }));
	t.is(chip.register(CONFIG + Dma.CONT_SIZE), 0x00fd0001);
	driver.setBatchSize(1);
	t.truthy(driver.run(new Uint8Array(32)));
});

test("a program that does not fit leaves none behind", (t) => {
	const { driver } = openProgrammed();
	const tracks = Array.from({ length: 5 }, () => [4, 60000] as const);
	refuses(t, "out-of-memory", () =>
		driver.program(buildContainer({ ...TWO_PASSES, dataWords: 60010, maxDescriptors: 5, passes: [[{ tracks }], [{ tracks: [[4, 3]] }]] })),
	);
	t.is(driver.programInfo, undefined);
	t.notThrows(() => driver.program(FIXTURE.container));
});

/** A program with its data in flash. */
function openFlashBench(container: Uint8Array, dataBytes: number): Bench {
	const bench = openBench({ outputs: FIXTURE.outputs, flash: container.slice(container.length - dataBytes) });
	bench.driver.programExternal(container.slice(0, container.length - dataBytes), Memory.FLASH_XIP);
	return bench;
}

for (const [name, container, dataBytes, memory] of [
	["FNP3", FIXTURE.container, FIXTURE.program.data.length, 66],
	["FNP2", buildContainer(FNP2), 68, 10],
] as const) {
	test(`${name} in flash runs, but cannot learn: the chip could not keep it`, (t) => {
		const { driver } = openFlashBench(container, dataBytes);
		driver.setBatchSize(1);
		t.is(driver.run(INPUT).values.length, 10);
		refuses(t, "unsupported", () => driver.toggleLearn(true));
		t.false(driver.learning);
		refuses(t, "unsupported", () => driver.writeLearned(new Uint32Array(memory)));
		refuses(t, "learning-off", () => driver.readLearned());
		t.notThrows(() => driver.toggleLearn(false));
		t.is(driver.run(INPUT).values.length, 10);
	});
}

test("a program in flash needs no more memory than its ring", (t) => {
	const { chip } = openFlashBench(FIXTURE.container, FIXTURE.program.data.length);
	t.deepEqual(words(chip, Memory.SCRATCH, 3), [0x10000001, Memory.FLASH_XIP + 16, 9]);
	t.deepEqual(words(chip, Memory.SCRATCH + 2 * 32, 4), [1, Memory.FLASH_XIP + 8, 2, Memory.SCRATCH + 9 * 32]);
});
