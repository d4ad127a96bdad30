import test from "ava";
import { parseProgram } from "../../src/akida/program.js";
import { openEmulator } from "../../tools/emulator.js";
import { loadFixture } from "../akida/fixtures.js";
import { LEARN_WORDS, opaque, TwinBench } from "./bench.js";
import { sample, standIn } from "./network.js";
import { opaqueProgram } from "./opaque.js";

const ZEROS = [0, 0, 0, 0, 0, 0];

/** What the simulator program itself gives, after some lessons. */
function expected(lessons: readonly [seed: number, label: number][], seed: number): number[] {
	const { driver } = openEmulator(standIn());
	driver.toggleLearn(true);
	for (const [lesson, label] of lessons) driver.run(sample(lesson), label);
	driver.toggleLearn(false);
	return [...driver.run(sample(seed)).values];
}

const LESSONS: [seed: number, label: number][] = [
	[1, 0],
	[2, 1],
	[3, 0],
	[4, 1],
	[2, 1],
];

test("a silicon program gets the simulator program's potentials", (t) => {
	const bench = new TwinBench().load();
	for (const seed of [7, 8, 9]) t.deepEqual(bench.run(sample(seed)), expected([], seed));
	t.notDeepEqual(expected([], 7), expected([], 8), "the samples can be told apart");
	t.deepEqual(bench.twin.counters, { answered: 3, refused: 0 });
	t.like(bench.nsoc.counters, { jobs: 3, opaqueJobs: 3, unknownAccesses: 0, badDescriptors: 0, badFrames: 0 });
	t.deepEqual(bench.lines, []);
});

for (const unit of ["fnp3", "fnp2"] as const) {
	const program = opaque({ unit });
	const taught = (): TwinBench => {
		const bench = new TwinBench(program).load(program, true);
		for (const [seed, label] of LESSONS) bench.run(sample(seed), label);
		return bench;
	};

	test(`${unit}: labelled jobs teach the twin, by the simulator's rule`, (t) => {
		const bench = taught();
		t.is(bench.nsoc.counters.learned, LESSONS.length);
		bench.driver.toggleLearn(false);
		for (const seed of [1, 2, 5]) t.deepEqual(bench.run(sample(seed)), expected(LESSONS, seed));
		t.notDeepEqual(expected(LESSONS, 5), expected([], 5), "the lessons matter");
		t.deepEqual(bench.lines, []);
	});

	test(`${unit}: learned memory that was read survives a power cycle, and more can be learned on it`, (t) => {
		const bench = taught();
		const memory = bench.driver.readLearned().slice();
		bench.powerCycle().load();
		t.deepEqual(bench.run(sample(5)), expected([], 5), "the program comes with its own memory");
		bench.driver.writeLearned(memory);
		t.deepEqual(bench.run(sample(5)), expected(LESSONS, 5));
		bench.driver.toggleLearn(true);
		t.deepEqual(bench.driver.readLearned(), memory);
		bench.run(sample(6), 0);
		t.notDeepEqual(bench.driver.readLearned(), memory);
		bench.driver.toggleLearn(false);
		t.deepEqual(bench.run(sample(5)), expected([...LESSONS, [6, 0]], 5));
	});

	test(`${unit}: the memory from before a lesson takes the lesson back`, (t) => {
		const bench = new TwinBench(program).load(program, true);
		const before = bench.driver.readLearned().slice();
		t.deepEqual(before, ramWords(program), "nothing learned: the program's own words");
		bench.run(sample(1), 0);
		t.notDeepEqual(bench.driver.readLearned(), before);
		bench.driver.writeLearned(before);
		bench.driver.toggleLearn(false);
		t.deepEqual(bench.run(sample(5)), expected([], 5));
	});

	test(`${unit}: words that only silicon could understand are refused until others come`, (t) => {
		const bench = taught();
		bench.driver.toggleLearn(false);
		const foreign = ramWords(program).map((word, i) => (i === LEARN_WORDS - 1 ? word ^ 1 : word));
		bench.driver.writeLearned(foreign);
		t.deepEqual(bench.run(sample(5)), ZEROS);
		t.deepEqual(bench.run(sample(5)), ZEROS);
		t.is(bench.twin.counters.refused, 2);
		t.deepEqual(
			bench.lines.filter((line) => line.startsWith("twin:")),
			["twin: no answer: the learned memory is not one that the twin wrote: only silicon knows what it means"],
		);
		bench.driver.writeLearned(ramWords(program));
		t.deepEqual(bench.run(sample(5)), expected([], 5));
	});

	test(`${unit}: a twin does not take another twin's words, nor damaged ones`, (t) => {
		const memory = taught().driver.readLearned().slice();
		const other = new TwinBench(program, standIn(2)).load();
		other.driver.writeLearned(memory);
		t.deepEqual(other.run(sample(5)), ZEROS);
		for (const at of [2, 4, 6, LEARN_WORDS - 1]) {
			const bench = new TwinBench(program).load();
			bench.driver.writeLearned(memory.map((word, i) => (i === at + (unit === "fnp3" ? 2 : 0) ? word ^ 0x100 : word)));
			t.deepEqual(bench.run(sample(5)), ZEROS, `word ${at}`);
		}
	});
}

/** The learned memory that a program comes with, as the driver reads it. */
function ramWords(container: Uint8Array): Uint32Array {
	const { data, learning } = parseProgram(container);
	const { offset, words } = learning?.ram.fnp2?.span ?? learning?.ram.tracks[0] ?? { offset: 0, words: 0 };
	return new Uint32Array(data.slice(offset, offset + 4 * words).buffer);
}

test("labels do nothing while learning is off, nor does a class that the layer does not have", (t) => {
	const bench = new TwinBench().load(undefined, true);
	const memory = bench.driver.readLearned().slice();
	bench.run(sample(1), 2);
	t.deepEqual(bench.driver.readLearned(), memory);
	t.is(bench.nsoc.counters.learned, 0);
});

const damaged = (program: Uint8Array, at: number): Uint8Array => program.map((byte, i) => (i === at ? byte ^ 1 : byte));

test("a program that is not the named one gets zeros, a count and a line", (t) => {
	const named = opaque();
	const { data } = parseProgram(named);
	const start = named.length - data.length;
	const filters = start + 4 * (1 + 2 + 5 + 14 + 2 + 10);
	for (const program of [opaque({ seed: 2 }), damaged(named, filters), loadLike("synthetic_learn_fnp3")]) {
		const bench = new TwinBench(named).load(program);
		const input = new Uint8Array(bench.driver.requireProgram().inputDims.x * bench.driver.requireProgram().inputDims.y * 2);
		t.true(bench.run(input).every((value) => value === 0));
		t.deepEqual(bench.twin.counters, { answered: 0, refused: 1 });
		t.true(bench.lines.includes("twin: no answer: the program in the mesh is not the one that the twin stands for"), bench.lines.join());
	}
});

const loadLike = (name: string): Uint8Array => loadFixture(name).container;

test("after another program, after a reset and after a power cycle only the whole program counts", (t) => {
	const bench = new TwinBench().load();
	const answer = bench.run(sample(5));
	bench.load(opaque({ seed: 2 }));
	t.deepEqual(bench.run(sample(5)), ZEROS);
	bench.load();
	t.deepEqual(bench.run(sample(5)), answer);
	resetMesh(bench);
	t.deepEqual(bench.run(sample(5)), ZEROS, "the mesh is empty");
	bench.load();
	t.deepEqual(bench.run(sample(5)), answer);
	bench.powerCycle().load(opaque({ seed: 3 }));
	t.deepEqual(bench.run(sample(5)), ZEROS);
});

/** [5] NP reset, as nobody but a fault would do it under a running program. */
function resetMesh({ nsoc }: TwinBench): void {
	for (const word of [0x0500, 0]) nsoc.write(0xfcc00004, new Uint8Array(Uint32Array.of(word).buffer));
}

test("reading a unit's registers changes nothing", (t) => {
	const bench = new TwinBench().load();
	const answer = bench.run(sample(5));
	bench.driver.readNpRegisters({ column: 1, row: 2, id: 1 }, 4);
	t.deepEqual(bench.run(sample(5)), answer);
});

test("a twin of another shape refuses everything", (t) => {
	for (const changes of [{ outputs: 7 }, { memory: 0 }]) {
		const bench = new TwinBench(opaque(changes)).load();
		t.true(bench.run(sample(5)).every((value) => value === 0));
		t.regex(bench.lines.join(), /twin: no answer: its program's (output|last layer) is .*, its twin's is /);
	}
});

test("a learned memory too small for the twin: it recognises, but does not learn", (t) => {
	const small = opaqueProgram({ input: [7, 6, 2], outputs: 6, memory: 15 });
	const bench = new TwinBench(small).load(small, true);
	t.deepEqual(bench.run(sample(5), 0), ZEROS);
	t.true(bench.lines.includes("twin: no answer: the program's learned memory is too small for what the twin learns"));
	bench.driver.toggleLearn(false);
	t.deepEqual(bench.run(sample(5)), expected([], 5));
	const enough = opaqueProgram({ input: [7, 6, 2], outputs: 6, memory: 16 });
	t.deepEqual(new TwinBench(enough).load(enough, true).run(sample(5), 0), expected([], 5));
});

test("several passes: it recognises as long as it likes, and learns only where the memory waits for it", (t) => {
	const program = opaque({ passes: 2 });
	const bench = new TwinBench(program).load();
	for (const seed of [5, 6, 5]) t.deepEqual(bench.run(sample(seed)), expected([], seed));
	bench.driver.toggleLearn(true);
	t.deepEqual(bench.run(sample(5), 0), ZEROS);
	t.true(bench.lines.includes("twin: no answer: a twin cannot learn in a program of several passes"));
	bench.driver.toggleLearn(false);
	t.deepEqual(bench.run(sample(5)), expected([], 5));
	const external = opaque({ passes: 2, unit: "fnp2" });
	const teachable = new TwinBench(external).load(external, true);
	for (const [seed, label] of LESSONS) teachable.run(sample(seed), label);
	t.is(teachable.nsoc.counters.learned, LESSONS.length);
});
