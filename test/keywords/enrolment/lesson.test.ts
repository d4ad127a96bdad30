import test from "ava";
import { Lesson } from "../../../src/keywords/enrolment/lesson.js";

interface Sample {
	readonly take: string;
	readonly number: number;
	readonly classIndex: number;
}

/** Runs a lesson on takes that are letters; every variant takes three steps. The samples in the order in which they are taught. */
function run(seed: number): { samples: Sample[]; steps: number; total: number } {
	const samples: Sample[] = [];
	let made = { take: "", number: -1 };
	let left = 0;
	const variant = {
		features: new Uint8Array(1),
		begin: (take: string, number: number) => void ([made, left] = [{ take, number }, 3]),
		step: () => --left === 0,
	};
	const classifier = { teach: (_: Uint8Array, classIndex: number) => void samples.push({ ...made, classIndex }) };
	const lesson = new Lesson({ settings: { variants: 10, seed }, takes: ["a", "b", "c", "d"], variant, classifier, classIndex: 34 });
	let steps = 1;
	while (!lesson.step()) steps++;
	return { samples, steps, total: lesson.total };
}

test("every take is presented in every variant, all as the same class, in small steps", (t) => {
	const { samples, steps, total } = run(1);
	t.is(total, 40);
	t.is(samples.length, 40);
	t.is(steps, 160);
	for (const take of ["a", "b", "c", "d"]) t.is(samples.filter((sample) => sample.take === take).length, 10);
	t.deepEqual(
		samples.map((sample) => sample.number).sort((a, b) => a - b),
		Array.from({ length: 40 }, (_, i) => i),
	);
	t.true(samples.every((sample) => sample.classIndex === 34));
});

test("the takes are interleaved, not one after the other", (t) => {
	const { samples } = run(1);
	const changes = samples.filter((sample, i) => i > 0 && sample.take !== samples[i - 1]?.take).length;
	t.true(changes > 20, `${changes} changes of take`);
});

test("a seed replays the lesson", (t) => {
	t.deepEqual(run(5), run(5));
	t.notDeepEqual(run(5).samples, run(6).samples);
});
