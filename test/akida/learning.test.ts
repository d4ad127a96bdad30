import test from "ava";
import { Akd1500 } from "../../src/akida/driver.js";
import { Dma, Memory, Top } from "../../src/akida/registers.js";
import { buildContainer } from "./build-program.js";
import { loadFixture } from "./fixtures.js";
import { Recorder } from "./recorder.js";
import { refuses } from "./refusals.js";
import { StandIn } from "./stand-in.js";

const FNP3 = loadFixture("synthetic_learn_fnp3");
const FNP2 = loadFixture("synthetic_learn_fnp2");
const INPUT = FNP3.inputs[0] as Uint8Array;
const HRC = Memory.TOP + Top.HRC_DMA;
const EVENT = Memory.TOP + Top.EVENT_DMA;

function openBench(container: Uint8Array): { chip: StandIn; driver: Akd1500 } {
	const chip = new StandIn({ outputs: FNP3.outputs });
	const driver = new Akd1500(chip, new Recorder().clock);
	driver.program(container);
	return { chip, driver };
}

for (const { name, container, program } of [FNP2, FNP3]) {
	const { ram } = program.learning ?? { ram: { tracks: [], fnp2: undefined } };
	const span = ram.fnp2?.span ?? ram.tracks[0] ?? { offset: 0, words: 0 };
	const stored = new Uint32Array(program.data.slice(span.offset, span.offset + 4 * span.words).buffer);

	test(`${name}: a fresh program has learning off and the memory it came with`, (t) => {
		const { driver } = openBench(container);
		t.false(driver.learning);
		refuses(t, "learning-off", () => driver.readLearned());
		driver.toggleLearn(true);
		t.true(driver.learning);
		t.deepEqual(driver.readLearned(), stored);
	});

	test(`${name}: what is written is read back, learning on or off, and outlives the switch`, (t) => {
		const { driver } = openBench(container);
		const changed = stored.map((word, i) => (i < 2 ? word : word ^ 0xdeadbeef));
		driver.writeLearned(changed);
		driver.toggleLearn(true);
		t.deepEqual(driver.readLearned(), changed);
		driver.writeLearned(stored);
		driver.toggleLearn(false);
		driver.toggleLearn(true);
		t.deepEqual(driver.readLearned(), stored);
		t.not(driver.readLearned(), driver.readLearned());
	});

	test(`${name}: programming again brings back the first memory, with learning off`, (t) => {
		const { driver } = openBench(container);
		driver.toggleLearn(true);
		driver.writeLearned(stored.map((word, i) => (i < 2 ? word : 0)));
		driver.program(container);
		t.false(driver.learning);
		driver.toggleLearn(true);
		t.deepEqual(driver.readLearned(), stored);
	});

	test(`${name}: memory of another length is refused`, (t) => {
		const { driver } = openBench(container);
		const expected = stored.length;
		refuses(t, "input-size", () => driver.writeLearned(stored.subarray(1)), { expected, actual: expected - 1 });
	});
}

test("FNP3 memory of another layer is refused by either header word", (t) => {
	const { driver } = openBench(FNP3.container);
	driver.toggleLearn(true);
	const memory = driver.readLearned();
	t.deepEqual([memory[0], memory[1]], [0x01020106, 0x00400000]);
	for (const at of [0, 1]) {
		const foreign = memory.slice();
		foreign[at] = (foreign[at] as number) ^ 0x100;
		refuses(t, "wrong-header", () => driver.writeLearned(foreign));
	}
	t.deepEqual(driver.readLearned(), memory);
});

test("labels are for learning, runs without a label for the rest", (t) => {
	const { chip, driver } = openBench(FNP3.container);
	driver.toggleLearn(true);
	driver.setBatchSize(1);
	refuses(t, "learning-on", () => driver.run(INPUT));
	refuses(t, "field-overflow", () => driver.run(INPUT, 1023));
	refuses(t, "field-overflow", () => driver.enqueue(INPUT, -1));
	t.is(driver.jobsOutstanding, 0);
	t.is(driver.run(INPUT, 1022).values.length, 10);
	const descriptor = new Uint8Array(64);
	chip.read(chip.register(HRC + Dma.CONT_ADDR), descriptor);
	t.is(new Uint32Array(descriptor.buffer)[8], 1023 * 0x10000);
	t.true(driver.enqueue(INPUT));
	driver.fetch();
	driver.toggleLearn(false);
	t.is(driver.run(INPUT).values.length, 10);
	refuses(t, "learning-off", () => driver.run(INPUT, 0));
});

test("jobs overlap only while learning is off", (t) => {
	const { chip, driver } = openBench(FNP3.container);
	const selects = () => [EVENT, HRC].map((controller) => (chip.register(controller + Dma.BUF_MON_CTRL) >>> 8) & 3);
	driver.setBatchSize(1);
	t.deepEqual(selects(), [1, 1]);
	driver.toggleLearn(true);
	t.deepEqual(selects(), [0, 0]);
	driver.setBatchSize(2);
	t.deepEqual(selects(), [0, 0]);
	driver.toggleLearn(false);
	t.deepEqual(selects(), [1, 1]);
});

test("learning memory is left alone while jobs are outstanding", (t) => {
	const { driver } = openBench(FNP3.container);
	driver.toggleLearn(true);
	driver.setBatchSize(1);
	const memory = driver.readLearned();
	driver.enqueue(INPUT, 0);
	for (const call of [() => driver.toggleLearn(false), () => driver.readLearned(), () => driver.writeLearned(memory)]) {
		refuses(t, "jobs-outstanding", call);
	}
	driver.fetch();
	t.deepEqual(driver.readLearned(), memory);
});

test("a program without a learning layer cannot learn", (t) => {
	const { driver } = openBench(buildContainer());
	for (const call of [() => driver.toggleLearn(true), () => driver.readLearned(), () => driver.writeLearned(new Uint32Array(2))]) {
		refuses(t, "no-learning-layer", call);
	}
	t.false(driver.learning);
});

test("after a switch that the chip did not take there is no program, and another can be loaded", (t) => {
	const { chip, driver } = openBench(FNP3.container);
	chip.configWorks = false;
	refuses(t, "config-timeout", () => driver.toggleLearn(true));
	chip.configWorks = true;
	t.false(driver.learning);
	refuses(t, "not-programmed", () => driver.toggleLearn(true));
	t.is(driver.readNpRegisters({ column: 1, row: 2, id: 0 }, 50).length, 50);
	driver.program(FNP3.container);
	driver.toggleLearn(true);
	t.true(driver.learning);
});

/** A fixture's program with its data in flash. */
function openFlashBench({ container, program }: typeof FNP2): { driver: Akd1500; memory: Uint32Array } {
	const driver = new Akd1500(new StandIn({ flash: program.data }), new Recorder().clock);
	driver.programExternal(container.slice(0, container.length - program.data.length), Memory.FLASH_XIP);
	const { words } = program.learning?.ram.fnp2?.span ?? { words: 0 };
	return { driver, memory: new Uint32Array(words) };
}

test("FNP2 weights in flash cannot learn; FNP3 programs in flash can", (t) => {
	const fnp2 = openFlashBench(FNP2);
	refuses(t, "unsupported", () => fnp2.driver.toggleLearn(true));
	refuses(t, "unsupported", () => fnp2.driver.writeLearned(fnp2.memory));
	t.notThrows(() => fnp2.driver.toggleLearn(false));
	const fnp3 = openFlashBench(FNP3);
	fnp3.driver.toggleLearn(true);
	const memory = fnp3.driver.readLearned();
	memory[2] = 0x12345678;
	fnp3.driver.writeLearned(memory);
	t.deepEqual(fnp3.driver.readLearned(), memory);
});
