import test from "ava";
import fc from "fast-check";
import { Gate } from "../../src/audio/gate.js";
import { AudioHistory } from "../../src/audio/history.js";
import { hopLevel, integerSqrt } from "../../src/audio/level.js";

const HOP = 320;
const hopOf = (value: (i: number) => number): Int16Array => Int16Array.from({ length: HOP }, (_, i) => value(i));

test("integerSqrt is the floor of the square root", (t) => {
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (n) => integerSqrt(n) === Math.floor(Math.sqrt(n))),
		{ numRuns: 2000 },
	);
	for (const n of [0, 1, 2, 3, 4, 15, 16, 2 ** 31 - 1]) t.is(integerSqrt(n), Math.floor(Math.sqrt(n)));
});

test("the level of a hop is its RMS about the mean", (t) => {
	t.is(hopLevel(hopOf(() => 0)), 0);
	t.is(hopLevel(hopOf(() => -20000)), 0, "a DC offset is not sound");
	const square = hopLevel(hopOf((i) => (i & 1 ? 1000 : -1000)));
	t.true(Math.abs(square - 1000) <= 16, `${square}`);
	const offset = hopLevel(hopOf((i) => (i & 1 ? 6000 : 4000)));
	t.true(Math.abs(offset - 1000) <= 40, `${offset}`);
	const full = hopLevel(hopOf((i) => (i & 1 ? 32767 : -32768)));
	t.true(full > 32700 && full < 32800, `${full}`);
});

test("the history gives back the newest hops by absolute position and zeros for what is gone or to come", (t) => {
	const history = new AudioHistory(4, 3);
	const hop = new Int16Array(4);
	history.copyHop(0, hop);
	t.deepEqual([...hop], [0, 0, 0, 0]);
	for (let n = 0; n < 5; n++) history.push(Int16Array.from([n * 10, n * 10 + 1, n * 10 + 2, n * 10 + 3]));
	t.is(history.total, 5);
	t.is(history.oldest, 2);
	history.copyHop(2, hop);
	t.deepEqual([...hop], [20, 21, 22, 23]);
	history.copyHop(1, hop);
	t.deepEqual([...hop], [0, 0, 0, 0], "dropped");
	history.copyHop(5, hop);
	t.deepEqual([...hop], [0, 0, 0, 0], "not there yet");
	const across = new Int16Array(6);
	history.copy(4 * 3 + 2, across);
	t.deepEqual([...across], [32, 33, 40, 41, 42, 43]);
	history.copy(-3, across);
	t.deepEqual([...across], [0, 0, 0, 0, 0, 0], "before the start");
});

test("the gate opens at its level, hangs over and shuts", (t) => {
	const gate = new Gate({ openLevel: 300, openRatio: 1.5, hangoverHops: 3 });
	for (let i = 0; i < 10; i++) t.false(gate.push(20));
	t.false(gate.open);
	t.true(gate.push(300));
	t.true(gate.open);
	for (let i = 0; i < 3; i++) {
		t.false(gate.push(20));
		t.true(gate.open, `hang-over ${i}`);
	}
	gate.push(20);
	t.false(gate.open);
	gate.push(5000);
	gate.shut();
	t.false(gate.open);
});

test("a steady background raises the threshold; a word hardly does", (t) => {
	const settings = { openLevel: 300, openRatio: 1.5, hangoverHops: 3 };
	const noisy = new Gate(settings);
	for (let i = 0; i < 3000; i++) noisy.push(1000);
	t.false(noisy.open, "a minute of the same noise is background");
	t.true(noisy.threshold > 1400 && noisy.threshold < 1600, `${noisy.threshold}`);
	t.true(noisy.push(2000));
	for (let i = 0; i < 20; i++) noisy.push(20);
	t.is(noisy.threshold, 300, "and it is forgotten within a few hops of quiet");

	const quiet = new Gate(settings);
	for (let i = 0; i < 100; i++) quiet.push(20);
	for (let i = 0; i < 30; i++) quiet.push(4000);
	t.true(quiet.push(800), "the rest of the word is still loud");
});
