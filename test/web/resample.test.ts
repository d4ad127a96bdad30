import test from "ava";
import { Resampler, toPcm } from "../../web/resample.js";

const OUT = 16000;

const sine = (hz: number, rate: number, seconds: number, level = 0.5): Float32Array =>
	Float32Array.from({ length: Math.round(rate * seconds) }, (_, i) => level * Math.sin((2 * Math.PI * hz * i) / rate));

/** The whole signal, pushed in pieces of any length. */
function resampled(input: Float32Array, from: number, to = OUT, piece = 1024): Float32Array {
	const resampler = new Resampler(from, to);
	const out: number[] = [];
	for (let at = 0; at < input.length; at += piece) out.push(...resampler.push(input.subarray(at, at + piece)));
	return Float32Array.from(out);
}

/** RMS after the filter has settled, in dB below a sine of level 0.5. */
function decibels(signal: Float32Array): number {
	const settled = signal.subarray(400);
	const power = settled.reduce((sum, x) => sum + x * x, 0) / settled.length;
	return 10 * Math.log10(power / 0.125 + 1e-30);
}

for (const from of [48000, 44100, 96000]) {
	test(`${from} Hz: nothing above 8 kHz comes through, whatever it would fold to`, (t) => {
		let worst = -Infinity;
		for (let hz = 8000; hz < from / 2; hz += 173) worst = Math.max(worst, decibels(resampled(sine(hz, from, 0.15), from)));
		t.true(worst < -60, `${worst.toFixed(1)} dB`);
	});

	test(`${from} Hz: what the front end looks at passes unchanged`, (t) => {
		for (let hz = 40; hz <= 6600; hz += 331) {
			const level = decibels(resampled(sine(hz, from, 0.15), from));
			t.true(Math.abs(level) < 0.1, `${hz} Hz: ${level.toFixed(2)} dB`);
		}
	});

	test(`${from} Hz: a sweep through all frequencies leaves no trace of those that alias`, (t) => {
		const seconds = 1;
		const top = from / 2;
		const sweep = Float32Array.from(
			{ length: from * seconds },
			(_, i) => 0.5 * Math.sin((Math.PI * top * i * i) / (from * from * seconds)),
		);
		const out = resampled(sweep, from);
		// From the moment on at which the sweep has passed 8 kHz, plus the length of the filter.
		const quiet = out.subarray(Math.ceil(out.length * (8000 / top)) + 200);
		const largest = quiet.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
		t.true(20 * Math.log10(largest / 0.5) < -60, `${20 * Math.log10(largest / 0.5)} dB`);
	});
}

test("the tone of the output is that of the input", (t) => {
	const delay = new Resampler(44100, OUT).delay(44100);
	const out = resampled(sine(1000, 44100, 0.2), 44100);
	for (let i = 600; i < 2600; i++) {
		const expected = 0.5 * Math.sin(2 * Math.PI * 1000 * (i / OUT - delay + 0.5 / 44100));
		t.true(Math.abs((out[i] as number) - expected) < 0.002, `sample ${i}: ${out[i]}, not ${expected}`);
	}
});

test("how the sound is cut into pieces makes no difference", (t) => {
	const input = sine(777, 44100, 0.1);
	const whole = resampled(input, 44100, OUT, input.length);
	for (const piece of [1, 7, 128, 441, 4000]) t.deepEqual(resampled(input, 44100, OUT, piece), whole);
});

test("as many samples come out as time has passed", (t) => {
	for (const from of [8000, 16000, 22050, 44100, 48000, 96000]) {
		const { length } = resampled(new Float32Array(from), from);
		t.true(Math.abs(length - OUT) <= 1, `${from} Hz: ${length}`);
	}
});

test("nothing comes of nothing", (t) => {
	const resampler = new Resampler(48000, OUT);
	t.is(resampler.push(new Float32Array(0)).length, 0);
	t.true(resampler.push(new Float32Array(4800)).every((x) => x === 0));
});

test("samples become 16 bits, and what is too loud is clipped", (t) => {
	t.deepEqual([...toPcm(Float32Array.of(0, 0.5, -0.5, 1, -1, 3, -3))], [0, 16384, -16384, 32767, -32768, 32767, -32768]);
});
