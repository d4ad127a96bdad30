import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import test from "ava";
import fc from "fast-check";
import { DEFAULT_FRONT_END as F, type FrontEnd } from "../../src/features/front-end.js";
import { featuresOf } from "../../src/features/features-of.js";
import { Mfcc } from "../../src/features/mfcc.js";
import { Random } from "../../src/random.js";
import { project, shared } from "../shared.js";
import { agreement, Reference } from "./reference.js";
import { demoRecordings, EXTREMES, GEOMETRIES, randomWindow, wav, windowOf, windowsOf } from "./sounds.js";

const reference = new Reference(F);

/** Both implementations over all windows of a recording. */
function compare(samples: Int16Array, f: FrontEnd = F, exact = reference): { ours: number[]; expected: number[] } {
	const mfcc = new Mfcc(f);
	const row = new Uint8Array(f.coefficients);
	const ours: number[] = [];
	const expected: number[] = [];
	for (const window of windowsOf(samples, f)) {
		mfcc.frame(window, row);
		ours.push(...row);
		expected.push(...exact.row(window));
	}
	return { ours, expected };
}

test("demo recordings: at least 98 % of the bytes of every file equal the float64 reference, none is off by more than 1", (t) => {
	let different = 0;
	let bytes = 0;
	for (const path of demoRecordings()) {
		const file = basename(path);
		const { ours, expected } = compare(wav(path));
		const { different: d, worst } = agreement(ours, expected);
		t.true(worst <= 1, file);
		t.true(d <= 0.02 * ours.length, `${file}: ${d} of ${ours.length}`);
		different += d;
		bytes += ours.length;
	}
	t.log(`${different} of ${bytes} bytes differ`);
	t.true(bytes > 37_000);
	t.true(different <= 0.0002 * bytes);
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
		t.true(different <= 0.0002 * index.files.length * size);
	});
}

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
	fc.assert(
		fc.property(fc.integer(), (seed) => {
			const samples = randomWindow(new Random(seed), F.window);
			mfcc.frame(samples, row);
			return agreement(row, reference.row(samples)).worst <= 1;
		}),
		{ numRuns: 300, seed: 1 },
	);
	t.pass();
});

test("other geometries follow the same definition", (t) => {
	for (const part of GEOMETRIES) {
		const f = { ...F, ...part };
		const { ours, expected } = compare(wav(project("assets", "demo_wav", "preset_no_1.wav")), f, new Reference(f));
		const { different, worst } = agreement(ours, expected);
		t.true(worst <= 1, JSON.stringify(part));
		t.true(different <= 0.02 * ours.length, `${JSON.stringify(part)}: ${different} of ${ours.length}`);
	}
});
