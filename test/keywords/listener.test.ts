import test from "ava";
import { AudioHistory } from "../../src/audio/history.js";
import { featuresOf } from "../../src/features/features-of.js";
import { DEFAULT_FRONT_END as F, windowSamples } from "../../src/features/front-end.js";
import { FeatureWindow } from "../../src/features/feature-window.js";
import { Mfcc } from "../../src/features/mfcc.js";
import { Listener } from "../../src/keywords/listener.js";
import { DEFAULT_SETTINGS } from "../../src/keywords/settings.js";
import { Random } from "../../src/random.js";

const random = new Random(4);
/** Four seconds of sound, each hop of its own loudness. */
const sound = Int16Array.from({ length: 200 * F.hop }, (_, i) => (random.below(2000) - 1000) * (1 + (Math.floor(i / F.hop) % 7)));
const hopAt = (n: number): Int16Array => sound.subarray(n * F.hop, (n + 1) * F.hop);

/** Features of the second that ends with hop `n`, from the whole recording; what lies before its start is silence. */
function expected(n: number): Uint8Array {
	const second = new Int16Array(windowSamples(F));
	const end = (n + 1) * F.hop;
	const from = Math.max(0, end - second.length);
	second.set(sound.subarray(from, end), second.length - (end - from));
	return featuresOf(second, F);
}

/** Runs hops through a listener; returns the hops at which a window was due, with its features. */
function run(open: (hop: number) => boolean, settings = DEFAULT_SETTINGS): Map<number, Uint8Array> {
	const history = new AudioHistory(F.hop, 128);
	const listener = new Listener({ mfcc: new Mfcc(F), window: new FeatureWindow(F) }, history, settings);
	const windows = new Map<number, Uint8Array>();
	for (let n = 0; n < 200; n++) {
		history.push(hopAt(n));
		if (listener.hop(open(n))) windows.set(n, listener.features.slice());
	}
	return windows;
}

test("every window is that of the newest second, also when the gate opens in the middle of a sound", (t) => {
	const windows = run((n) => n >= 70 && n < 150);
	t.true(windows.size > 15);
	for (const [n, features] of windows) t.deepEqual(features, expected(n), `hop ${n}`);
});

test("when the gate opens again nothing of the earlier time is left in the window", (t) => {
	const windows = run((n) => (n >= 60 && n < 90) || (n >= 110 && n < 200));
	const later = [...windows].filter(([n]) => n >= 110);
	t.true(later.length > 15);
	for (const [n, features] of later) t.deepEqual(features, expected(n), `hop ${n}`);
});

test("the first window is there as soon as the pre-roll has been computed, a few rows per hop", (t) => {
	const [first] = run((n) => n >= 100).keys();
	const catchUp = Math.ceil((DEFAULT_SETTINGS.preRollHops - 1) / (DEFAULT_SETTINGS.rowsPerHop - 1));
	t.true((first as number) >= 100 + catchUp - 2 && (first as number) <= 100 + catchUp, `${first}`);
});

test("windows come at the set cadence, and none while the gate is shut", (t) => {
	const windows = [...run((n) => n >= 100 && n < 180, { ...DEFAULT_SETTINGS, inferenceHops: 5 }).keys()];
	windows.slice(1).forEach((n, i) => t.is(n - (windows[i] as number), 5));
	t.true(windows.every((n) => n >= 100 && n < 180));
});

test("right after the start the time before is acoustic silence", (t) => {
	const windows = run(() => true, { ...DEFAULT_SETTINGS, inferenceHops: 1 });
	const early = windows.get(20) as Uint8Array;
	// Twenty rows have been heard; the one that reaches back before the start has not.
	t.deepEqual(early.subarray(290), expected(20).subarray(290));
	t.deepEqual([...early.subarray(0, 10)], [0, 160, 160, 160, 160, 160, 160, 160, 160, 160]);
});

test("with a short pre-roll the time before it is silence, not what an earlier utterance left", (t) => {
	const windows = run((n) => (n >= 60 && n < 90) || n >= 130, { ...DEFAULT_SETTINGS, preRollHops: 20, inferenceHops: 1 });
	const first = [...windows.keys()].find((n) => n >= 130) as number;
	const features = windows.get(first) as Uint8Array;
	const heard = first - 130 + 19;
	const from = (F.frames - heard) * F.coefficients;
	t.deepEqual(features.subarray(from), expected(first).subarray(from));
	for (let at = 0; at < from; at += F.coefficients) {
		t.deepEqual([...features.subarray(at, at + F.coefficients)], [0, 160, 160, 160, 160, 160, 160, 160, 160, 160]);
	}
});
