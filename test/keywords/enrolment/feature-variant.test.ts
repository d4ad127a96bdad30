import test from "ava";
import { featuresOf } from "../../../src/features/features-of.js";
import { FeatureWindow } from "../../../src/features/feature-window.js";
import { DEFAULT_FRONT_END, windowSamples } from "../../../src/features/front-end.js";
import { MelDomain } from "../../../src/features/mel-domain.js";
import { Mfcc } from "../../../src/features/mfcc.js";
import { ColouredNoise } from "../../../src/keywords/coloured-noise.js";
import { FeatureVariant } from "../../../src/keywords/enrolment/feature-variant.js";
import { MelNoise } from "../../../src/keywords/enrolment/mel-noise.js";
import { DEFAULT_SETTINGS, type EnrolmentSettings } from "../../../src/keywords/settings.js";
import { Random } from "../../../src/random.js";
import { recording } from "../../app/scene.js";

const { frames, coefficients, melBins } = DEFAULT_FRONT_END;
const NO_ROOM = new Int16Array(0);
const take = featuresOf(recording("new_follow_enrol_1"), DEFAULT_FRONT_END);
const still = { ...DEFAULT_SETTINGS.enrolment, gainDb: 0, noiseShare: 0, shiftSamples: 0 };

function newSource(settings: EnrolmentSettings, room = NO_ROOM): FeatureVariant {
	const parts = { mfcc: new Mfcc(DEFAULT_FRONT_END), window: new FeatureWindow(DEFAULT_FRONT_END) };
	const noise = new MelNoise(parts, room, settings);
	while (!noise.step());
	return new FeatureVariant(DEFAULT_FRONT_END, noise, settings);
}

function variantOf(source: FeatureVariant, number: number, from = take): Uint8Array {
	source.begin(from, number);
	let steps = 1;
	while (!source.step()) steps++;
	if (steps !== frames) throw new Error(`${steps} steps`);
	return source.features.slice();
}

const row = (features: Uint8Array, r: number): Uint8Array => features.subarray(r * coefficients, (r + 1) * coefficients);
const clamped = (r: number): number => Math.min(frames - 1, Math.max(0, r));
const same = (a: Uint8Array, b: Uint8Array): boolean => a.every((x, i) => Math.abs(x - (b[i] as number)) <= 1);

/** Mean logarithm of a row's filters: its loudness, in decibels. */
function loudness(features: Uint8Array, r: number): number {
	const logs = new Int32Array(melBins);
	new MelDomain(DEFAULT_FRONT_END).decode(features, r * coefficients, logs);
	return (20 / Math.LN10) * (logs.reduce((sum, log) => sum + log, 0) / melBins / 4096);
}

test("without shift, gain and noise a variant is the take itself", (t) => {
	const source = newSource(still);
	for (let number = 0; number < 5; number++) t.true(same(variantOf(source, number), take));
});

test("a shift is by whole rows up to a tenth of a second, the outermost row standing in for what is missing", (t) => {
	const source = newSource({ ...still, shiftSamples: 1600 });
	const shifts = new Set<number>();
	for (let number = 0; number < 150; number++) {
		const features = variantOf(source, number);
		const fits = (shift: number): boolean =>
			take.every((_, i) => i % coefficients > 0 || same(row(features, i / coefficients), row(take, clamped(i / coefficients - shift))));
		const found = Array.from({ length: 21 }, (_, i) => i - 10).filter(fits);
		t.is(found.length, 1);
		shifts.add(found[0] as number);
	}
	t.deepEqual(
		[...shifts].sort((a, b) => a - b),
		[-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5],
	);
});

test("gain changes the loudness of all rows alike, by whole decibels up to the set one", (t) => {
	const source = newSource({ ...still, gainDb: 6 });
	const gains = Array.from({ length: 100 }, (_, number) => {
		const features = variantOf(source, number);
		const first = loudness(features, 20) - loudness(take, 20);
		t.true(Math.abs(loudness(features, 30) - loudness(take, 30) - first) < 0.8);
		return Math.round(first);
	});
	t.is(Math.max(...gains), 6);
	t.is(Math.min(...gains), -6);
	t.true(new Set(gains).size >= 11);
});

test("noise comes in the set share of variants, and makes none quieter", (t) => {
	const settings = { ...still, noiseShare: 0.8 };
	const silence = featuresOf(new Int16Array(windowSamples(DEFAULT_FRONT_END)), DEFAULT_FRONT_END);
	const source = newSource(settings);
	const levels = Array.from({ length: 200 }, (_, number) => loudness(variantOf(source, number, silence), 24) - loudness(silence, 24));
	const noisy = levels.filter((level) => level > 1);
	t.true(noisy.length > 140 && noisy.length < 180, `${noisy.length} of 200`);
	t.true(levels.every((level) => level > -1));
});

test("the room's noise is mixed in when there is some, up to twice as loud as it was, in half of the noisy variants", (t) => {
	const room = new Int16Array(windowSamples(DEFAULT_FRONT_END));
	new ColouredNoise(new Random(5), 0, 3000).addTo(room);
	const heard = featuresOf(room, DEFAULT_FRONT_END);
	const silence = featuresOf(new Int16Array(room.length), DEFAULT_FRONT_END);
	const source = newSource({ ...still, noiseShare: 1, noiseLevel: 20 }, room);
	const levels = Array.from({ length: 200 }, (_, number) => loudness(variantOf(source, number, silence), 24) - loudness(heard, 24));
	// The faintest room lies 30 dB below what was heard, the loudest made noise 44 dB.
	const rooms = levels.filter((level) => level > -37);
	t.true(rooms.length > 75 && rooms.length < 125, `${rooms.length} of 200`);
	t.true(Math.max(...rooms) > 4 && Math.max(...rooms) < 8, `${Math.max(...rooms)}`);
});

test("number and seed decide what a variant is like, not what was made before", (t) => {
	const source = newSource(DEFAULT_SETTINGS.enrolment);
	variantOf(source, 3);
	source.begin(take, 4);
	source.step();
	const seventh = variantOf(source, 7);
	t.deepEqual(seventh, variantOf(newSource(DEFAULT_SETTINGS.enrolment), 7));
	t.notDeepEqual(variantOf(source, 8), seventh);
	t.notDeepEqual(variantOf(newSource({ ...DEFAULT_SETTINGS.enrolment, seed: 2 }), 7), seventh);
});
