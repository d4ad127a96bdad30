import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import test from "ava";
import fc from "fast-check";
import { DEFAULT_FRONT_END as F, type FrontEnd } from "../../src/features/front-end.js";
import { featuresOf } from "../../src/features/features-of.js";
import { Mfcc } from "../../src/features/mfcc.js";
import { Random } from "../../src/random.js";
import { readWav } from "../../tools/files/wav.js";
import { project, shared } from "../shared.js";
import { agreement, Reference } from "./reference.js";

const reference = new Reference(F);
const wav = (path: string): Int16Array => readWav(readFileSync(path), basename(path)).samples;
const windowOf = (value: (n: number) => number): Int16Array => Int16Array.from({ length: F.window }, (_, n) => value(n));

/** Both implementations over all windows of a recording. */
function compare(samples: Int16Array, f: FrontEnd = F, exact = reference): { ours: number[]; expected: number[] } {
	const mfcc = new Mfcc(f);
	const row = new Uint8Array(f.coefficients);
	const ours: number[] = [];
	const expected: number[] = [];
	for (let from = 0; from + f.window <= samples.length; from += f.hop) {
		const window = samples.subarray(from, from + f.window);
		mfcc.frame(window, row);
		ours.push(...row);
		expected.push(...exact.row(window));
	}
	return { ours, expected };
}

test("demo recordings: at least 98 % of the bytes of every file equal the float64 reference, none is off by more than 1", (t) => {
	const folder = project("assets", "demo_wav");
	let different = 0;
	let bytes = 0;
	for (const file of readdirSync(folder).filter((name) => name.endsWith(".wav"))) {
		const { ours, expected } = compare(wav(join(folder, file)));
		const { different: d, worst } = agreement(ours, expected);
		t.true(worst <= 1, file);
		t.true(d <= 0.02 * ours.length, `${file}: ${d} of ${ours.length}`);
		different += d;
		bytes += ours.length;
	}
	t.log(`${different} of ${bytes} bytes differ`);
	t.true(bytes > 37_000);
	t.true(different <= 0.001 * bytes);
});

const golden = shared("golden", "kws");
if (golden) {
	test("golden recordings: at least 98 % of the bytes of every file equal the published ones, none is off by more than 1", (t) => {
		const index = JSON.parse(readFileSync(join(golden, "mfcc_wav.json"), "utf8")) as { files: { file: string }[] };
		const bytes = readFileSync(join(golden, "mfcc_wav.bin"));
		const size = F.frames * F.coefficients;
		let different = 0;
		index.files.forEach(({ file }, i) => {
			const found = agreement(featuresOf(wav(join(golden, file)), F), bytes.subarray(i * size, (i + 1) * size));
			t.true(found.worst <= 1, file);
			t.true(found.different <= 0.02 * size, `${file}: ${found.different} of ${size}`);
			different += found.different;
		});
		t.log(`${different} of ${index.files.length * size} bytes differ`);
		t.is(index.files.length, 68);
		t.true(different <= 0.001 * index.files.length * size);
	});
}

const noise = (peak: number, seed: number): Int16Array => {
	const random = new Random(seed);
	return windowOf(() => Math.max(-32768, Math.min(32767, Math.round(((random.below(32768) - 16384) / 16384) * peak))));
};

const EXTREMES: Record<string, Int16Array> = {
	"digital silence": windowOf(() => 0),
	"full-scale square wave": windowOf((n) => (Math.floor(n / 16) & 1 ? -32768 : 32767)),
	"DC of 1": windowOf(() => 1),
	"DC of 1000": windowOf(() => 1000),
	"DC of -32768": windowOf(() => -32768),
	"white noise at -90 dBFS": noise(1, 5),
	"white noise at 0 dBFS": noise(32768, 6),
	"a tone above the mel range": windowOf((n) => Math.round(32767 * Math.sin((2 * Math.PI * 6000 * n) / 16000))),
	"full scale at the Nyquist frequency": windowOf((n) => (n & 1 ? 32767 : -32768)),
};

for (const [name, samples] of Object.entries(EXTREMES)) {
	test(`${name}: no byte is off by more than 1`, (t) => {
		const { ours, expected } = compare(samples);
		t.true(agreement(ours, expected).worst <= 1, `${ours} instead of ${expected}`);
	});
}

test("digital silence is all at the log floor", (t) => {
	t.deepEqual(compare(windowOf(() => 0)).ours, [0, 160, 160, 160, 160, 160, 160, 160, 160, 160]);
});

test("a single-sample impulse anywhere in the window, of any height", (t) => {
	const mfcc = new Mfcc(F);
	const row = new Uint8Array(F.coefficients);
	let different = 0;
	let bytes = 0;
	for (const height of [1, 300, 32767, -32768]) {
		for (let at = 0; at < F.window; at += 7) {
			const samples = windowOf((n) => (n === at ? height : 0));
			mfcc.frame(samples, row);
			const found = agreement(row, reference.row(samples));
			t.true(found.worst <= 1, `${height} at ${at}`);
			different += found.different;
			bytes += row.length;
		}
	}
	t.true(different <= 0.02 * bytes, `${different} of ${bytes}`);
});

test("any window of any loudness: no byte is off by more than 1", (t) => {
	const mfcc = new Mfcc(F);
	const row = new Uint8Array(F.coefficients);
	const sample = fc.tuple(fc.integer(), fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 3 }));
	fc.assert(
		fc.property(sample, ([seed, bits, kind]) => {
			const random = new Random(seed);
			const slow = windowOf(() => ((random.next() << 16) >> 16) >> bits);
			const samples = kind === 0 ? slow : slow.map((x, n) => (kind === 1 ? slow[n >> 3] ?? 0 : kind === 2 ? (n % 40 < 3 ? x : 0) : x >> (n >> 6)));
			mfcc.frame(samples, row);
			return agreement(row, reference.row(samples)).worst <= 1;
		}),
		{ numRuns: 300, seed: 1 },
	);
	t.pass();
});

test("other geometries follow the same definition", (t) => {
	const geometries: Partial<FrontEnd>[] = [
		{ window: 1024, hop: 512 },
		{ window: 400, hop: 160, fft: 512, melBins: 26, coefficients: 13 },
		{ window: 480, hop: 160, fft: 2048, melLow: 100, melHigh: 8000 },
		{ window: 128, hop: 128, fft: 128, melBins: 8, coefficients: 8 },
		{ window: 640, melBins: 1, coefficients: 1, melLow: 0, melHigh: 8000 },
		{ window: 639, hop: 320 },
		{ outputScale: 25, outputOffset: 128 },
	];
	for (const part of geometries) {
		const f = { ...F, ...part };
		const { ours, expected } = compare(wav(project("assets", "demo_wav", "preset_no_1.wav")), f, new Reference(f));
		const { different, worst } = agreement(ours, expected);
		t.true(worst <= 1, JSON.stringify(part));
		t.true(different <= 0.02 * ours.length, `${JSON.stringify(part)}: ${different} of ${ours.length}`);
	}
});
