import type { Signal } from "../ports.js";

/** Milliseconds on, off, on, off ... of a light, over and over; a state that stays is Infinity. */
export type Rhythm = readonly number[];

/** A flash that is counted, a long one, and the one that stands for the digit 0. */
const SHORT = 100;
const LONG = 500;
const ZERO = 2000;
/** Opens the number of a reason. */
const LEAD = 1000;
/** Dark between flashes that belong together, between two digits, and before all of it comes again. */
const GAP = 200;
const BETWEEN = 1000;
const END = 2500;

type Counted = "rejected" | "fault";

/** Told apart by rhythm alone; the questions are lit, with one, two or three dark notches. */
const RHYTHMS: Readonly<Record<Exclude<Signal, Counted>, Rhythm>> = Object.freeze({
	off: Object.freeze([0, Infinity]),
	starting: Object.freeze([200, 200]),
	listening: Object.freeze([50, 2950]),
	keyword: Object.freeze([400, 100]),
	speak: Object.freeze([500, 500]),
	capturing: Object.freeze([Infinity]),
	checking: Object.freeze([100, 400]),
	learning: Object.freeze([100, 200, 100, 600]),
	verifying: Object.freeze([100, 200, 100, 200, 100, 600]),
	"ask-keep": Object.freeze([1500, 200]),
	"ask-delete": Object.freeze([1500, 200, 200, 200]),
	"ask-reset": Object.freeze([1500, 200, 200, 200, 200, 200]),
	success: Object.freeze([100, 200, 100, 200, 600, 600]),
	unchanged: Object.freeze([600, 200, 600, 600]),
});

/**
 * The rhythm of a signal. "rejected" is a lead-in and `count` short flashes, 0..9; "fault" is a number of two digits, 0..99:
 * long flashes for the tens, short ones for the ones, one very long flash for a zero. Counts beyond that are cut to it.
 */
export function rhythmOf(signal: Signal, count = 0): Rhythm {
	if (signal === "rejected") return reason(whole(count, 9));
	if (signal === "fault") return twoDigits(whole(count, 99));
	return RHYTHMS[signal];
}

/** Milliseconds until a signal has been seen once, without the dark at its end; 0 for a steady one. */
export function seenAfter(signal: Signal, count = 0): number {
	const rhythm = rhythmOf(signal, count);
	let ms = 0;
	for (let i = 0; i < rhythm.length - 1; i++) ms += rhythm[i] as number;
	return ms;
}

function whole(count: number, largest: number): number {
	return Math.min(largest, Math.max(0, Math.trunc(count) || 0));
}

function reason(count: number): Rhythm {
	return count === 0 ? [LEAD, END] : flashes([LEAD, GAP], count, SHORT, END);
}

function twoDigits(number: number): Rhythm {
	return digit(digit([], Math.floor(number / 10), LONG, BETWEEN), number % 10, SHORT, END);
}

function digit(rhythm: number[], value: number, on: number, dark: number): number[] {
	return value === 0 ? flashes(rhythm, 1, ZERO, dark) : flashes(rhythm, value, on, dark);
}

/** Adds flashes to a rhythm, with `dark` after the last. */
function flashes(rhythm: number[], count: number, on: number, dark: number): number[] {
	for (let i = 1; i <= count; i++) rhythm.push(on, i < count ? GAP : dark);
	return rhythm;
}
