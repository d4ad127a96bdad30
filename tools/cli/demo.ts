import { readFileSync } from "node:fs";
import { type Engine, NodeEngine } from "../../host-sim/engines/node.js";
import { ScenarioRunner, type Step, type Verdict } from "../../host-sim/scenario.js";
import { Simulation, type TimedEvent } from "../../host-sim/simulation.js";
import { serveTwin } from "../../host-sim/twin/functional-twin.js";
import { readBundle } from "../../src/bundle/bundle.js";
import { openBundle, readInput } from "../files/read.js";
import { readWav } from "../files/wav.js";
import { packaged } from "../package.js";
import { findPython } from "../vendor/python.js";
import { conversionOf, forSilicon } from "../vendor/silicon.js";
import { openEngine, otherEngine } from "./engine.js";
import type { EngineName } from "./engine-names.js";
import { colours, grouped, printJson, table } from "./format.js";
import { Timeline } from "./timeline.js";

/** A new word must be recognised this often, of its six held-out recordings after the lesson. */
const NEW_WORD_GOAL = 5;

interface DemoScenario {
	/** The word that is taught; its recordings are held out from the lesson. */
	readonly newWord: string;
	readonly steps: readonly Step[];
}

const INTRODUCTION = [
	"The firmware runs on an emulated board: synthetic speech goes into its microphone, SPI frames go to an emulated AKD1500.",
	"Times are simulated seconds; in brackets the score of a word, 0 to 1.",
].join("\n");

const SILICON =
	"Its program comes from the vendor's compiler; what it computes, a functional twin computes in its place (docs/silicon.md).";
const ON_XS = "It runs on XS, the JavaScript engine of the microcontrollers, in the build for a board (docs/budget.md).";

export interface DemoOptions {
	readonly bundle: string;
	readonly target: "simulator" | "akd1500";
	readonly python?: string;
	readonly engine: EngineName;
	readonly json?: boolean;
}

/** Runs the demo; returns the process's exit code: 1 when a preset word is missed or the new word is not learned. */
export async function demo(options: DemoOptions): Promise<number> {
	const bytes = await bundleFor(options);
	const engine = await openEngine(options.engine);
	const { newWord, steps } = JSON.parse(readFileSync(packaged("assets", "demo.json"), "utf8")) as DemoScenario;
	if (options.json) return demoAsJson(bytes, engine, steps, newWord);
	const timeline = new Timeline((text) => process.stdout.write(text));
	console.log(introduction(bytes, options.engine));
	timeline.step({ say: "Power on" });
	const started = performance.now();
	const { events, runner, simulation } = play(bytes, engine, steps, timeline);
	timeline.end();
	console.log(closing(simulation, runner, (performance.now() - started) / 1000));
	const code = judge(runner, newWord);
	if (options.engine === "xs") return Math.max(code, compareWithNode(events, bytes, steps));
	console.log(colours.dim(otherEngine()));
	return code;
}

/** One event per line, and a last line that judges. */
function demoAsJson(bytes: Uint8Array, engine: Engine, steps: readonly Step[], newWord: string): number {
	const { events, runner } = play(bytes, engine, steps);
	for (const event of events) printJson(event);
	const problems = problemsOf(runner, newWord);
	printJson({ type: "result", passed: problems.length === 0, problems, falseAlarms: runner.falseAlarms, verdicts: runner.verdicts });
	return problems.length === 0 ? 0 : 1;
}

interface DemoRun {
	readonly simulation: Simulation;
	readonly runner: ScenarioRunner;
	readonly events: readonly TimedEvent[];
}

/** Plays the scenario, with a timeline for people to see it. */
function play(bytes: Uint8Array, engine: Engine, steps: readonly Step[], timeline?: Timeline): DemoRun {
	const simulation = new Simulation(bytes, engine);
	serveTwin(simulation.board.chip, readBundle(bytes), console.error);
	const events: TimedEvent[] = [];
	const runner = new ScenarioRunner(simulation, {
		recording: (name) => readWav(readInput(packaged("assets", "demo_wav", name)), name).samples,
		onStep: (step) => timeline?.step(step),
		onVerdict: (verdict) => timeline?.verdict(verdict),
	});
	simulation.onEvent = (event) => {
		events.push(event);
		runner.event(event);
		timeline?.event(event);
	};
	simulation.start();
	runner.run(steps);
	return { simulation, runner, events };
}

function introduction(bytes: Uint8Array, engine: EngineName): string {
	const silicon = readBundle(bytes).twin ? [SILICON] : [];
	return [...silicon, INTRODUCTION, ...(engine === "xs" ? [ON_XS] : [])].join("\n");
}

/** What the firmware reports must not depend on the engine; 0 if it does not. */
function compareWithNode(events: readonly TimedEvent[], bytes: Uint8Array, steps: readonly Step[]): number {
	const expected = play(bytes, new NodeEngine(), steps).events;
	const line = (event: TimedEvent | undefined): string => JSON.stringify(event) ?? "nothing";
	for (let i = 0; i < Math.max(events.length, expected.length); i++) {
		if (line(events[i]) === line(expected[i])) continue;
		console.error(`demo: event ${i + 1} on XS is ${line(events[i])}, on Node ${line(expected[i])}`);
		return 1;
	}
	console.log(colours.green(`Node reports the same: ${events.length} events, to the last score.`));
	return 0;
}

/** The bundle, with a program for the target. */
async function bundleFor({ bundle: path, target, python }: DemoOptions): Promise<Uint8Array> {
	const { bytes, bundle } = openBundle(path);
	if (target === "simulator" || bundle.kind === "silicon") return bytes;
	return (await forSilicon(conversionOf(bytes), findPython(python))).bundle;
}

function closing(simulation: Simulation, runner: ScenarioRunner, realSeconds: number): string {
	const sections = [...new Set(runner.verdicts.map((verdict) => verdict.section))];
	const rows = sections.map((section) =>
		resultRow(
			section,
			runner.verdicts.filter((verdict) => verdict.section === section),
		),
	);
	const { counters } = simulation.board.chip;
	const ratio = simulation.seconds / realSeconds;
	return [
		"",
		colours.bold("Result"),
		table([["", "right", "wrong", "missed", "answer after the end"], ...rows]),
		"",
		"  The answer counts from the end of the recording, about a quarter of a second after the word.",
		"",
		`  false alarms        ${runner.falseAlarms.length === 0 ? "none" : runner.falseAlarms.join(", ")}`,
		`  SPI                 ${grouped(counters.bytesIn + counters.bytesOut)} bytes in ${grouped(counters.frames)} frames, ${grouped(counters.jobs)} jobs`,
		`  time                ${simulation.seconds.toFixed(1)} s simulated in ${realSeconds.toFixed(1)} s (${ratio.toFixed(0)} x real time)`,
		"",
	].join("\n");
}

function resultRow(section: string, verdicts: readonly Verdict[]): string[] {
	const right = verdicts.filter((v) => v.heard === v.expected);
	const missed = verdicts.filter((v) => v.heard === undefined);
	const latencies = right.map((v) => v.latency ?? 0).sort((a, b) => a - b);
	const median = latencies[latencies.length >> 1];
	const wrong = verdicts.length - right.length - missed.length;
	return [section, `${right.length}`, `${wrong}`, `${missed.length}`, median === undefined ? "" : `${Math.round(median * 1000)} ms`];
}

/** Prints what the demo did not keep; 0 if there is nothing. */
function judge(runner: ScenarioRunner, newWord: string): number {
	const problems = problemsOf(runner, newWord);
	if (problems.length === 0)
		console.log(colours.green("The new word was learned, the old words still work, and both survive a power cycle."));
	for (const problem of problems) console.error(`demo: ${problem}`);
	return problems.length === 0 ? 0 : 1;
}

/** What the demo promises and did not keep. */
function problemsOf(runner: ScenarioRunner, newWord: string): string[] {
	const problems: string[] = [];
	for (const section of new Set(runner.verdicts.map((verdict) => verdict.section))) {
		const verdicts = runner.verdicts.filter((verdict) => verdict.section === section);
		const taught = verdicts.filter((v) => v.expected === newWord);
		const right = taught.filter((v) => v.heard === newWord).length;
		const needed = Math.ceil((NEW_WORD_GOAL / 6) * taught.length);
		if (right < needed) problems.push(`${section}: "${newWord}" recognised ${right} times of ${taught.length}, ${needed} needed`);
		for (const v of verdicts) {
			if (v.expected === newWord || v.heard === v.expected) continue;
			problems.push(`${section}: "${v.expected}" (${v.file}) was ${v.heard === undefined ? "missed" : `taken for "${v.heard}"`}`);
		}
	}
	return problems;
}
