import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { DEFAULT_FRONT_END as F, type FrontEnd } from "../../src/features/front-end.js";
import { Random } from "../../src/random.js";
import { readWav } from "../../tools/files/wav.js";
import { project } from "../shared.js";

export const wav = (path: string): Int16Array => readWav(readFileSync(path), basename(path)).samples;

/** Paths of the recordings that come with the project. */
export function demoRecordings(): string[] {
	const folder = project("assets", "demo_wav");
	return readdirSync(folder)
		.filter((name) => name.endsWith(".wav"))
		.map((name) => join(folder, name));
}

/** All windows of a recording. */
export function windowsOf(samples: Int16Array, f: FrontEnd = F): Int16Array[] {
	const windows: Int16Array[] = [];
	for (let from = 0; from + f.window <= samples.length; from += f.hop) windows.push(samples.subarray(from, from + f.window));
	return windows;
}

export const windowOf = (value: (n: number) => number): Int16Array => Int16Array.from({ length: F.window }, (_, n) => value(n));

const noise = (peak: number, seed: number): Int16Array => {
	const random = new Random(seed);
	return windowOf(() => Math.max(-32768, Math.min(32767, Math.round(((random.below(32768) - 16384) / 16384) * peak))));
};

/** So loud where the window is low that a product with it is flat, silent where that would clip. */
const flat = (level: number, period: number): Int16Array =>
	windowOf((n) => {
		const x = level / (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / F.window));
		return x > 32767 ? 0 : Math.round(n % period < period / 2 ? x : -x);
	});

export const EXTREMES: Readonly<Record<string, Int16Array>> = {
	"digital silence": windowOf(() => 0),
	"full-scale square wave": windowOf((n) => (Math.floor(n / 16) & 1 ? -32768 : 32767)),
	"DC of 1": windowOf(() => 1),
	"DC of -1": windowOf(() => -1),
	"DC of 1000": windowOf(() => 1000),
	"DC of -32768": windowOf(() => -32768),
	"DC of 3062 after the window": flat(3062, F.window * 2),
	"a square wave of 3062 after the window": flat(3062, 4),
	"white noise at -90 dBFS": noise(1, 5),
	"white noise at 0 dBFS": noise(32768, 6),
	"a tone above the mel range": windowOf((n) => Math.round(32767 * Math.sin((2 * Math.PI * 6000 * n) / 16000))),
	"full scale at the Nyquist frequency": windowOf((n) => (n & 1 ? 32767 : -32768)),
};

/** Front ends with other numbers of FFT stages, windows with and without zeros after them, edges without a bin, both ends of the spectrum. */
export const GEOMETRIES: readonly Partial<FrontEnd>[] = [
	{ window: 1024, hop: 512 },
	{ window: 400, hop: 160, fft: 512, melBins: 26, coefficients: 13 },
	{ window: 480, hop: 160, fft: 2048, melLow: 100, melHigh: 8000 },
	{ window: 128, hop: 128, fft: 128, melBins: 8, coefficients: 8 },
	{ window: 640, melBins: 1, coefficients: 1, melLow: 0, melHigh: 8000 },
	{ window: 639, hop: 320 },
	{ outputScale: 25, outputOffset: 128 },
];

/** Noise of any loudness: plain, slow, in pulses, dying away. */
export function randomWindow(random: Random, length: number): Int16Array {
	const bits = random.below(16);
	const plain = Int16Array.from({ length }, () => ((random.next() << 16) >> 16) >> bits);
	switch (random.below(4)) {
		case 0:
			return plain.map((_, n) => plain[n >> 3] as number);
		case 1:
			return plain.map((x, n) => (n % 40 < 3 ? x : 0));
		case 2:
			return plain.map((x, n) => x >> ((n << 4) / length));
		default:
			return plain;
	}
}
