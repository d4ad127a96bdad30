import test from "ava";
import { PowerCut } from "../../host-sim/board/flash.js";
import { MachineError } from "../../host-sim/engines/xs/machine.js";
import { openNode, testOnBoth, testOnXs } from "./machines.js";
import { BOOT, ENROLMENT, KEEP, onDevice, onNode, replacing, SHORT_DEMO } from "./stage.js";

test.serial("the device build does what the firmware does on Node, to the last score", async (t) => {
	const expected = onNode().play(SHORT_DEMO);
	const labels = expected.events.flatMap((event) => (event.type === "keyword" ? [event.label] : []));
	t.deepEqual(labels, ["no", "move", "backward", "one", "backward"]);
	const actual = (await onDevice(openNode)).play(SHORT_DEMO);
	t.deepEqual(actual.outcome, expected.outcome);
});

testOnXs("XS does what Node does, to the last score and the last bit of what was learned", async (t, _, open) => {
	const actual = (await onDevice(open)).play(SHORT_DEMO);
	t.deepEqual(actual.outcome, onNode().play(SHORT_DEMO).outcome);
	actual.engine.close();
});

testOnXs("an enrolment can be replayed on XS: the same sounds give the same learned memory", async (t, _, open) => {
	const lesson = [...BOOT, ...ENROLMENT, ...KEEP];
	const [first, second] = [(await onDevice(open)).play(lesson), (await onDevice(open)).play(lesson)];
	t.deepEqual(second.outcome, first.outcome);
	t.like(first.events.filter((event) => event.type === "learning").at(-1), { done: 16, total: 16 });
	first.engine.close();
	second.engine.close();
});

testOnBoth("without flush(true) frames run into each other, and the firmware cannot find its chip", async (t, open) => {
	const stage = (await onDevice(open, replacing("port.flush(true)", "port.flush()"))).play([{ pause: 0.5 }]);
	t.deepEqual(stage.types(), ["boot", "fault"]);
	t.is(stage.simulation.board.chip.counters.frames, 1, "one frame, which never ends");
	stage.engine.close();
});

testOnBoth("a view wider than bytes in an adapter ends the firmware", async (t, open) => {
	const stage = await onDevice(open, replacing("source.read(piece)", "source.read(new Uint16Array(piece.length))"));
	t.throws(() => stage.play(BOOT), { instanceOf: MachineError, message: /invalid buffer/ });
	stage.engine.close();
});

testOnBoth("a table in ROM that is written ends the firmware", async (t, open) => {
	const stage = await onDevice(open, replacing("let c = ~previous;", "let c = ~previous; TABLE[255]++;"));
	t.throws(() => stage.play(BOOT), { instanceOf: MachineError, message: /read-only buffer: byte 1020 of a Uint32Array/ });
	stage.engine.close();
});

testOnBoth("whatever the firmware throws by mistake reaches the host", async (t, open) => {
	const stage = await onDevice(open, replacing("new Firmware(", "new Fimware("));
	t.throws(() => stage.play(BOOT), { instanceOf: MachineError, message: /Fimware/ });
	stage.engine.close();
});

testOnBoth("the light blinks while the device listens", async (t, open) => {
	const stage = (await onDevice(open)).play(BOOT);
	let lit = 0;
	for (let i = 0; i < 300; i++) {
		stage.simulation.run(0.01);
		if (stage.engine.lit) lit++;
	}
	t.is(lit, 5, "50 of 3000 ms");
	stage.engine.close();
});

testOnBoth("the power goes while the lesson is stored: the machine is gone with it, the next one knows no new word", async (t, open) => {
	const stage = (await onDevice(open)).play([...BOOT, ...ENROLMENT]);
	const { simulation } = stage;
	// Some sectors are erased, the record has been begun.
	simulation.board.store.powerBudget = 5000;
	t.throws(() => simulation.run(60), { instanceOf: PowerCut });
	t.true(stage.types().includes("verified"));
	t.false(stage.types().includes("stored"));
	simulation.powerCycle();
	simulation.run(1);
	t.deepEqual(
		stage.events.flatMap((event) => (event.type === "ready" ? [event.learned] : [])),
		[[], []],
	);
	t.like(stage.engine.obey({ do: "rename", class: 33, label: "nothing" }), { ok: false, code: "unknown-word" });
	stage.engine.close();
});

testOnBoth("no model in the flash: one fault, and another try later", async (t, open) => {
	const stage = await onDevice(open);
	stage.simulation.board.models.bytes.fill(0xff);
	stage.play([{ pause: 1.5 }]);
	t.deepEqual(stage.types(), ["boot", "fault", "fault"]);
	stage.engine.close();
});
