import test from "ava";
import { Akd1500 } from "../../src/akida/driver.js";
import { Dma, Memory, Top } from "../../src/akida/registers.js";
import { buildContainer } from "./build-program.js";
import { type Fixture, loadFixture } from "./fixtures.js";
import { Recorder } from "./recorder.js";
import { refuses } from "./refusals.js";
import { StandIn } from "./stand-in.js";

const FNP3 = loadFixture("synthetic_learn_fnp3");
const FNP2 = loadFixture("synthetic_learn_fnp2");
const MULTI_PASS = loadFixture("synthetic_multipass_learn");
const FIXTURES = [FNP3, FNP2, MULTI_PASS];
const INPUT = FNP3.inputs[0] as Uint8Array;

function openBench({ container }: Fixture) {
	const chip = new StandIn({ outputs: FNP3.outputs });
	const recorder = new Recorder();
	const driver = new Akd1500(recorder.link(chip), recorder.clock);
	driver.program(container);
	driver.setBatchSize(1);
	return { chip, driver, recorder };
}

test("a chip that sleeps is none at all to begin with", (t) => {
	const chip = new StandIn();
	chip.asleep = true;
	refuses(t, "unknown-device", () => new Akd1500(chip, new Recorder().clock), { actual: 0 });
});

for (const fixture of FIXTURES) {
	test(`${fixture.name}: a job for a sleeping chip is refused, and one after it wakes is done`, (t) => {
		const { chip, driver } = openBench(fixture);
		t.truthy(driver.run(INPUT));
		chip.asleep = true;
		refuses(t, "chip-lost", () => driver.enqueue(INPUT), { actual: 0 });
		refuses(t, "chip-lost", () => driver.run(INPUT));
		refuses(t, "chip-lost", () => driver.forward([INPUT], () => t.fail()));
		t.is(driver.jobsOutstanding, 0);
		chip.asleep = false;
		t.is(driver.run(INPUT).jobId, 2);
	});

	test(`${fixture.name}: zeros are not taken for an output, and the job is still there afterwards`, (t) => {
		const { chip, driver } = openBench(fixture);
		for (const id of [1, 2]) {
			driver.enqueue(INPUT);
			chip.asleep = true;
			refuses(t, "chip-lost", () => driver.fetch());
			chip.asleep = false;
			t.is(driver.fetch()?.jobId, id);
		}
	});

	test(`${fixture.name}: a chip that falls asleep while its output is awaited is reported at once`, (t) => {
		const { chip, driver, recorder } = openBench(fixture);
		chip.jobsWork = false;
		driver.enqueue(INPUT);
		t.is(driver.fetch(), undefined);
		chip.asleep = true;
		const start = recorder.clock.now();
		refuses(t, "chip-lost", () => driver.fetch());
		t.is(recorder.clock.now(), start);
	});

	test(`${fixture.name}: learning is neither switched nor read nor written while the chip sleeps`, (t) => {
		const { chip, driver } = openBench(fixture);
		chip.asleep = true;
		refuses(t, "chip-lost", () => driver.toggleLearn(true));
		t.false(driver.learning);
		chip.asleep = false;
		driver.toggleLearn(true);
		const memory = driver.readLearned();
		t.true(memory.some((word) => word !== 0));
		chip.asleep = true;
		refuses(t, "chip-lost", () => driver.readLearned());
		if (fixture !== FNP2) refuses(t, "chip-lost", () => driver.writeLearned(memory.map((word, i) => (i < 2 ? word : 0))));
		chip.asleep = false;
		t.deepEqual(driver.readLearned(), memory);
	});

	test(`${fixture.name}: a sleeping chip is not programmed`, (t) => {
		const { chip, driver } = openBench(fixture);
		chip.asleep = true;
		refuses(t, "chip-lost", () => driver.program(fixture.container));
		t.is(driver.programInfo, undefined);
		chip.asleep = false;
		driver.program(fixture.container);
		driver.setBatchSize(1);
		t.is(driver.run(INPUT).jobId, 1);
	});
}

test("an output whose header comes from a sleeping chip is fetched again", (t) => {
	const { chip, driver } = openBench(FNP3);
	driver.enqueue(INPUT);
	const { read } = chip;
	chip.read = (address, into, bytes) => {
		read.call(chip, address, into, bytes);
		if (address === Memory.TOP + Top.HRC_DMA + Dma.DESC_STATUS) chip.asleep = true;
	};
	refuses(t, "chip-lost", () => driver.fetch());
	chip.read = read;
	chip.asleep = false;
	t.is(driver.fetch()?.jobId, 1);
});

test("a batch that was set in vain is noticed with the first job", (t) => {
	const { chip, driver } = openBench(FNP3);
	chip.asleep = true;
	driver.setBatchSize(4);
	chip.asleep = false;
	refuses(t, "chip-lost", () => driver.enqueue(INPUT), { expected: 3, actual: 1 });
});

test("a chip that falls asleep over a track leaves no program", (t) => {
	const { chip, driver } = openBench(FNP3);
	const { write } = chip;
	chip.write = (address, bytes, length) => {
		write.call(chip, address, bytes, length);
		if (address === Memory.TOP + Top.CONFIG_DMA + Dma.DESC_CONT) chip.asleep = true;
	};
	refuses(t, "chip-lost", () => driver.toggleLearn(true));
	t.is(driver.programInfo, undefined);
});

test("the job id 0 is an id like others", (t) => {
	const { chip, driver } = openBench(FNP3);
	const HRC = Memory.TOP + Top.HRC_DMA;
	const { write } = chip;
	chip.write = (address, bytes, length) => {
		write.call(chip, address, bytes, length);
		if (address === HRC + Dma.CTRL && bytes[1] === 2) chip.setLastJob(HRC, 0xffff);
	};
	driver.program(buildContainer());
	driver.setBatchSize(1);
	t.is(driver.run(INPUT).jobId, 0);
	t.is(driver.run(INPUT).jobId, 1);
});
