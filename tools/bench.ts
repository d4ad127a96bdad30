import { readFileSync } from "node:fs";
import { NodeEngine } from "../host-sim/engines/node.js";
import { Simulation } from "../host-sim/simulation.js";
import { readBundle } from "../src/bundle/bundle.js";
import { featuresOf } from "../src/features/features-of.js";
import { Mfcc } from "../src/features/mfcc.js";
import { openChipBench } from "./chip/bench.js";
import { table } from "./cli/format.js";
import { openEmulator } from "./emulator.js";
import { readWav } from "./files/wav.js";
import { DEFAULT_BUNDLE, packaged } from "./package.js";

// npm run bench: medians of several rounds on this machine, as whole numbers of work per round.

const ROUNDS = 9;

interface Measurement {
	readonly what: string;
	readonly goal: string;
	readonly unit: string;
	/** Runs the work once; returns the figure in `unit`. */
	readonly round: () => number | Promise<number>;
}

const bundleBytes = readFileSync(DEFAULT_BUNDLE);
const bundle = readBundle(bundleBytes);
const samples = readWav(readFileSync(packaged("assets", "demo_wav", "preset_no_1.wav")), "preset_no_1.wav").samples;

const milliseconds = (work: () => void): number => {
	const from = performance.now();
	work();
	return performance.now() - from;
};

function mfccRound(): () => number {
	const mfcc = new Mfcc(bundle.frontEnd);
	const row = new Uint8Array(bundle.frontEnd.coefficients);
	const { hop } = bundle.frontEnd;
	const hops = Math.floor(samples.length / hop);
	return () =>
		milliseconds(() => {
			for (let i = 0; i < hops; i++) mfcc.push(samples.subarray(i * hop, (i + 1) * hop), row);
		}) / hops;
}

function inferenceRound(): () => number {
	const { driver } = openEmulator(bundle.program);
	const features = featuresOf(samples, bundle.frontEnd);
	const jobs = 20;
	return () =>
		milliseconds(() => {
			for (let i = 0; i < jobs; i++) driver.run(features);
		}) / jobs;
}

/** Ten seconds of speech, a word a second: the gate stays open. */
function simulationRound(): number {
	const simulation = new Simulation(bundleBytes, new NodeEngine());
	simulation.start();
	simulation.board.microphone.play(samples, true);
	const from = simulation.seconds;
	const spent = milliseconds(() => simulation.run(10));
	return ((simulation.seconds - from) * 1000) / spent;
}

const chip = await openChipBench(bundle.program);

const measurements: Measurement[] = [
	{ what: "MFCC, one hop", goal: "<= 0.5", unit: "ms", round: mfccRound() },
	{ what: "inference through the wire", goal: "<= 10", unit: "ms", round: inferenceRound() },
	{ what: "program through the wire", goal: "<= 1000", unit: "ms", round: () => milliseconds(() => openEmulator(bundle.program)) },
	{ what: "program through the chip's socket", goal: "<= 1000", unit: "ms", round: chip.loading },
	{ what: "chip server in process", goal: ">= 20000", unit: "frames/s", round: chip.inProcess },
	{ what: "chip server over its socket", goal: ">= 5000", unit: "frames/s", round: chip.overSocket },
	{ what: "simulation under constant speech", goal: ">= 15", unit: "x real time", round: simulationRound },
];

async function measure({ what, goal, unit, round }: Measurement): Promise<string[]> {
	await round();
	await round();
	const figures: number[] = [];
	while (figures.length < ROUNDS) figures.push(await round());
	figures.sort((a, b) => a - b);
	const at = (i: number): string => (figures[i] ?? 0).toFixed(2);
	return [what, at(ROUNDS >> 1), at(0), at(ROUNDS - 1), unit, goal];
}

const rows: string[][] = [];
for (const measurement of measurements) rows.push(await measure(measurement));
await chip.close();
console.log(table([["", "median", "min", "max", "unit", "goal"], ...rows]));
