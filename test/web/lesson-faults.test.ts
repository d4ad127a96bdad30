import test from "ava";
import { isTeaching } from "../../web/page/lesson.js";
import { beginLesson, callOff } from "../../web/page/teaching.js";
import type { Faults } from "../../web/protocol.js";
import { Desk } from "./desk.js";

const BREAKS: readonly (readonly [title: string, faults: Partial<Faults>, number: RegExp])[] = [
	["the chip sleeps", { asleep: true }, /^Fault 12: /],
	["bits flip on the wire", { flips: 1 }, /^Fault \d\d: /],
	["the microphone is unplugged", { unplugged: true }, /^Fault 61: /],
];

for (const [title, faults, outcome] of BREAKS) {
	test(`${title} during a lesson: it is over, and another one can begin`, async (t) => {
		const desk = await Desk.open();
		await beginLesson(desk, { name: "zz", demonstrating: true });
		await desk.until("prompt");
		t.like(desk.store.state, { wantedName: "zz", demonstrating: true });
		desk.break(faults);
		await desk.say("new_backward_enrol_1");
		await desk.wait(1);
		t.true(desk.count("fault") > 0);
		t.like(desk.store.state, { wantedName: "", demonstrating: false });
		t.regex(desk.store.state.lesson.outcome, outcome);
		t.regex(desk.store.state.lesson.outcome, /Nothing was learned/);
		t.false(isTeaching(desk.store.state.lesson) || (await desk.teaching()));
		desk.break({});
		await desk.until("ready");
		t.true(desk.store.state.ready);
		t.like(await beginLesson(desk, { name: "yy" }), { ok: true });
		await desk.until("prompt");
		t.true(isTeaching(desk.store.state.lesson) && (await desk.teaching()));
	});
}

test("a flash that is worn when a word is to be kept: fault, nothing learned, no question left", async (t) => {
	const desk = await Desk.open();
	await beginLesson(desk, { name: "zz" });
	desk.break({ worn: true });
	await desk.speak();
	await desk.until("question");
	t.is(desk.store.state.lesson.question, "keep", "until then the flash was not needed");
	desk.board.send({ type: "tap" });
	await desk.wait(0.5);
	const { lesson, wantedName, ready, words } = desk.store.state;
	t.regex(lesson.outcome, /^Fault 5\d: .*Nothing was learned/);
	t.is(lesson.question, undefined);
	t.deepEqual({ wantedName, ready, words: words.length }, { wantedName: "", ready: true, words: 0 });
	t.false(await desk.teaching());
});

test("a setting that cannot be stored during a lesson does not end it", async (t) => {
	const desk = await Desk.open();
	await desk.ask({ do: "set", name: "decision.hits", value: 4 });
	await beginLesson(desk, { name: "zz" });
	desk.break({ worn: true });
	await desk.until("fault");
	t.regex(String(desk.store.state.fault?.number), /^5\d$/);
	t.true(isTeaching(desk.store.state.lesson) && (await desk.teaching()));
	t.is(desk.store.state.wantedName, "zz");
});

test("the power goes during a lesson", async (t) => {
	const desk = await Desk.open();
	await beginLesson(desk, { name: "zz", demonstrating: true });
	await desk.until("prompt");
	desk.board.send({ type: "cut-power", when: "now" });
	await desk.until("ready");
	t.is(desk.store.state.lesson.outcome, "The power went during the lesson.");
	t.like(desk.store.state, { wantedName: "", demonstrating: false });
});

test("a factory reset during a lesson does not say that everything is as before", async (t) => {
	const desk = await Desk.open();
	await beginLesson(desk, { name: "zz" });
	await desk.until("prompt");
	await desk.ask({ do: "reset" });
	await desk.wait(1);
	t.is(desk.store.state.lesson.outcome, "Everything is forgotten.");
	t.is(desk.store.state.wantedName, "");
});

test("another wish during a lesson is refused and leaves its name, and who speaks, as they are", async (t) => {
	const desk = await Desk.open();
	await beginLesson(desk, { name: "lamp" });
	t.is(desk.store.state.lesson.phase, "preparing", "it says so before the board prompts");
	await desk.until("prompt");
	for (const wish of [
		{ name: "backward", demonstrating: true },
		{ name: "other", class: 33 },
	]) {
		t.like(await beginLesson(desk, wish), { ok: false });
		t.like(desk.store.state, { wantedName: "lamp", demonstrating: false });
		t.is(desk.store.state.lesson.phase, "speak");
	}
	await desk.wait(1);
	t.deepEqual(desk.played, []);
	await callOff(desk);
	t.regex(desk.store.state.lesson.outcome, /^Called off/);
});

test("what the board refuses leaves neither a name nor recordings for the next lesson", async (t) => {
	const desk = await Desk.open();
	// The button was faster, and the page does not know it yet.
	await desk.ask({ do: "teach" });
	t.like(await beginLesson(desk, { name: "backward", demonstrating: true }), { ok: false, code: "busy" });
	t.like(desk.store.state, { wantedName: "", demonstrating: false });
	await desk.until("prompt");
	t.is(desk.store.state.lesson.phase, "speak", "that lesson goes on");
	t.like(await beginLesson(new Desk(), { name: "zz" }), { ok: false, code: "not-ready" });
});

test("a name that is taken is refused before anything begins; a word keeps its own when it is taught anew", async (t) => {
	const desk = await Desk.open();
	desk.store.change({ words: [{ class: 33, label: "lamp", samples: 160, learnedAt: 0, accuracy: 1 }] });
	t.regex(JSON.stringify(await beginLesson(desk, { name: "stop" })), /knows a word “stop” already/);
	t.regex(JSON.stringify(await beginLesson(desk, { name: "lamp", demonstrating: true })), /knows a word “lamp” already/);
	t.like(desk.store.state, { wantedName: "", demonstrating: false });
	t.like(await beginLesson(desk, { name: "lamp", class: 33 }), { ok: false, code: "unknown-word" }, "the board decides");
});

test("calling off ends it on the page whatever the board says", async (t) => {
	const desk = new Desk();
	desk.store.change({ lesson: { ...desk.store.state.lesson, phase: "speak" } });
	await callOff(desk);
	t.like(desk.store.state.lesson, { phase: "ended", outcome: "The board is not switched on." });
});
