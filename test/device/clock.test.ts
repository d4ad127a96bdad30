import type { ExecutionContext } from "ava";
import { SimBoard } from "../../host-sim/board/board.js";
import { BoardServer } from "../../host-sim/engines/xs/board-server.js";
import { deviceProgram } from "../../host-sim/engines/xs/device-program.js";
import type { Machine, OpenMachine } from "../../host-sim/engines/xs/machine.js";
import { project } from "../shared.js";
import { testOnBoth } from "./machines.js";

const program = deviceProgram(project(), project("test", "device", "inside", "clock-entry.ts"));

/** The board's clock adapter in a machine, and simulated time outside. */
class ClockRig {
	readonly board = new SimBoard();
	#machine: Machine;

	constructor(open: OpenMachine, source: string) {
		const server: BoardServer = new BoardServer(
			this.board,
			() => {},
			(message) => this.#machine.command(message),
		);
		this.#machine = open((request) => server.answer(request));
		this.#machine.evaluate(source);
		this.evaluate("globalThis.clock = new BoardClock()");
	}

	evaluate(script: string): void {
		this.#machine.evaluate(script);
	}

	run(ms: number): void {
		this.board.clock.run(this.board.clock.now() + ms);
	}

	/** Throws unless the machine's log is this. */
	expectLog(t: ExecutionContext, expected: readonly unknown[]): void {
		const text = JSON.stringify(expected);
		t.notThrows(() => this.evaluate(`if (JSON.stringify(log) !== ${JSON.stringify(text)}) throw new Error(JSON.stringify(log))`));
	}
}

testOnBoth("time goes on over the wrap of the ticks", async (t, open) => {
	const rig = new ClockRig(open, await program);
	rig.evaluate("const at = (ms) => clock.after(ms, () => log.push(Math.round(clock.now()))); [10, 50_000, 100_000, 200_000].forEach(at)");
	rig.run(300_000);
	rig.expectLog(t, [10, 50_000, 100_000, 200_000]);
});

testOnBoth("alarms come once and in order, from the event loop only; cancelling twice or too late is harmless", async (t, open) => {
	const rig = new ClockRig(open, await program);
	rig.evaluate(`
		globalThis.never = clock.after(30, () => log.push("never"));
		globalThis.late = clock.after(20, () => log.push("late"));
		clock.after(10, () => { log.push("first"); clock.after(0, () => log.push("nested")); log.push("then"); });
		log.push("set");
		never.cancel(); never.cancel();
	`);
	rig.run(25);
	rig.evaluate("late.cancel()");
	rig.run(100);
	rig.expectLog(t, ["set", "first", "then", "nested", "late"]);
});

testOnBoth("a delay blocks for its time", async (t, open) => {
	const rig = new ClockRig(open, await program);
	rig.evaluate("const before = clock.now(); clock.delay(15); log.push(clock.now() - before)");
	rig.expectLog(t, [15]);
});

testOnBoth("a ticker ticks when it is set, and parked it is silent", async (t, open) => {
	const rig = new ClockRig(open, await program);
	rig.evaluate(`
		const steps = [10, 20, 0, 5];
		globalThis.ticker = new BoardTicker(() => { log.push(clock.now()); if (steps.length) { const ms = steps.shift(); if (ms) ticker.schedule(ms); else ticker.park(); } });
	`);
	rig.run(50);
	rig.expectLog(t, []);
	rig.evaluate("ticker.schedule(5)");
	rig.run(100);
	rig.expectLog(t, [55, 65, 85]);
});
