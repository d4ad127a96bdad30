import test from "ava";
import { levelled, rms } from "../../../tools/sound/level.js";

test("rms of a range; an empty one is silent", (t) => {
	t.is(rms([3, 4, 100], 0, 2), Math.sqrt(12.5));
	t.is(rms([]), 0);
});

test("samples are brought to a level, without their offset; silence stays silence", (t) => {
	const samples = Float32Array.of(7, 9, 7, 9);
	t.is(levelled(samples, 5), samples);
	t.deepEqual(samples, Float32Array.of(-5, 5, -5, 5));
	t.deepEqual(levelled(new Float32Array(3).fill(4), 300), new Float32Array(3));
});
