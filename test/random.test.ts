import test from "ava";
import { Random } from "../src/random.js";

test("the first numbers of a seed are part of the contract: recorded enrolments depend on them", (t) => {
	const random = new Random(1);
	t.deepEqual([random.next(), random.next(), random.next()], firstOfSeedOne());
	const stored = new Random(random.state);
	t.is(stored.next(), random.next(), "the state is all there is");
});

/** The definition once more, in arithmetic that cannot overflow. */
function firstOfSeedOne(): number[] {
	let state = 1n;
	const mask = 0xffffffffn;
	return [0, 0, 0].map(() => {
		state = (state + 0x9e3779b9n) & mask;
		let z = state;
		z = ((z ^ (z >> 16n)) * 0x21f0aaadn) & mask;
		z = ((z ^ (z >> 15n)) * 0x735a2d97n) & mask;
		return Number(z ^ (z >> 15n));
	});
}

test("below stays below its bound and reaches all of it evenly", (t) => {
	const random = new Random(7);
	for (const bound of [1, 2, 3, 100, 32768]) {
		for (let i = 0; i < 200; i++) {
			const n = random.below(bound);
			t.true(Number.isInteger(n) && n >= 0 && n < bound);
		}
	}
	const counts = new Array<number>(10).fill(0);
	for (let i = 0; i < 10000; i++) {
		const n = random.below(10);
		counts[n] = (counts[n] as number) + 1;
	}
	t.true(
		counts.every((count) => count > 880 && count < 1120),
		counts.join(" "),
	);
});

test("a shuffle keeps every item and depends on the seed alone", (t) => {
	const shuffled = (seed: number): number[] => {
		const items = Array.from({ length: 50 }, (_, i) => i);
		new Random(seed).shuffle(items);
		return items;
	};
	t.deepEqual(shuffled(3), shuffled(3));
	t.notDeepEqual(shuffled(3), shuffled(4));
	t.deepEqual(
		shuffled(3).sort((a, b) => a - b),
		Array.from({ length: 50 }, (_, i) => i),
	);
});
