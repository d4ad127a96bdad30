import test from "ava";
import { type Step, ScenarioRunner } from "../../host-sim/scenario.js";
import { Simulation } from "../../host-sim/simulation.js";

/** The levels of the button while steps are played on a board without firmware. */
function levels(...steps: Step[]): string[] {
	const seen: string[] = [];
	const engine = { start: () => {}, obey: () => ({ ok: true }) as const };
	const simulation = new Simulation(new Uint8Array(64), engine);
	const { button, clock } = simulation.board;
	button.onChange = (pressed) => seen.push(`${pressed ? "down" : "up"}@${clock.now()}`);
	new ScenarioRunner(simulation, { recording: () => new Int16Array(0) }).run(steps);
	simulation.run(20);
	return seen;
}

test("a press takes no time of its own", (t) => {
	t.deepEqual(levels({ press: 2500 }, { pause: 1 }), ["down@0", "up@2500"]);
});

test("the next press waits until the button has been let go and that has been seen", (t) => {
	t.deepEqual(levels({ press: 8500 }, { pause: 2 }, { press: 80 }), ["down@0", "up@8500", "down@8600", "up@8680"]);
	t.deepEqual(levels({ press: 80 }, { pause: 1 }, { press: 80 }), ["down@0", "up@80", "down@1000", "up@1080"]);
});
