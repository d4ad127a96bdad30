import test from "ava";
import type { Setting } from "../../src/keywords/settings-table.js";
import { SHORT, taught } from "./people.js";
import { Scene } from "./scene.js";

const WORDS = ((): { store: Uint8Array; follow: number[] } => {
	const scene = taught(["forward", "follow"]);
	scene.ask({ do: "rename", class: 33, label: "forward" });
	scene.ask({ do: "rename", class: 34, label: "follow" });
	return { store: scene.board.store.bytes.slice(), follow: scene.ask({ do: "export", class: 34 }) as number[] };
})();

function knowing(): Scene {
	const scene = new Scene({ settings: SHORT });
	scene.board.store.bytes.set(WORDS.store);
	return scene.start();
}

const labels = (scene: Scene): string[] => (scene.ask({ do: "words" }) as { label: string }[]).map(({ label }) => label);

test("a press that began before the question answers nothing; the next one does", (t) => {
	const scene = new Scene({ settings: SHORT }).start();
	scene.enrol("forward");
	scene.simulation.runUntil(() => scene.board.indicator.signal === "verifying", 60);
	scene.board.button.set(true);
	scene.until("question", 1.5);
	scene.board.button.set(false);
	scene.simulation.run(0.2);
	t.is(scene.board.indicator.signal, "ask-keep");
	t.is(scene.all("learned").length, 0);
	scene.press();
	t.is(scene.all("learned").length, 1);
});

test("a long press that began before the question says no, as it would have called the lesson off", (t) => {
	const scene = new Scene({ settings: SHORT }).start();
	scene.enrol("forward");
	scene.simulation.runUntil(() => scene.board.indicator.signal === "verifying", 60);
	scene.board.button.set(true);
	scene.until("question", 1.5);
	scene.until("discarded", 2.1);
	t.deepEqual(labels(scene), []);
});

const CHANGES: Readonly<Record<string, (scene: Scene) => void>> = {
	"is deleted, and another takes its class": (scene) => {
		scene.ask({ do: "delete", class: 34 });
		scene.ask({ do: "import", file: WORDS.follow });
	},
	"is deleted": (scene) => scene.ask({ do: "delete", class: 34 }),
	"gets another name": (scene) => scene.ask({ do: "rename", class: 34, label: "lamp" }),
};

for (const [what, change] of Object.entries(CHANGES)) {
	test(`a question whether to delete a word is withdrawn when that ${what}`, (t) => {
		const scene = knowing();
		scene.longPress();
		t.is(scene.board.indicator.signal, "ask-delete");
		change(scene);
		const known = labels(scene);
		t.not(scene.board.indicator.signal, "ask-delete");
		const deleted = scene.all("deleted").length;
		scene.simulation.run(2);
		t.is(scene.board.indicator.signal, "listening");
		scene.press();
		t.is(scene.all("deleted").length, deleted);
		t.deepEqual(labels(scene), known);
		scene.longPress();
		t.is(scene.all("cancelled").length, 1, "of the lesson that the press began, not of the question");
	});
}

test("a refused change leaves the question open", (t) => {
	const scene = knowing();
	scene.longPress();
	t.throws(() => scene.ask({ do: "rename", class: 34, label: "forward" }), { message: /name-taken/ });
	scene.press();
	t.like(scene.all("deleted")[0], { label: "follow", class: 34 });
});

test("a word is deleted while the chip sleeps: told, gone from the store, and from the chip when it is back", (t) => {
	const scene = knowing();
	scene.longPress();
	scene.board.chip.sleeping = true;
	scene.press();
	t.deepEqual(
		scene.all("deleted").map(({ label }) => label),
		["follow"],
	);
	t.is(scene.all("fault")[0]?.code, "chip-lost");
	scene.board.chip.sleeping = false;
	t.deepEqual(scene.until("ready", 10).learned, ["forward"]);
	scene.simulation.run(1.2);
	t.false(scene.say("new_follow_test_1").includes("follow"));
});

test("a word comes from a file while the chip sleeps: told, and there when the chip is back", (t) => {
	const scene = knowing();
	scene.ask({ do: "delete", class: 34 });
	scene.board.chip.sleeping = true;
	t.throws(() => scene.ask({ do: "import", file: WORDS.follow }), { message: /chip-lost/ });
	t.deepEqual(
		scene.all("learned").map(({ label }) => label),
		["follow"],
	);
	scene.board.chip.sleeping = false;
	t.deepEqual(scene.until("ready", 10).learned, ["forward", "follow"]);
	scene.simulation.run(1.2);
	t.deepEqual(scene.say("new_follow_test_1"), ["follow"]);
});

/** Changes a setting that the store will not take. */
function spoil(scene: Scene): void {
	scene.ask({ do: "set", name: "enrolment.prompts", value: 2 });
	scene.board.store.write = () => {};
}

test("a fault of the store does not cover what a lesson shows; it is shown when that is over", (t) => {
	const scene = knowing();
	spoil(scene);
	scene.press();
	scene.until("prompt");
	t.is(scene.until("fault", 3).code, "write-failed");
	t.is(scene.board.indicator.signal, "speak");
	scene.simulation.run(1);
	t.is(scene.board.indicator.signal, "speak");
	scene.ask({ do: "cancel" });
	t.is(scene.board.indicator.signal, "unchanged");
	scene.simulation.run(1.6);
	t.is(scene.board.indicator.signal, "fault");
	t.is(scene.board.indicator.count, scene.all("fault")[0]?.number ?? NaN);
	scene.simulation.run(5);
	t.is(scene.board.indicator.signal, "listening");
	t.is((scene.ask({ do: "settings" }) as Setting[]).find(({ name }) => name === "enrolment.prompts")?.value, 2, "it is in force");
});

test("a fault of the store does not cover a question; while the device listens it is shown at once", (t) => {
	const scene = knowing();
	scene.board.button.press(2100);
	scene.simulation.run(0.5);
	spoil(scene);
	scene.until("question", 2);
	scene.until("fault", 1);
	t.is(scene.board.indicator.signal, "ask-delete");
	scene.ask({ do: "cancel" });
	scene.simulation.run(1.6);
	t.is(scene.board.indicator.signal, "fault");
	scene.simulation.run(5);
	t.is(scene.board.indicator.signal, "listening");
	scene.ask({ do: "set", name: "enrolment.prompts" });
	scene.ask({ do: "set", name: "enrolment.takes", value: 5 });
	scene.until("fault", 3);
	t.is(scene.board.indicator.signal, "fault");
});
