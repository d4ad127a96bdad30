import test from "ava";
import { randomBytes } from "../../nsoc/layers.js";
import { type Fixture, loadFixture } from "../fixtures.js";
import { refuses } from "../refusals.js";
import { Bench, expectedValues } from "./bench.js";
import { INPUT_BYTES, onePass, twoPasses } from "./network.js";

const LABEL = 3;

/** The learned words that a fixture comes with. */
function storedWords({ program }: Fixture): Uint32Array {
	const ram = program.learning?.ram;
	const { offset, words } = ram?.fnp2?.span ?? ram?.tracks[0] ?? { offset: 0, words: 0 };
	return new Uint32Array(program.data.slice(offset, offset + 4 * words).buffer);
}

for (const name of ["synthetic_learn_fnp2", "synthetic_learn_fnp3", "synthetic_multipass_learn"]) {
	const fixture = loadFixture(name);

	test(`${name}: labels arrive, learned words are kept and replaced`, (t) => {
		const bench = new Bench();
		const { driver } = bench;
		bench.serve(fixture);
		driver.program(fixture.container);
		driver.toggleLearn(true);
		driver.setBatchSize(1);
		const seen: number[][] = [];
		driver.fit([...fixture.inputs], LABEL, ({ values }) => seen.push([...values]));
		t.deepEqual(seen, expectedValues(fixture));
		t.deepEqual(
			bench.jobs.map(({ learnClass }) => learnClass),
			[LABEL + 1, LABEL + 1],
		);
		t.deepEqual(driver.readLearned(), storedWords(fixture));
		const changed = storedWords(fixture).map((word, i) => (i < 2 ? word : ~word));
		driver.writeLearned(changed);
		t.deepEqual(driver.readLearned(), changed);
		driver.run(fixture.inputs[0] as Uint8Array, LABEL);
		t.deepEqual(driver.readLearned(), changed, "they come back out of the mesh as they went in");
		driver.toggleLearn(false);
		driver.run(fixture.inputs[0] as Uint8Array);
		t.is(bench.jobs[3]?.learnClass, 0);
		driver.toggleLearn(true);
		t.deepEqual(driver.readLearned(), changed);
		bench.expectClean(t);
	});
}

const sample = (seed: number): Uint8Array => randomBytes(seed, INPUT_BYTES);

function openNetwork(container: Uint8Array): Bench {
	const bench = new Bench();
	bench.driver.program(container);
	bench.driver.toggleLearn(true);
	bench.driver.setBatchSize(1);
	return bench;
}

test("a network learns the same in two passes as in one, lesson by lesson", (t) => {
	const [one, two] = [openNetwork(onePass()), openNetwork(twoPasses())];
	const start = one.driver.readLearned();
	t.deepEqual(two.driver.readLearned(), start);
	for (let lesson = 0; lesson < 8; lesson++) {
		t.deepEqual([...two.driver.run(sample(lesson), lesson % 2).values], [...one.driver.run(sample(lesson), lesson % 2).values]);
		t.deepEqual(two.driver.readLearned(), one.driver.readLearned());
	}
	t.notDeepEqual(one.driver.readLearned(), start);
	for (const bench of [one, two]) {
		t.like(bench.nsoc.counters, { learned: 8, jobs: 8, opaqueJobs: 0 });
		bench.expectClean(t);
	}
});

for (const [name, container] of [
	["one pass", onePass()],
	["two passes", twoPasses()],
] as const) {
	test(`${name}: what was learned outlives the switch, jobs without a label and another way back`, (t) => {
		const { driver, nsoc } = openNetwork(container);
		const start = driver.readLearned();
		for (let lesson = 0; lesson < 4; lesson++) driver.run(sample(lesson), 0);
		const learned = driver.readLearned();
		driver.enqueue(sample(4));
		while (!driver.fetch());
		t.deepEqual(driver.readLearned(), learned, "no label, no lesson");
		driver.toggleLearn(false);
		const answer = [...driver.run(sample(0)).values];
		driver.writeLearned(start);
		t.notDeepEqual([...driver.run(sample(0)).values], answer);
		driver.writeLearned(learned);
		t.deepEqual([...driver.run(sample(0)).values], answer);
		driver.toggleLearn(true);
		t.deepEqual(driver.readLearned(), learned);
		t.is(nsoc.counters.learned, 4);
	});

	test(`${name}: learned words go on in another chip as if nothing had happened`, (t) => {
		const [from, to] = [openNetwork(container), openNetwork(container)];
		for (let lesson = 0; lesson < 3; lesson++) from.driver.run(sample(lesson), 1);
		to.driver.writeLearned(from.driver.readLearned());
		for (let lesson = 3; lesson < 6; lesson++) {
			t.deepEqual([...to.driver.run(sample(lesson), 0).values], [...from.driver.run(sample(lesson), 0).values]);
		}
		t.deepEqual(to.driver.readLearned(), from.driver.readLearned());
	});
}

test("with learning off a label is refused and nothing changes", (t) => {
	const bench = new Bench();
	bench.driver.program(twoPasses());
	bench.driver.setBatchSize(1);
	refuses(t, "learning-off", () => bench.driver.run(sample(1), 0));
	for (let job = 0; job < 3; job++) bench.driver.run(sample(job));
	t.is(bench.nsoc.counters.learned, 0);
	bench.expectClean(t);
});

test("an unlabelled job after a lesson is none, though the chip holds the class in a register", (t) => {
	const { driver, nsoc } = openNetwork(twoPasses());
	driver.run(sample(1), 1);
	driver.enqueue(sample(2));
	while (!driver.fetch());
	t.is(nsoc.counters.learned, 1);
});
