import test from "ava";
import { type FirmwareEvent, REJECT_REASONS } from "../../src/console/events.js";
import type { Signal } from "../../src/ports.js";
import { follow, IDLE, isTeaching, type Lesson } from "../../web/page/lesson.js";
import { ADVICE, lineOf, SIGNALS } from "../../web/page/words.js";
import { RemoteBoard } from "../../web/page/board.js";
import { takeEvent, takeMessage } from "../../web/page/news.js";
import { Store } from "../../web/page/state.js";

const after = (...events: FirmwareEvent[]): Lesson => events.reduce(follow, IDLE);

const prompt = (take: number, attempt = 1): FirmwareEvent => ({ type: "prompt", label: "word 1", take, takes: 4, attempt });
const take = (n: number): FirmwareEvent => ({ type: "take", take: n, milliseconds: 500, level: 4000, noise: 20 });
const closest = [{ label: "no", share: 0.12 }];
const verified: FirmwareEvent = { type: "verified", label: "word 1", class: 33, accuracy: 0.9, closest };
const keep: FirmwareEvent = { type: "question", ask: "keep", label: "word 1" };

test("a lesson goes from the first prompt to the word", (t) => {
	t.false(isTeaching(IDLE));
	const asked = after(prompt(1));
	t.like(asked, { phase: "speak", take: 1, takes: 4 });
	t.true(isTeaching(asked));
	t.is(follow(asked, { type: "capturing", take: 1 }).phase, "capturing");
	const twice = after(prompt(1), take(1), prompt(2), take(2));
	t.is(twice.good.length, 2);
	t.is(twice.good[0]?.timesRoom, 200);
	const learning = follow(twice, { type: "learning", done: 40, total: 160, secondsLeft: 3 });
	t.like(learning, { phase: "learning", done: 0.25, secondsLeft: 3 });
	const question = follow(follow(learning, verified), keep);
	t.like(question, { phase: "verified", accuracy: 0.9, question: "keep", closest });
	const learned = follow(question, { type: "learned", label: "word 1", class: 33, samples: 160, accuracy: 0.9 });
	t.like(learned, { phase: "learned", question: undefined, label: "word 1" });
	t.false(isTeaching(learned));
	t.is(follow(learned, { type: "renamed", label: "lamp", class: 33 }).label, "lamp");
	t.is(follow(IDLE, { type: "renamed", label: "lamp", class: 33 }), IDLE, "some word got another name");
	t.deepEqual(follow(learned, prompt(1)).good, [], "the next lesson begins with nothing");
});

test("an example that is refused, or dropped, does not count", (t) => {
	const refused = after(prompt(1), take(1), prompt(2), { type: "rejected", take: 2, reason: "too quiet" });
	t.like(refused, { phase: "rejected", reason: "too quiet" });
	t.is(refused.good.length, 1);
	t.is(follow(refused, prompt(1, 2)).good.length, 0, "the firmware goes back to the first");
});

test("a lesson that ends early says how", (t) => {
	const ends: FirmwareEvent[] = [
		{ type: "cancelled" },
		{ type: "discarded", label: "word 1", class: 33 },
		{ type: "refused", reason: "nothing useful was heard" },
	];
	for (const end of ends) {
		const lesson = after(prompt(1), take(1), end);
		t.is(lesson.phase, "ended", end.type);
		t.true(lesson.outcome.endsWith("."));
		t.is(lesson.question, undefined);
	}
	t.deepEqual(after({ type: "boot", firmware: "1" }), IDLE);
	t.is(after(prompt(1), { type: "boot", firmware: "1" }).outcome, "The power went during the lesson.");
	t.is(
		after({ type: "question", ask: "delete", label: "lamp" }, { type: "deleted", label: "lamp", class: 33 }).outcome,
		"“lamp” is forgotten.",
	);
});

const fault = (number: number): FirmwareEvent => ({ type: "fault", code: "c", number, message: "m" });

test("a fault ends a lesson; one of the flash only where the word was to be stored", (t) => {
	const steps: FirmwareEvent[] = [
		prompt(1),
		{ type: "capturing", take: 1 },
		{ type: "rejected", take: 1, reason: "clipped" },
		take(1),
		{ type: "learning", done: 1, total: 2, secondsLeft: 1 },
	];
	let lesson = IDLE;
	for (const step of steps) {
		lesson = follow(lesson, step);
		for (const number of [12, 49, 60, 99]) {
			t.like(follow(lesson, fault(number)), { phase: "ended", outcome: `Fault ${number}: m. Nothing was learned.` }, step.type);
		}
		t.is(follow(lesson, fault(54)), lesson, "a setting could not be stored");
	}
	const asked = follow(follow(lesson, verified), keep);
	t.like(follow(asked, fault(54)), { phase: "ended", question: undefined });
	t.is(follow(IDLE, fault(12)), IDLE);
	const deleting = after({ type: "question", ask: "delete", label: "lamp" }, fault(54));
	t.like(deleting, { phase: "ended", question: undefined, outcome: "Fault 54: m." });
});

test("what ends a lesson says so even if the firmware adds that it was called off", (t) => {
	const off: FirmwareEvent = { type: "cancelled" };
	t.regex(after(prompt(1), fault(61), off).outcome, /^Fault 61/);
	t.is(after(prompt(1), { type: "reset" }, off).outcome, "Everything is forgotten.");
	t.regex(after({ type: "question", ask: "reset", label: "" }, off).outcome, /^Called off/);
});

test("what has nothing to do with a lesson does not change it", (t) => {
	const lesson = after(prompt(1));
	t.is(follow(lesson, { type: "gate", open: true }), lesson);
	t.is(follow(lesson, { type: "stored", bytes: 1 }), lesson);
});

test("every reason has advice, every signal a text, and every event that people should see a line", (t) => {
	for (const reason of REJECT_REASONS) t.true(ADVICE[reason].length > 10, reason);
	for (const signal of Object.keys(SIGNALS) as Signal[]) t.true(SIGNALS[signal].length > 2, signal);
	const silent: FirmwareEvent[] = [
		{ type: "capturing", take: 1 },
		{ type: "learning", done: 1, total: 2, secondsLeft: 1 },
	];
	for (const event of silent) t.is(lineOf(event), undefined);
	t.is(lineOf({ type: "keyword", label: "no", class: 1, score: 0.876 }), "Heard “no” (88 %)");
	t.is(lineOf(prompt(2)), "Asks for example 2 of 4");
	t.is(lineOf({ type: "fault", code: "chip-lost", number: 12, message: "m" }), "Fault 12: m");
	t.is(lineOf({ type: "ready", words: 32, learned: ["lamp"] }), "Listening for 32 words and “lamp”");
	t.is(lineOf({ type: "question", ask: "reset", label: "" }), "Asks: forget everything?");
});

test("whoever watches a part of the page's state is told when that part changes, and only then", (t) => {
	const store = new Store();
	const seen: boolean[] = [];
	store.watch(["paused"], ({ paused }) => seen.push(paused));
	store.change({ ready: true });
	store.change({ paused: true });
	store.change({ paused: true });
	t.deepEqual(seen, [false, true]);
	t.true(store.state.ready);
});

test("no words stand on the page from power-on until the board has told which it has", (t) => {
	const store = new Store();
	const board = new RemoteBoard({ postMessage: () => undefined, onmessage: null, onerror: null });
	store.change({ ready: true, words: [{ class: 33, label: "lamp", samples: 160, learnedAt: 0, accuracy: 1 }] });
	takeEvent({ store, board }, { type: "boot", firmware: "1", t: 0 });
	t.deepEqual([store.state.words, store.state.ready], [[], false]);
});

test("what was stored, or forgotten, is being kept until the browser has it", (t) => {
	const store = new Store();
	const board = new RemoteBoard({ postMessage: () => undefined, onmessage: null, onerror: null });
	for (const event of [{ type: "stored", bytes: 1, t: 0 } as const, { type: "reset", t: 0 } as const]) {
		t.false(store.state.keeping);
		takeEvent({ store, board }, event);
		t.true(store.state.keeping, event.type);
		takeMessage({ store }, { type: "kept", bytes: 65536 });
	}
	t.false(store.state.keeping);
});
