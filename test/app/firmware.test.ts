import { readFileSync } from "node:fs";
import test from "ava";
import { DEFAULT_SETTINGS } from "../../src/keywords/settings.js";
import { project } from "../shared.js";
import { converted, QUICK, Scene } from "./scene.js";

const tone = (seconds: number): Int16Array => Int16Array.from({ length: seconds * 16000 }, (_, i) => Math.round(4000 * Math.sin(i / 3)));

test("boots, finds the chip, loads the program over the wire and listens", (t) => {
	const scene = new Scene().start();
	t.deepEqual(
		scene.events.map((event) => event.type),
		["boot", "chip", "program", "ready"],
	);
	t.is(scene.all("chip")[0]?.id, "BC.A1.3.9");
	const program = scene.all("program")[0];
	t.true((program?.wireBytes ?? 0) > 20_000, "the program crossed the wire");
	t.true((program?.milliseconds ?? 0) > 25, "and that took time at 6 MHz");
	t.is(scene.all("ready")[0]?.words, 32);
	t.is(scene.board.indicator.signal, "listening");
	t.is(scene.board.chip.counters.unknownAccesses, 0);
	t.is(scene.board.chip.counters.badFrames, 0);
});

test("recognises preset words once each, and nothing in a quiet room", (t) => {
	const scene = new Scene().start();
	for (const word of ["no", "move", "enter", "one"]) t.deepEqual(scene.say(`preset_${word}_1`), [word]);
	scene.simulation.run(20);
	t.is(scene.all("keyword").length, 4);
	t.is(scene.board.indicator.signal, "listening");
	t.is(scene.board.chip.counters.opaqueJobs, 0, "every result was computed");
});

test("a quiet room costs no inference; the gate opens for a word and shuts after it", (t) => {
	const scene = new Scene().start();
	scene.simulation.run(10);
	t.is(scene.board.chip.counters.jobs, 0);
	scene.say("preset_no_1", 3);
	t.deepEqual(
		scene.all("gate").map((event) => event.open),
		[true, false],
	);
});

test("learns a word, keeps the old ones, and knows it after a power cycle", (t) => {
	const scene = new Scene().start();
	scene.teach("backward");
	t.is(scene.all("prompt").length, 4);
	t.is(scene.all("take").length, 4);
	t.deepEqual(
		scene
			.all("learning")
			.map(({ done, total }) => [done, total])
			.at(-1),
		[160, 160],
	);
	const learned = scene.all("learned")[0];
	t.like(learned, { type: "learned", label: "word 1", class: 33, samples: 160 });
	t.true((learned?.accuracy ?? 0) >= 0.9, "of held-back variants");
	t.is(scene.board.chip.counters.learned > 100, true, "the chip learned from labelled jobs");
	scene.ask({ do: "rename", class: 33, label: "backward" });

	const heard = (): number => [1, 2, 3, 4, 5, 6].filter((i) => scene.say(`new_backward_test_${i}`)[0] === "backward").length;
	t.true(heard() >= 5);
	for (const word of ["no", "move", "enter"]) t.deepEqual(scene.say(`preset_${word}_3`), [word]);

	scene.simulation.powerCycle();
	scene.simulation.run(1.2);
	t.deepEqual(scene.all("ready")[1]?.learned, ["backward"]);
	t.true(heard() >= 5);
});

test("a word is recognised once, however long it stays in the window", (t) => {
	const scene = new Scene({ settings: QUICK }).start();
	scene.teach("forward");
	for (const i of [1, 2, 3]) t.deepEqual(scene.say(`new_forward_test_${i}`, 2), ["word 1"]);
});

test("the same enrolment gives the same learned memory, bit for bit", (t) => {
	const memory = (): Uint8Array => {
		const scene = new Scene({ settings: QUICK }).start();
		scene.teach("follow");
		return scene.board.store.bytes.slice();
	};
	t.deepEqual(memory(), memory());
});

const STAGES: Record<string, (scene: Scene) => void> = {
	"right after the press": (scene) => scene.press(),
	"while it waits for the first utterance": (scene) => {
		scene.press();
		scene.until("prompt");
	},
	"in the middle of an utterance": (scene) => {
		scene.press();
		scene.until("prompt");
		scene.board.microphone.play(tone(0.5));
		scene.until("capturing");
	},
	"between two utterances": (scene) => scene.enrol("follow", 2),
	"in the middle of the lesson": (scene) => {
		scene.enrol("follow");
		scene.simulation.runUntil(() => scene.all("learning").length >= 2, 10);
	},
	"while the word is verified": (scene) => {
		scene.enrol("follow");
		scene.simulation.runUntil(() => scene.board.indicator.signal === "verifying", 60);
	},
};

/** A chip that takes its time: a long press comes in the middle of everything. */
const SLOW = { settings: { ...QUICK, enrolment: { ...QUICK.enrolment, variants: 40 } }, board: { jobMicroseconds: 25_000 } };

for (const [stage, reach] of Object.entries(STAGES)) {
	test(`a long press ${stage} calls the lesson off, and nothing has changed`, (t) => {
		const scene = new Scene(SLOW).start();
		const flash = scene.board.store.bytes.slice();
		reach(scene);
		scene.longPress();
		t.is(scene.all("cancelled").length, 1);
		t.is(scene.all("verified").length, 0);
		t.deepEqual(scene.board.store.bytes, flash);
		scene.simulation.run(3);
		t.is(scene.board.indicator.signal, "listening");
		t.deepEqual(scene.say("preset_no_3"), ["no"]);
		t.deepEqual(scene.ask({ do: "words" }), []);
		scene.press();
		t.is(scene.until("prompt").label, "word 1", "the class is still free");
	});
}

test("a word that is not kept leaves the learned memory and the store as they were", (t) => {
	const scene = new Scene({ settings: QUICK }).start();
	scene.teach("forward");
	const before = scene.board.store.bytes.slice();
	scene.enrol("follow");
	scene.until("question", 60);
	scene.longPress();
	t.is(scene.all("discarded")[0]?.label, "word 2");
	t.deepEqual(scene.board.store.bytes, before);
	scene.simulation.run(2);
	t.deepEqual(scene.say("new_forward_test_1"), ["word 1"], "the word learned before is still there");
	t.deepEqual(
		scene.say("new_follow_test_1").filter((label) => label === "word 2"),
		[],
	);
});

test("a good word is kept when nobody answers, a bad one is not", (t) => {
	const left = (keepAccuracy: number): Scene => {
		const scene = new Scene({ settings: { ...QUICK, enrolment: { ...QUICK.enrolment, keepAccuracy } } }).start();
		scene.enrol("forward");
		scene.until("question", 60);
		scene.simulation.run(6);
		return scene;
	};
	t.is(left(0.7).all("stored").length, 1);
	t.is(left(1.1).all("discarded").length, 1);
});

test("asks again when nothing is said, gives up after three prompts, and listens on", (t) => {
	const scene = new Scene().start();
	scene.press();
	scene.until("refused", 40);
	t.deepEqual(
		scene.all("prompt").map((event) => [event.take, event.attempt]),
		[
			[1, 1],
			[1, 2],
			[1, 3],
		],
	);
	t.is(scene.all("rejected").length, 3);
	t.is(scene.board.indicator.signal, "unchanged");
	scene.simulation.run(2);
	t.deepEqual(scene.say("preset_move_1"), ["move"]);
});

test("a click or a syllable cut short is not taken", (t) => {
	const scene = new Scene().start();
	scene.press();
	scene.until("prompt");
	scene.board.microphone.play(tone(0.08));
	t.is(scene.until("rejected", 4).reason, "too short");
	t.is(scene.all("take").length, 0);
});

test("words fill the spare classes in order; a fourth one is refused", (t) => {
	const scene = new Scene({ settings: QUICK }).start();
	for (const word of ["backward", "follow", "forward"]) scene.teach(word);
	t.deepEqual(
		scene.all("learned").map((event) => event.class),
		[33, 34, 35],
	);
	scene.press();
	t.is(scene.all("refused")[0]?.reason, "all spare classes are taken; delete a word first");
	scene.simulation.powerCycle();
	scene.simulation.run(1);
	t.deepEqual(scene.all("ready")[1]?.learned, ["word 1", "word 2", "word 3"]);
});

test("settings: fewer utterances, another decision", (t) => {
	const settings = { ...QUICK, enrolment: { ...QUICK.enrolment, takes: 2 }, decision: { ...DEFAULT_SETTINGS.decision, threshold: 1.1 } };
	const scene = new Scene({ settings }).start();
	t.deepEqual(scene.say("preset_no_1"), [], "a threshold that no score reaches");
	scene.enrol("follow", 2);
	scene.until("question", 20);
	scene.press();
	t.is(scene.all("learned")[0]?.samples, 2 * 4);
});

test("a model with its dense head listens too, and says that it cannot learn", async (t) => {
	const labels = { bytes: readFileSync(project("models", "labels.json")), name: "labels.json" };
	const scene = new Scene({ bundle: await converted({ labels }) }).start();
	for (const word of ["no", "move", "enter", "one"]) t.deepEqual(scene.say(`preset_${word}_5`), [word]);
	scene.press();
	t.is(scene.all("refused")[0]?.reason, "this model cannot learn");
	t.is(scene.all("prompt").length, 0);
	scene.simulation.run(3);
	t.is(scene.board.indicator.signal, "listening");
});

test("a spare class without a word is never recognised, however well its random weights suit the sound", async (t) => {
	const learn = { classes: 1, spareClasses: 30, neuronsPerClass: 15, numWeights: 25 };
	const scene = new Scene({ bundle: await converted({ learn }) }).start();
	const heard = ["no_1", "move_1", "enter_1", "one_1"].flatMap((name) => scene.say(`preset_${name}`));
	t.true(heard.length > 0);
	t.true(heard.every((label) => label === "class 0"));
});
