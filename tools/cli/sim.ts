import { dirname, join } from "node:path";
import { NodeEngine } from "../../host-sim/engines/node.js";
import { ScenarioRunner } from "../../host-sim/scenario.js";
import { Simulation } from "../../host-sim/simulation.js";
import { serveTwin } from "../../host-sim/twin/functional-twin.js";
import { ToolError } from "../errors.js";
import { loadFlash, saveFlash } from "../device/sim-port.js";
import { readWav } from "../files/wav.js";
import { openBundle, readInput } from "../files/read.js";
import { parseScript } from "./script.js";
import { Timeline } from "./timeline.js";

export interface SimOptions {
	readonly bundle: string;
	readonly wav?: string;
	readonly pty?: boolean;
	readonly flashImage?: string;
	readonly script?: string;
	readonly json?: boolean;
}

/** After the sound the firmware gets this long, in seconds. */
const TAIL = 1.5;

/** Runs the firmware on the emulated board; the sound starts when it listens, the script runs meanwhile. */
export async function sim(options: SimOptions): Promise<void> {
	if (options.pty) return (await import("./sim-pty.js")).simPty(options);
	if (options.wav === undefined) throw new ToolError("bad-option", "nothing is to be heard", "name a recording with --wav, or use --pty");
	run(options, options.wav);
}

function run(options: SimOptions, wav: string): void {
	const { samples, sampleRate } = readWav(readInput(wav), wav);
	const steps = options.script === undefined ? [] : parseScript(readInput(options.script), options.script);
	const { bytes, bundle } = openBundle(options.bundle);
	const simulation = new Simulation(bytes, new NodeEngine());
	serveTwin(simulation.board.chip, bundle, console.error);
	loadFlash(simulation, options.flashImage);
	const timeline = new Timeline((text) => process.stdout.write(text));
	const folder = dirname(options.script ?? ".");
	const runner = new ScenarioRunner(simulation, {
		recording: (name) => readWav(readInput(join(folder, name)), name).samples,
		...(!options.json && { onStep: (step) => timeline.step(step), onVerdict: (verdict) => timeline.verdict(verdict) }),
	});
	simulation.onEvent = (event) => {
		runner.event(event);
		if (options.json) process.stdout.write(`${JSON.stringify(event, rounded)}\n`);
		else timeline.event(event);
	};
	simulation.start();
	simulation.board.microphone.play(samples);
	const end = simulation.seconds + samples.length / sampleRate + TAIL;
	try {
		runner.run(steps);
		simulation.run(Math.max(0, end - simulation.seconds));
	} finally {
		timeline.end();
	}
	saveFlash(simulation, options.flashImage);
}

/** Times and scores with as many digits as mean something. */
const rounded = (_key: string, value: unknown): unknown =>
	typeof value === "number" && !Number.isInteger(value) ? Number(value.toFixed(4)) : value;
