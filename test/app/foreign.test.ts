import test from "ava";
import { readBundle } from "../../src/bundle/bundle.js";
import type { ForeignEntry, WordEntry } from "../../src/console/commands.js";
import { hexOf } from "../../src/console/model-update.js";
import type { LearnedSet } from "../../src/storage/learned-record.js";
import { LearnedWords } from "../../src/storage/learned-words.js";
import { openStore } from "../../src/storage/store.js";
import { readWordFile } from "../../src/storage/word-file.js";
import { digestOf } from "../storage/support.js";
import { wordAt } from "../storage/sample-word.js";
import { chipMemory, otherBundle, SHORT, taught, teachAnew } from "./people.js";
import { defaultBundle, Scene } from "./scene.js";

const { digest: MODEL, frontEnd } = readBundle(defaultBundle());

const learned = (scene: Scene): LearnedWords => new LearnedWords(openStore(scene.board.store).learned);
const words = (scene: Scene): WordEntry[] => scene.ask({ do: "words" }) as WordEntry[];
const foreign = (scene: Scene): ForeignEntry[] => scene.ask({ do: "foreign" }) as ForeignEntry[];
const numbers = (scene: Scene): [number, string][] => foreign(scene).map((word) => [word.class, word.label]);

function refusal(scene: Scene, command: Parameters<Scene["ask"]>[0]): string | undefined {
	const answer = scene.simulation.engine.obey(command);
	return answer.ok ? undefined : answer.code;
}

/** A device that was taught "forward", on another model since then. */
const FORWARD = taught(["forward"]).board.store.bytes.slice();

function moved(): Scene {
	const scene = new Scene({ settings: SHORT, bundle: otherBundle() });
	scene.board.store.bytes.set(FORWARD);
	return scene.start();
}

/** A device in whose store are these words, too. */
function holding(...sets: LearnedSet[]): Scene {
	const scene = new Scene({ settings: SHORT });
	learned(scene).save({ model: MODEL, words: [] }, sets);
	return scene.start();
}

/** Three words of each of four models. */
const TWELVE: readonly LearnedSet[] = [1, 2, 3, 4].map((model) => ({
	model: digestOf(model),
	frontEnd,
	words: [33, 34, 35].map((classIndex) => wordAt(classIndex, `${model}.${classIndex}`)),
}));

test("a full store refuses a lesson before it begins and says what to do; there is room when a word of another model is deleted", (t) => {
	const scene = holding(...TWELVE);
	t.is(refusal(scene, { do: "teach" }), "no-room");
	scene.press();
	scene.simulation.run(1);
	t.regex(scene.all("refused")[0]?.reason ?? "", /no room .* \d+ bytes are missing; delete a word; those of other models/);
	t.is(scene.all("prompt").length, 0);
	t.is(scene.all("fault").length, 0);
	t.deepEqual(
		numbers(scene),
		TWELVE.flatMap((set) => set.words).map(({ label }, i) => [36 + i, label]),
	);
	scene.ask({ do: "delete", class: 40 });
	t.like(scene.all("deleted")[0], { class: 40, label: "2.34" });
	scene.teach("forward");
	t.deepEqual(
		words(scene).map(({ label }) => label),
		["word 1"],
	);
	t.is(refusal(scene, { do: "teach" }), "no-room");
	teachAnew(scene, 33, "backward");
	t.is(scene.all("stored").length, 3, "a word in the place of another needs no room");
	scene.simulation.powerCycle();
	scene.simulation.run(1.2);
	t.is(foreign(scene).length, 11);
	t.deepEqual(scene.say("new_backward_test_1"), ["word 1"]);
});

test("a file for which there is no room is refused, and changes nothing", (t) => {
	const file = taught(["follow"]).ask({ do: "export", class: 33 }) as number[];
	for (const bundle of [defaultBundle(), otherBundle()]) {
		const scene = new Scene({ settings: SHORT, bundle });
		learned(scene).save({ model: MODEL, words: [] }, TWELVE);
		const flash = scene.board.store.bytes.slice();
		scene.start();
		t.is(refusal(scene, { do: "import", file }), "no-room");
		t.deepEqual(scene.board.store.bytes, flash);
		t.is(scene.all("fault").length, 0);
	}
});

test("the more takes a lesson is to have, the more room it needs", (t) => {
	const scene = holding(...TWELVE.slice(0, 3), { model: digestOf(5), frontEnd, words: [wordAt(33)] });
	scene.ask({ do: "set", name: "enrolment.takes", value: 10 });
	t.is(refusal(scene, { do: "teach" }), "no-room");
	scene.ask({ do: "set", name: "enrolment.takes", value: 4 });
	t.is(refusal(scene, { do: "teach" }), undefined);
});

test("words of other models have numbers, which stay when others are deleted; a number that is none is refused", (t) => {
	const scene = holding(...TWELVE);
	const before = learned(scene);
	before.load(MODEL);
	const [first] = foreign(scene);
	t.deepEqual(first, { class: 36, label: "1.33", samples: 160, learnedAt: 1_700_000_000, accuracy: 0.95, model: hexOf(digestOf(1)) });
	scene.ask({ do: "delete", class: 36 });
	scene.ask({ do: "delete", class: 38 });
	t.deepEqual(numbers(scene).slice(0, 2), [
		[37, "1.34"],
		[39, "2.33"],
	]);
	for (const number of [36, 35, 48]) {
		t.is(refusal(scene, { do: "delete", class: number }), "unknown-word");
		t.is(refusal(scene, { do: "export", class: number }), "unknown-word");
		t.is(refusal(scene, { do: "teach", class: number }), "unknown-word");
	}
	t.is(refusal(scene, { do: "rename", class: 37, label: "lamp" }), "unknown-word");
	const after = learned(scene);
	after.load(MODEL);
	t.deepEqual(after.foreign, [{ ...before.foreign[0], words: [before.foreign[0]?.words[1]] }, ...before.foreign.slice(1)]);
	scene.simulation.powerCycle();
	scene.simulation.run(1.2);
	t.deepEqual(numbers(scene)[1], [37, "2.33"], "counted anew after a start");
});

test("a word of another model is exported as it is, with its model and front end", (t) => {
	const scene = moved();
	const file = readWordFile(Uint8Array.from(scene.ask({ do: "export", class: 36 }) as number[]));
	const there = learned(scene);
	t.deepEqual(file, { word: there.load(MODEL)[0], model: MODEL, frontEnd });
});

test("a word of another model is learned anew on this one, and stays with its own", (t) => {
	const scene = moved();
	scene.ask({ do: "teach", class: 36 });
	t.is(refusal(scene, { do: "teach", class: 36 }), "busy");
	t.like(scene.until("learned", 60), { label: "word 1", class: 33 });
	scene.simulation.run(2);
	t.deepEqual(scene.say("new_forward_test_1"), ["word 1"]);
	t.deepEqual(numbers(scene), [[36, "word 1"]]);
	t.is(refusal(scene, { do: "teach", class: 36 }), "name-taken");
	scene.board.install(defaultBundle());
	scene.simulation.powerCycle();
	scene.simulation.run(1.2);
	t.deepEqual(scene.say("new_forward_test_1"), ["word 1"]);
});

test("a word of which nobody noted how it was recorded can be deleted, not exported", (t) => {
	const scene = holding({ model: digestOf(7), words: [wordAt(33, "old")] });
	t.deepEqual(numbers(scene), [[36, "old"]]);
	for (const command of ["export", "teach"] as const) t.is(refusal(scene, { do: command, class: 36 }), "not-for-this-model");
	scene.ask({ do: "delete", class: 36 });
	t.deepEqual(foreign(scene), []);
});

/** A device whose store holds a word of use and, for the same model, words that are not. */
function odd(): Scene {
	const scene = new Scene({ settings: SHORT });
	scene.board.store.bytes.set(FORWARD);
	const [word] = learned(scene).load(MODEL);
	if (!word) throw new Error("there is no word");
	const cells = { starts: Uint32Array.of(1_000_000), lengths: Uint32Array.of(1), values: Uint32Array.of(7) };
	const misfits = [
		{ ...word, label: "cells", classIndex: 34, cells },
		{ ...word, label: "preset", classIndex: 3 },
		{ ...word, label: "beyond", classIndex: 77 },
	];
	learned(scene).save({ model: MODEL, frontEnd, words: [...misfits, word] });
	return scene.start();
}

const LABELS = ["cells", "preset", "beyond"];

test("words that do not fit their model are reported and not used; nothing that is learned later writes over them", (t) => {
	const memory = (taught(["forward"]), chipMemory());
	const scene = odd();
	t.deepEqual(chipMemory(), memory);
	t.deepEqual(scene.all("foreign")[0]?.labels, LABELS);
	t.deepEqual(
		words(scene).map(({ label }) => label),
		["word 1"],
	);
	scene.teach("follow");
	t.is(words(scene)[1]?.class, 34, "a class that one of them names");
	scene.ask({ do: "delete", class: 33 });
	scene.simulation.powerCycle();
	scene.simulation.run(1.2);
	t.deepEqual(
		foreign(scene).map(({ label }) => label),
		LABELS,
	);
	t.deepEqual(
		words(scene).map(({ class: c }) => c),
		[34],
	);
	t.is(scene.all("fault").length, 0);
});

test("a word that does not fit its model is learned anew from its utterances, or deleted", (t) => {
	const scene = odd();
	scene.ask({ do: "teach", class: 36 });
	t.like(scene.until("learned", 60), { label: "cells", class: 34 });
	scene.ask({ do: "delete", class: 37 });
	t.deepEqual(numbers(scene), [
		[36, "cells"],
		[38, "beyond"],
	]);
	t.deepEqual(
		learned(scene)
			.load(MODEL)
			.map(({ label, classIndex }) => [classIndex, label]),
		[
			[36, "cells"],
			[38, "beyond"],
			[33, "word 1"],
			[34, "cells"],
		],
	);
});
