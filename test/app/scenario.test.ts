import test from "ava";
import { NodeEngine } from "../../host-sim/engines/node.js";
import { ScenarioError, ScenarioRunner, type Step, type Verdict } from "../../host-sim/scenario.js";
import { Simulation, type TimedEvent } from "../../host-sim/simulation.js";
import { defaultBundle, QUICK, recording } from "./scene.js";

interface Played {
	readonly simulation: Simulation;
	readonly runner: ScenarioRunner;
	readonly events: TimedEvent[];
	readonly verdicts: Verdict[];
}

/** Plays steps on a fresh board. */
function play(...steps: Step[]): Played {
	const simulation = new Simulation(defaultBundle(), new NodeEngine(QUICK));
	const events: TimedEvent[] = [];
	const verdicts: Verdict[] = [];
	const runner = new ScenarioRunner(simulation, { recording, onVerdict: (verdict) => verdicts.push(verdict) });
	simulation.onEvent = (event) => {
		events.push(event);
		runner.event(event);
	};
	simulation.start();
	runner.run(steps);
	return { simulation, runner, events, verdicts };
}

test("an expectation waits for the recording and notes what was heard, under its heading", (t) => {
	const { verdicts, simulation } = play(
		{ pause: 1.2 },
		{ say: "words" },
		{ play: "preset_no_1", expect: "no" },
		{ play: "preset_no_1", expect: "one" },
		{ play: "noise_pink_10s", expect: "no" },
	);
	t.deepEqual(
		verdicts.map(({ expected, heard, section }) => [expected, heard, section]),
		[
			["no", "no", "words"],
			["one", "no", "words"],
			["no", undefined, "words"],
		],
	);
	t.true(Math.abs(verdicts[0]?.latency ?? 9) < 0.6);
	t.is(verdicts[2]?.latency, undefined);
	t.true(Math.abs(simulation.seconds - (1.2 + 2 * 1.9 + 10.9)) < 0.1);
});

test("a recording without an expectation goes on at once, and what it brings counts as a false alarm", (t) => {
	const { simulation, runner, verdicts } = play(
		{ pause: 1.2 },
		{ play: "preset_no_1" },
		{ pause: 2 },
		{ play: "preset_move_1", expect: "move" },
	);
	t.true(Math.abs(simulation.seconds - 5.1) < 0.1, `${simulation.seconds}`);
	t.deepEqual(runner.falseAlarms, ["no"]);
	t.is(verdicts.length, 1);
});

test("waits for an event that came since the last action or is still to come, and for no older one", (t) => {
	const { events } = play({ wait: "ready" }, { pause: 1 }, { press: 80 }, { wait: "prompt" }, { press: 2100 }, { wait: "cancelled" });
	t.is(events.filter((event) => event.type === "cancelled").length, 1);
	const error = t.throws(() => play({ wait: "ready" }, { press: 80 }, { wait: "ready", timeout: 1 }), { instanceOf: ScenarioError });
	t.regex(error?.message ?? "", /"ready".*1 s/);
});

test("waits until a time, loops a background, names a word, cycles the power", (t) => {
	const { simulation, events } = play({ room: "noise_fan_hum_10s" }, { at: 12 }, { room: "" }, { powerCycle: true }, { wait: "ready" });
	t.true(simulation.seconds >= 12 && simulation.seconds < 12.2);
	t.false(simulation.board.microphone.playing);
	t.is(events.filter((event) => event.type === "boot").length, 2);
	t.throws(() => play({ name: "lamp" }), { instanceOf: ScenarioError, message: /cannot name a word "lamp".*holds no learned word/ });
});
