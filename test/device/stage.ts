import { type Engine, NodeEngine } from "../../host-sim/engines/node.js";
import { DeviceEngine, type DeviceOptions } from "../../host-sim/engines/xs/device-engine.js";
import { deviceProgram } from "../../host-sim/engines/xs/device-program.js";
import type { OpenMachine } from "../../host-sim/engines/xs/machine.js";
import { ScenarioRunner, type Step } from "../../host-sim/scenario.js";
import { Simulation, type TimedEvent } from "../../host-sim/simulation.js";
import { defaultBundle, QUICK, recording } from "../app/scene.js";
import { project } from "../shared.js";

const program = deviceProgram(project());

/** A scenario on an engine, and what came of it. */
export class Stage<E extends Engine> {
	readonly engine: E;
	readonly simulation: Simulation;
	readonly events: TimedEvent[] = [];
	#runner: ScenarioRunner;

	constructor(engine: E) {
		this.engine = engine;
		this.simulation = new Simulation(defaultBundle(), engine);
		this.#runner = new ScenarioRunner(this.simulation, { recording });
		this.simulation.onEvent = (event) => {
			this.events.push(event);
			this.#runner.event(event);
		};
	}

	/** Switches the board on and plays the steps. */
	play(steps: readonly Step[]): this {
		this.simulation.start();
		this.#runner.run(steps);
		return this;
	}

	/** Everything that must be the same on every engine. */
	get outcome(): object {
		const { board } = this.simulation;
		return { events: this.events, store: board.store.bytes.slice(), counters: { ...board.chip.counters } };
	}

	types(): string[] {
		return this.events.map((event) => event.type);
	}
}

export const onNode = (): Stage<NodeEngine> => new Stage(new NodeEngine(QUICK));

/** The device build in a machine. `spoil` may change the program first. */
export async function onDevice(
	open: OpenMachine,
	spoil = (source: string): string => source,
	options: DeviceOptions = {},
): Promise<Stage<DeviceEngine>> {
	const { enrolment } = QUICK;
	return new Stage(new DeviceEngine(open, spoil(await program), { settings: { enrolment }, ...options }));
}

/** Puts something else in the place of a piece of the program. */
export const replacing =
	(from: string, to: string) =>
	(source: string): string => {
		if (!source.includes(from)) throw new Error(`the program has no ${from}`);
		return source.replaceAll(from, to);
	};

const heard = (name: string, expect: string): Step => ({ play: name, expect });

const takes = [1, 2, 3, 4].flatMap((take): Step[] => [
	{ wait: "prompt" },
	{ pause: 0.4 },
	{ play: `new_backward_enrol_${take}` },
	{ wait: "take", timeout: 5 },
]);

export const BOOT: readonly Step[] = [{ wait: "ready" }, { pause: 1.2 }];

/** The button and four utterances. */
export const ENROLMENT: readonly Step[] = [{ press: 80 }, ...takes];

/** The button says yes: the word is kept. */
export const KEEP: readonly Step[] = [{ wait: "question" }, { press: 80 }, { wait: "stored" }];

/** Preset words, a lesson of 16 samples, the new word, a power cycle: all that the demo does, only less of it. */
export const SHORT_DEMO: readonly Step[] = [
	...BOOT,
	heard("preset_no_1", "no"),
	heard("preset_move_1", "move"),
	...ENROLMENT,
	...KEEP,
	{ name: "backward" },
	{ pause: 1 },
	heard("new_backward_test_1", "backward"),
	heard("preset_one_6", "one"),
	{ powerCycle: true },
	...BOOT,
	heard("new_backward_test_2", "backward"),
];
