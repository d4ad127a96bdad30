import test from "ava";
import { join } from "node:path";
import { project, shared } from "../shared.js";
import { type Fixture, loadFixture } from "./fixtures.js";
import { runScenario, type Scenario } from "./scenario.js";
import { compareTrace } from "./trace.js";

interface Case {
	readonly trace: string;
	readonly fixture: string;
	readonly scenario?: Omit<Scenario, "level">;
	/** Accesses at register level, and frames at SPI level, delays and deassertions included. */
	readonly accesses: readonly [number, number];
}

const OWN: readonly Case[] = [
	{ trace: "simple_convolution", fixture: "simple_convolution", accesses: [124, 187] },
	{ trace: "simple_convolution_batched", fixture: "simple_convolution", scenario: { batched: true }, accesses: [124, 187] },
	{ trace: "simple_separable_convolution", fixture: "simple_separable_convolution", accesses: [124, 177] },
	{ trace: "synthetic_learn_fnp3", fixture: "synthetic_learn_fnp3", accesses: [205, 239] },
	{ trace: "synthetic_learn_fnp2", fixture: "synthetic_learn_fnp2", accesses: [172, 204] },
	{ trace: "synthetic_multipass_learn", fixture: "synthetic_multipass_learn", accesses: [180, 215] },
	{
		trace: "synthetic_multipass_inference",
		fixture: "synthetic_multipass_learn",
		scenario: { inferOnly: true },
		accesses: [163, 195],
	},
	{ trace: "synthetic_sparse_io", fixture: "synthetic_sparse_io", accesses: [124, 144] },
];

/** The program is too large for the project. */
const LARGE: readonly Case[] = [
	{ trace: "simple_fully_connected_no_flash", fixture: "simple_fully_connected", accesses: [54, 68] },
	{ trace: "simple_fully_connected_flash", fixture: "simple_fully_connected", scenario: { flash: true }, accesses: [123, 184] },
];

function follow({ trace, fixture, scenario, accesses }: Case, programs: string, traces: string): void {
	(["register", "spi"] as const).forEach((level, i) => {
		test(`${trace}: every access at ${level} level is the engine's`, (t) => {
			const { events } = runScenario(loadFixture(fixture, programs), { ...scenario, level });
			const comparison = compareTrace(join(traces, `${trace}.${level}.jsonl`), events);
			t.log(`${comparison.compared} accesses compared`);
			t.deepEqual(comparison, { compared: accesses[i] as number, difference: undefined });
		});
	});
}

for (const item of OWN) follow(item, project("test", "golden", "programs"), project("test", "golden", "traces"));

const programs = shared("fixtures", "akd1500");
const traces = shared("golden", "traces");
if (programs && traces) for (const item of LARGE) follow(item, programs, traces);

for (const { fixture, scenario, trace } of OWN) {
	test(`${trace}: the fetched values are the recorded ones`, (t) => {
		const loaded = loadFixture(fixture);
		t.deepEqual(runScenario(loaded, { ...scenario, level: "spi" }).values, expectedValues(loaded));
	});
}

function expectedValues({ program, outputs }: Fixture): number[][] {
	return outputs.map((bytes) => [...(program.outputBits > 8 ? new Int32Array(bytes.buffer) : bytes)]);
}

test("the comparison names the first access that differs", (t) => {
	const { events } = runScenario(loadFixture("simple_convolution"), { level: "register" });
	const at = events.findIndex((event) => event.kind === "access" && event.address === 0xfcc30038);
	const path = project("test", "golden", "traces", "simple_convolution.register.jsonl");
	const { compared, difference } = compareTrace(
		path,
		events.filter((_, i) => i !== at),
	);
	t.is(compared, 25);
	t.regex(difference ?? "", /jsonl:28, phase program:\n {2}expected W fcc30038 4 00000000\n {2}found {4}R fcc30000 4 00000000$/);
	t.regex(compareTrace(path, events.slice(0, -3)).difference ?? "", /found {4}only 0 more events$/);
	t.is(compareTrace(path, [...events, ...events.slice(0, 2)]).difference, `2 more events than ${path} has`);
});
