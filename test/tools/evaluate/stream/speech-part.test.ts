import test from "ava";
import { Random } from "../../../../src/random.js";
import { speechPart } from "../../../../tools/evaluate/stream/speech-part.js";

/** One second of noise with a peak of `floor`; a tone of amplitude `loud` from one sample to another. */
function tone(loud: number, from: number, to: number, floor = 20): Int16Array {
	const random = new Random(1);
	return Int16Array.from({ length: 16000 }, (_, i) => {
		const noise = random.below(2 * floor + 1) - floor;
		return noise + (i >= from && i < to ? Math.round(loud * Math.sin((2 * Math.PI * 440 * i) / 16000)) : 0);
	});
}

test("speech is found to 10 ms, and its level is that of the speech alone", (t) => {
	const part = speechPart(tone(5000, 4000, 9600));
	t.is(part?.start, 4000);
	t.is(part?.end, 9600);
	t.true(Math.abs((part?.level ?? 0) - 5000 / Math.SQRT2) < 30);
});

test("a click before the speech is no speech", (t) => {
	const samples = tone(5000, 4000, 9600);
	samples.fill(30000, 800, 808);
	const part = speechPart(samples);
	t.is(part?.start, 4000);
	t.is(part?.end, 9600);
});

test("in a noisy recording the noise is not taken for speech", (t) => {
	const part = speechPart(tone(5000, 4000, 9600, 900));
	t.true(Math.abs((part?.start ?? 0) - 4000) <= 160);
	t.true(Math.abs((part?.end ?? 0) - 9600) <= 160);
});

test("a recording of one level holds no speech", (t) => {
	t.is(speechPart(new Int16Array(16000)), undefined);
	t.is(speechPart(tone(0, 0, 0)), undefined);
	t.is(speechPart(new Int16Array(10)), undefined);
});
