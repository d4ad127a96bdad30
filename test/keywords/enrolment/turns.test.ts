import test from "ava";
import { SimClock } from "../../../host-sim/board/clock.js";
import { Turns } from "../../../src/keywords/enrolment/turns.js";

/** Steps that take 4 ms each. */
function work(clock: SimClock, steps: number, log: string[] = []): { step(): boolean } {
	let done = 0;
	return {
		step: () => {
			clock.spend(4);
			log.push(`step at ${clock.now()}`);
			return ++done === steps;
		},
	};
}

const unexpected = (error: unknown): void => {
	throw error;
};

test("a turn begins no step after its time; others come in between; the end has a turn of its own", (t) => {
	const clock = new SimClock();
	const log: string[] = [];
	new Turns(clock, 10).run(work(clock, 5, log), {
		onTurn: () => {
			log.push("turn");
			clock.after(0, () => log.push("others"));
		},
		onDone: () => log.push("done"),
		onFault: unexpected,
	});
	t.deepEqual(log, [], "nothing happens inside of run");
	clock.run(1000);
	t.deepEqual(log, ["step at 4", "step at 8", "step at 12", "turn", "step at 16", "step at 20", "others", "done"]);
});

test("what is stopped, also by whoever is told of a turn, is not gone on with", (t) => {
	const clock = new SimClock();
	const log: string[] = [];
	const turns = new Turns(clock, 10);
	turns.run(work(clock, 50, log), { onTurn: () => turns.stop(), onDone: () => t.fail(), onFault: unexpected });
	clock.run(1000);
	t.is(log.length, 3);
	turns.run(work(clock, 1), { onDone: () => t.fail(), onFault: unexpected });
	turns.stop();
	turns.stop();
	clock.run(2000);
});

test("new work takes the place of the old", (t) => {
	const clock = new SimClock();
	const turns = new Turns(clock, 10);
	let done = 0;
	turns.run(work(clock, 1), { onDone: () => t.fail(), onFault: unexpected });
	turns.run(work(clock, 1), { onDone: () => done++, onFault: unexpected });
	clock.run(1000);
	t.is(done, 1);
});

test("what throws, a step or what follows on the last, ends the work and is told once", (t) => {
	for (const broken of ["step", "end"]) {
		const clock = new SimClock();
		const told: unknown[] = [];
		const end = (): void => {
			throw new Error("end");
		};
		const step = (): boolean => {
			if (broken === "step") throw new Error("step");
			return true;
		};
		new Turns(clock, 10).run({ step }, { onDone: end, onFault: (error) => told.push(error) });
		clock.run(1000);
		t.deepEqual(
			told.map((error) => (error instanceof Error ? error.message : error)),
			[broken],
		);
	}
});
