import test from "ava";
import { type Rhythm, rhythmOf, seenAfter } from "../../src/controls/rhythms.js";
import { REJECT_REASONS } from "../../src/console/events.js";
import { SIGNALS } from "./texts.js";

/** Somebody may take any duration for 20 % less or more than it is, and begins to watch anywhere. */
const DOUBT = 1.2 / 0.8;

const similar = (a: number, b: number): boolean => a === b || Math.max(a, b) <= DOUBT * Math.min(a, b);

/** As many whole periods as make two rhythms equally long. */
const repeated = (rhythm: Rhythm, length: number): number[] => Array.from({ length }, (_, i) => rhythm[i % rhythm.length] as number);

/** Could one be taken for the other? Steady lights are told apart by being lit or dark. */
function alike(a: Rhythm, b: Rhythm): boolean {
	if (a.at(-1) === Infinity || b.at(-1) === Infinity) return a.join() === b.join();
	const length = (a.length * b.length) / 2;
	const [long, other] = [repeated(a, length), repeated(b, length)];
	for (let turn = 0; turn < b.length; turn += 2) {
		if (long.every((ms, i) => similar(ms, other[(i + turn) % length] as number))) return true;
	}
	return false;
}

/** Every rhythm that can be shown, by name. */
function allRhythms(): [string, Rhythm][] {
	const all: [string, Rhythm][] = SIGNALS.filter((signal) => signal !== "rejected" && signal !== "fault").map((s) => [s, rhythmOf(s)]);
	for (let count = 0; count <= 9; count++) all.push([`rejected ${count}`, rhythmOf("rejected", count)]);
	for (let number = 0; number <= 99; number++) all.push([`fault ${number}`, rhythmOf("fault", number)]);
	return all;
}

test("rhythms that are alike are found: turned, slower, repeated", (t) => {
	t.true(alike([100, 200, 300, 400], [300, 400, 100, 200]));
	t.true(alike([100, 200, 300, 400], [140, 150, 400, 300]));
	t.true(alike([100, 200], [100, 200, 120, 220]));
	t.true(alike([Infinity], [Infinity]));
	t.false(alike([100, 200, 300, 400], [200, 300, 400, 100]), "light is not dark");
	t.false(alike([100, 200], [100, 310]));
	t.false(alike([Infinity], [0, Infinity]));
});

test("no signal, reason or fault number can be taken for another", (t) => {
	const all = allRhythms();
	t.is(all.length, SIGNALS.length - 2 + 10 + 100);
	for (const [i, [name, rhythm]] of all.entries()) {
		for (const [other, second] of all.slice(i + 1)) t.false(alike(rhythm, second), `${name} and ${other}`);
	}
});

test("every rhythm ends dark and has steps that can be seen, except one steady light and one steady dark", (t) => {
	const steady = allRhythms().filter(([, rhythm]) => rhythm.at(-1) === Infinity);
	t.deepEqual(steady, [
		["off", [0, Infinity]],
		["capturing", [Infinity]],
	]);
	for (const [name, rhythm] of allRhythms()) {
		if (rhythm.at(-1) === Infinity) continue;
		t.is(rhythm.length % 2, 0, name);
		t.true(rhythm.length >= 2 && rhythm.every((ms) => ms >= 50 && Number.isInteger(ms)), name);
	}
});

const lit = (rhythm: Rhythm): number[] => rhythm.filter((_, i) => i % 2 === 0);

test("a reason is as many short flashes after a long one", (t) => {
	for (let count = 1; count <= REJECT_REASONS.length; count++) {
		const [lead, ...flashes] = lit(rhythmOf("rejected", count));
		t.deepEqual([lead, flashes.length, new Set(flashes).size], [1000, count, 1]);
		t.true((flashes[0] as number) * 5 <= 1000);
	}
	t.deepEqual(lit(rhythmOf("rejected")), [1000], "no reason: the long one alone");
});

test("a fault is its tens in long flashes, a pause, its ones in short flashes; a zero is one very long flash", (t) => {
	const rhythm = rhythmOf("fault", 23);
	t.deepEqual(lit(rhythm), [500, 500, 100, 100, 100]);
	t.deepEqual(
		rhythm.filter((_, i) => i % 2 === 1),
		[200, 1000, 200, 200, 2500],
	);
	t.deepEqual(lit(rhythmOf("fault", 20)), [500, 500, 2000]);
	t.deepEqual(lit(rhythmOf("fault", 3)), [2000, 100, 100, 100]);
	t.deepEqual(lit(rhythmOf("fault")), [2000, 2000]);
});

test("counts that cannot be shown are cut to the nearest that can", (t) => {
	for (const [count, as] of [
		[NaN, 0],
		[-5, 0],
		[0.9, 0],
		[2.9, 2],
		[100, 99],
		[Infinity, 99],
	] as const) {
		t.deepEqual(rhythmOf("fault", count), rhythmOf("fault", as), `${count}`);
	}
	t.deepEqual(rhythmOf("rejected", 1e9), rhythmOf("rejected", 9));
	t.is(rhythmOf("speak", 7), rhythmOf("speak"), "others do not count");
});

test("a signal has been seen when its last flash is over", (t) => {
	t.is(seenAfter("success"), 1200);
	t.is(seenAfter("rejected", 1), 1000 + 200 + 100);
	t.is(seenAfter("fault", 11), 500 + 1000 + 100);
	t.is(seenAfter("capturing"), 0);
	t.is(seenAfter("off"), 0);
});
