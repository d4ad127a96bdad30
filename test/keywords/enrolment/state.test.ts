import test from "ava";
import { type EnrolmentState, StateMachine, TRANSITIONS } from "../../../src/keywords/enrolment/state.js";

/** A way into every state. */
const WAYS: Readonly<Record<EnrolmentState, readonly EnrolmentState[]>> = {
	idle: [],
	waiting: ["waiting"],
	capturing: ["waiting", "capturing"],
	checking: ["waiting", "checking"],
	learning: ["learning"],
	verifying: ["learning", "verifying"],
	done: ["learning", "verifying", "done"],
	failed: ["waiting", "failed"],
	cancelled: ["waiting", "cancelled"],
};

const STATES = Object.keys(WAYS).filter((name): name is EnrolmentState => name in WAYS);

function machineIn(state: EnrolmentState): StateMachine {
	const machine = new StateMachine();
	for (const step of WAYS[state]) machine.enter(step);
	return machine;
}

for (const from of STATES) {
	test(`from ${from}: what the table allows is entered, everything else throws and changes nothing`, (t) => {
		for (const to of STATES) {
			const machine = machineIn(from);
			const enter = (): void => machine.enter(to);
			if (TRANSITIONS[from].includes(to)) enter();
			else t.throws(enter, { message: `an enrolment cannot go from ${from} to ${to}` });
			t.is(machine.state, TRANSITIONS[from].includes(to) ? to : from);
		}
	});
}

test("an enrolment that goes on can always fail or be called off; one that rests can only begin", (t) => {
	const resting = ["idle", "done", "failed", "cancelled"];
	for (const state of STATES) {
		t.is(machineIn(state).resting, resting.includes(state), state);
		if (resting.includes(state)) t.deepEqual(TRANSITIONS[state], ["waiting", "learning"]);
		else for (const end of ["failed", "cancelled"] as const) t.true(TRANSITIONS[state].includes(end), `${state} to ${end}`);
	}
});

test("nothing is learned that was not checked, nothing is done that was not verified", (t) => {
	const before = (state: EnrolmentState): EnrolmentState[] => STATES.filter((from) => TRANSITIONS[from].includes(state));
	t.deepEqual(before("done"), ["verifying"]);
	t.deepEqual(before("verifying"), ["learning"]);
	t.deepEqual(before("learning"), ["idle", "checking", "done", "failed", "cancelled"], "a word from a file was checked when it was said");
});
