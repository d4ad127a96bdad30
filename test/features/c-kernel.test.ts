import { readFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { DEFAULT_FRONT_END as F, type FrontEnd } from "../../src/features/front-end.js";
import { Random } from "../../src/random.js";
import { shared } from "../shared.js";
import { accepts, buildDriver, findCompiler, rowsInC, rowsInTypeScript, SANITIZERS } from "./c-kernel.js";
import { scratch } from "../scratch.js";
import { demoRecordings, EXTREMES, GEOMETRIES, randomWindow, wav, windowsOf } from "./sounds.js";

const compiler = findCompiler();
if (compiler) compare(compiler);
else {
	test("skipped: no C compiler", (t) => {
		t.log("the C kernel is compared with the TypeScript one where there is a C compiler: install one or name it in CC");
		t.pass();
	});
}

function compare(compiler: string): void {
	const folder = scratch();
	const driver = buildDriver(compiler, [], folder);

	const equal = (t: ExecutionContext, windows: readonly Int16Array[], f: FrontEnd = F, program = driver): void => {
		t.true(windows.length > 0);
		const expected = rowsInTypeScript(f, windows);
		t.is(Buffer.compare(rowsInC(program, f, windows), expected), 0, JSON.stringify(f));
	};

	test("the C kernel equals the TypeScript one: demo recordings", (t) => {
		equal(
			t,
			demoRecordings().flatMap((path) => windowsOf(wav(path))),
		);
	});

	const golden = shared("golden", "kws");
	if (golden) {
		test("the C kernel equals the TypeScript one: golden recordings", (t) => {
			const index = JSON.parse(readFileSync(join(golden, "mfcc_wav.json"), "utf8")) as { files: { file: string }[] };
			equal(
				t,
				index.files.flatMap(({ file }) => windowsOf(wav(join(golden, file)))),
			);
		});
	}

	test("the C kernel equals the TypeScript one: extreme sounds", (t) => {
		equal(t, Object.values(EXTREMES));
	});

	test("the C kernel equals the TypeScript one: 10,000 windows of noise of any loudness", (t) => {
		const random = new Random(11);
		equal(
			t,
			Array.from({ length: 10_000 }, () => randomWindow(random, F.window)),
		);
	});

	test("the C kernel equals the TypeScript one: other geometries", (t) => {
		for (const part of [...GEOMETRIES, ...CORNERS]) equal(t, noises({ ...F, ...part }, 300), { ...F, ...part });
	});

	if (accepts(compiler, SANITIZERS, folder)) {
		test("the C kernel stays inside its buffers and inside the language", (t) => {
			const checked = buildDriver(compiler, SANITIZERS, folder);
			equal(t, Object.values(EXTREMES), F, checked);
			for (const part of [{}, ...GEOMETRIES, ...CORNERS]) equal(t, noises({ ...F, ...part }, 40), { ...F, ...part }, checked);
		});
	} else {
		test("skipped: the C compiler has no sanitizers", (t) => t.pass());
	}
}

/** The smallest and the largest that can be computed, and sizes that are no multiples of anything. */
const CORNERS: readonly Partial<FrontEnd>[] = [
	{ window: 2, hop: 1, fft: 128 },
	{ window: 3, hop: 1, fft: 128, melBins: 64, coefficients: 64, melLow: 0, melHigh: 8000 },
	{ window: 2048, fft: 2048, melBins: 64, coefficients: 64, melLow: 0, melHigh: 8000 },
	{ window: 255, hop: 100, fft: 256, melBins: 7, coefficients: 6 },
	{ window: 161, hop: 80, fft: 256 },
	{ sampleRate: 8000, window: 200, hop: 80, fft: 256, melBins: 23, coefficients: 12 },
	{ melBins: 2, coefficients: 2, melLow: 3000, melHigh: 3001 },
];

const noises = (f: FrontEnd, count: number): Int16Array[] => {
	const random = new Random(f.window);
	return Array.from({ length: count }, () => randomWindow(random, f.window));
};
