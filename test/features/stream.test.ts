import test from "ava";
import { FeatureWindow } from "../../src/features/feature-window.js";
import { featuresOf } from "../../src/features/features-of.js";
import { checkFrontEnd, DEFAULT_FRONT_END as F, type FrontEnd, FrontEndError, windowSamples } from "../../src/features/front-end.js";
import { Mfcc } from "../../src/features/mfcc.js";
import { Random } from "../../src/random.js";

const random = new Random(9);
const second = Int16Array.from({ length: windowSamples(F) }, () => random.below(8000) - 4000);

/** Pushes samples hop by hop; returns the rows that came out. */
function stream(mfcc: Mfcc, samples: Int16Array, f: FrontEnd = F): Uint8Array[] {
	const rows: Uint8Array[] = [];
	for (let from = 0; from + f.hop <= samples.length; from += f.hop) {
		const row = new Uint8Array(f.coefficients);
		if (mfcc.push(samples.subarray(from, from + f.hop), row)) rows.push(row);
	}
	return rows;
}

test("hop by hop gives the same rows as the whole recording, the first one when the window is full", (t) => {
	t.is(second.length, 16000);
	const rows = stream(new Mfcc(F), second);
	t.is(rows.length, 49);
	t.deepEqual(Uint8Array.from(rows.flatMap((row) => [...row])), featuresOf(second, F));
});

test("a reset forgets the samples: nothing of an earlier sound is in a later row", (t) => {
	const mfcc = new Mfcc(F);
	stream(mfcc, second);
	mfcc.reset();
	t.deepEqual(stream(mfcc, second.subarray(0, 1600)), stream(new Mfcc(F), second.subarray(0, 1600)));
});

test("a short recording is centred in silence, a long one gives its first window", (t) => {
	const short = second.subarray(0, 4000);
	const centred = new Int16Array(16000);
	centred.set(short, 6000);
	t.deepEqual(featuresOf(short, F), featuresOf(centred, F));
	const long = new Int16Array(20000);
	long.set(second);
	long.fill(9999, 16000);
	t.deepEqual(featuresOf(long, F), featuresOf(second, F));
	t.deepEqual(featuresOf(new Int16Array(0), F), featuresOf(new Int16Array(16000), F));
});

test("the feature window starts as acoustic silence and holds the newest rows, oldest first", (t) => {
	const window = new FeatureWindow(F);
	const out = new Uint8Array(490);
	window.copyTo(out);
	t.deepEqual(out, featuresOf(new Int16Array(16000), F));
	for (let n = 1; n <= 60; n++) window.push(new Uint8Array(10).fill(n));
	t.is(window.count, 60);
	window.copyTo(out);
	for (let row = 0; row < 49; row++) t.is(out[row * 10 + 3], 12 + row);
	window.clear();
	window.push(new Uint8Array(10).fill(7));
	window.copyTo(out);
	t.is(out[489], 7);
	t.is(out[479], 160);
	t.is(out[470], 0);
});

test("a window or a row of another size than the front end's is refused", (t) => {
	const mfcc = new Mfcc(F);
	for (const [samples, bytes] of [
		[0, 10],
		[639, 10],
		[641, 10],
		[640, 9],
		[640, 11],
	] as const) {
		const error = t.throws(() => mfcc.frame(new Int16Array(samples), new Uint8Array(bytes)), { instanceOf: FrontEndError });
		t.is(error?.code, "frame-size");
		t.regex(error?.message ?? "", new RegExp(`${samples} samples.* ${bytes} bytes`));
	}
	t.throws(() => stream(mfcc, second.subarray(0, 1280), { ...F, coefficients: 9 }), { instanceOf: FrontEndError });
});

test("a front end that cannot be computed is refused with a code and one line", (t) => {
	const cases: [Partial<FrontEnd>, FrontEndError["code"]][] = [
		[{ sampleRate: 4000 }, "sample-rate"],
		[{ sampleRate: Number.NaN }, "sample-rate"],
		[{ fft: 1000 }, "fft-size"],
		[{ fft: 4096 }, "fft-size"],
		[{ window: 1025 }, "window"],
		[{ window: 0 }, "window"],
		[{ window: 640.5 }, "window"],
		[{ hop: 0 }, "hop"],
		[{ hop: 641 }, "hop"],
		[{ melLow: 4000, melHigh: 4000 }, "mel-range"],
		[{ melHigh: 8001 }, "mel-range"],
		[{ melLow: Number.NaN }, "mel-range"],
		[{ melBins: 65 }, "mel-bins"],
		[{ coefficients: 41 }, "coefficients"],
		[{ coefficients: 0 }, "coefficients"],
		[{ frames: 0 }, "frames"],
		[{ outputScale: 1e6 }, "output-range"],
		[{ outputOffset: Number.POSITIVE_INFINITY }, "output-range"],
		[{ outputScale: Number.NaN }, "output-range"],
	];
	t.notThrows(() => checkFrontEnd(F));
	for (const [part, code] of cases) {
		const error = t.throws(() => new Mfcc({ ...F, ...part }), { instanceOf: FrontEndError }, JSON.stringify(part));
		t.is(error?.code, code, JSON.stringify(part));
		t.false(error?.message.includes("\n"));
	}
});
