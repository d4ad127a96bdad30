import test from "ava";
import { readFileSync } from "node:fs";
import { featuresOf } from "../../../src/features/features-of.js";
import { DEFAULT_FRONT_END } from "../../../src/features/front-end.js";
import { readWav } from "../../../tools/files/wav.js";
import { augmentTakes } from "../../../tools/learn/augment.js";
import { project } from "../../shared.js";

const take = (n: number): Int16Array => readWav(readFileSync(project("assets", "demo_wav", `new_backward_enrol_${n}.wav`)), "w").samples;

test("every variant of every take is there once, interleaved", (t) => {
	const { take: takes, variant, x } = augmentTakes([take(1), take(2)], DEFAULT_FRONT_END, { settings: { variants: 5 } });
	t.deepEqual(x.shape, [10, 49, 10, 1]);
	const pairs = Array.from(takes.data, (of, i) => `${of}.${variant.data[i]}`);
	t.is(new Set(pairs).size, 10);
	t.notDeepEqual(pairs, [...pairs].sort());
});

test("the same seed gives the same bytes, another one others; without shift and noise it is the recording", (t) => {
	const make = (seed: number) => augmentTakes([take(1)], DEFAULT_FRONT_END, { settings: { variants: 3, seed } }).x.data;
	t.deepEqual(make(1), make(1));
	t.notDeepEqual(make(1), make(2));
	const quiet = augmentTakes([take(1)], DEFAULT_FRONT_END, { settings: { variants: 1, shiftSamples: 0, noiseShare: 0, gainDb: 0 } });
	t.deepEqual(quiet.x.data, featuresOf(take(1), DEFAULT_FRONT_END));
});

test("the room is heard in some variants", (t) => {
	const room = Int16Array.from({ length: 16000 }, (_, i) => (i % 2 ? 3000 : -3000));
	const settings = { variants: 8 };
	const { data } = augmentTakes([take(1)], DEFAULT_FRONT_END, { settings, room }).x;
	t.notDeepEqual(data, augmentTakes([take(1)], DEFAULT_FRONT_END, { settings }).x.data);
});
