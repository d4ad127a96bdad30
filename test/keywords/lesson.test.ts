import test from "ava";
import { DEFAULT_FRONT_END } from "../../src/features/front-end.js";
import { featuresOf } from "../../src/features/features-of.js";
import { Lesson } from "../../src/keywords/lesson.js";
import { DEFAULT_SETTINGS } from "../../src/keywords/settings.js";

const SETTINGS = { ...DEFAULT_SETTINGS.enrolment, variants: 10 };

/** Takes that can be told apart by their first sample. */
const takes = [1, 2, 3, 4].map((n) => new Int16Array(16000).fill(n * 1000));

interface Sample {
	readonly take: number;
	readonly state: number;
	readonly features: Uint8Array;
	readonly classIndex: number;
}

/** Runs a lesson whose augmentation only notes what it is asked for; the samples in the order in which they are taught. */
function run(seed: number): { samples: Sample[]; dones: number[] } {
	const made: { take: number; state: number }[] = [];
	const samples: Sample[] = [];
	const lesson = new Lesson({
		frontEnd: DEFAULT_FRONT_END,
		settings: { ...SETTINGS, seed },
		takes,
		classIndex: 34,
		augmenter: {
			make(take, random, out) {
				made.push({ take: (take[0] as number) / 1000, state: random.state });
				out.set(take);
			},
		},
		classifier: {
			teach(features, classIndex) {
				const { take, state } = made.at(-1) ?? { take: 0, state: 0 };
				samples.push({ take, state, features: features.slice(), classIndex });
			},
		},
	});
	const dones: number[] = [];
	while (!lesson.step()) dones.push(lesson.done);
	return { samples, dones };
}

test("every take is presented in every variant, each with a generator of its own, all as the same class", (t) => {
	const { samples, dones } = run(1);
	t.is(samples.length, 40);
	t.is(dones.length, 39);
	for (const take of [1, 2, 3, 4]) t.is(samples.filter((sample) => sample.take === take).length, 10);
	t.is(new Set(samples.map((sample) => sample.state)).size, 40);
	t.true(samples.every((sample) => sample.classIndex === 34));
});

test("the takes are interleaved, not one after the other", (t) => {
	const { samples } = run(1);
	const changes = samples.filter((sample, i) => i > 0 && sample.take !== samples[i - 1]?.take).length;
	t.true(changes > 20, `${changes} changes of take`);
});

test("what is taught are the features of the audio", (t) => {
	const { samples } = run(1);
	for (const { take, features } of samples.slice(0, 4)) t.deepEqual(features, featuresOf(takes[take - 1] as Int16Array, DEFAULT_FRONT_END));
});

test("a seed replays the lesson; which variant comes when does not change what it sounds like", (t) => {
	t.deepEqual(run(5), run(5));
	t.notDeepEqual(run(5).samples, run(6).samples);
});
