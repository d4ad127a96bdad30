import test from "ava";
import { SimFlash } from "../../host-sim/board/flash.js";
import { readBundle } from "../../src/bundle/bundle.js";
import { DEFAULT_FRONT_END } from "../../src/features/front-end.js";
import type { WordEntry } from "../../src/console/commands.js";
import { DEFAULT_SETTINGS } from "../../src/keywords/settings.js";
import type { Setting } from "../../src/keywords/settings-table.js";
import type { LearnedWord } from "../../src/storage/learned-word.js";
import { LearnedWords } from "../../src/storage/learned-words.js";
import { openStore } from "../../src/storage/store.js";
import { readWordFile, writeWordFile } from "../../src/storage/word-file.js";
import { chipMemory, classifier, otherBundle, SHORT, taught, teachAnew, utter } from "./people.js";
import { defaultBundle, Scene } from "./scene.js";

const words = (scene: Scene): WordEntry[] => scene.ask({ do: "words" }) as WordEntry[];
const labels = (scene: Scene): string[] => words(scene).map(({ label }) => label);
const exported = (scene: Scene, classIndex: number): number[] => scene.ask({ do: "export", class: classIndex }) as number[];

/** The words in the store, as the next start will find them. */
const stored = (scene: Scene): readonly LearnedWord[] =>
	new LearnedWords(openStore(scene.board.store).learned).load(classifier().bundle.digest);

/** The store must hold what the device says it knows. */
const storedLabels = (scene: Scene): string[] => stored(scene).map(({ label }) => label);

function refusal(scene: Scene, command: Parameters<Scene["ask"]>[0]): string | undefined {
	const answer = scene.simulation.engine.obey(command);
	return answer.ok ? undefined : answer.code;
}

const setting = (scene: Scene, name: string): unknown =>
	(scene.ask({ do: "settings" }) as Setting[]).find((one) => one.name === name)?.value;

/** What the chip makes of the takes of a word. */
const potentials = ({ takes }: LearnedWord): number[][] => takes.map((take) => Array.from(classifier().classify(take)));

/** Two words; everything below begins with them. */
const PAIR = taught(["forward", "follow"]);
PAIR.ask({ do: "rename", class: 33, label: "forward" });
PAIR.ask({ do: "rename", class: 34, label: "follow" });
const PAIR_STORE = PAIR.board.store.bytes.slice();
const FOLLOW = exported(PAIR, 34);

function pair(bundle = defaultBundle()): Scene {
	const scene = new Scene({ settings: SHORT, bundle });
	scene.board.store.bytes.set(PAIR_STORE);
	return scene.start();
}

test("words are listed in the order of learning, with samples, date and accuracy", (t) => {
	const scene = new Scene({ settings: SHORT }).start();
	t.deepEqual(words(scene), []);
	scene.teach("forward");
	scene.ask({ do: "time", seconds: 1_800_000_000 });
	const told = scene.simulation.seconds;
	scene.teach("follow");
	const [first, second] = words(scene);
	t.like(first, { class: 33, label: "word 1", samples: 12, learnedAt: 0 });
	t.like(second, { class: 34, label: "word 2", samples: 12, accuracy: scene.all("verified")[1]?.accuracy });
	const learnedAt = (second?.learnedAt ?? 0) - 1_800_000_000;
	t.true(learnedAt > 0 && learnedAt <= scene.simulation.seconds - told, `${learnedAt} s after the time was told`);
	scene.simulation.powerCycle();
	scene.simulation.run(1.2);
	t.deepEqual(words(scene), [first, second]);
});

test("a time that no word can carry is refused, and the last second that there is costs no lesson", (t) => {
	const scene = new Scene({ settings: SHORT }).start();
	for (const seconds of [-1, -1e9, 2 ** 32, 1e13, Infinity, -Infinity]) {
		t.is(refusal(scene, { do: "time", seconds }), "out-of-range", `${seconds}`);
	}
	scene.teach("forward");
	t.is(words(scene)[0]?.learnedAt, 0, "nobody has told the time");
	scene.ask({ do: "time", seconds: 2 ** 32 - 1 });
	scene.teach("follow");
	t.is(words(scene)[1]?.learnedAt, 0);
	t.is(scene.all("fault").length, 0);
	scene.ask({ do: "time", seconds: 0 });
	scene.teach("backward");
	t.true((words(scene)[2]?.learnedAt ?? 0) > 1);
});

test("a name is trimmed and kept; an empty, overlong or unprintable one and one that is taken change nothing", (t) => {
	const scene = pair();
	const flash = scene.board.store.bytes.slice();
	for (const label of ["", "  ", "x".repeat(65), "a\nb", "\u0000", "half \ud800"]) {
		t.is(refusal(scene, { do: "rename", class: 33, label }), "bad-name", JSON.stringify(label));
	}
	for (const label of ["follow", "yes", "_silence_", " no "]) t.is(refusal(scene, { do: "rename", class: 33, label }), "name-taken", label);
	for (const classIndex of [0, 35, 36, 4000]) {
		t.is(refusal(scene, { do: "rename", class: classIndex, label: "lamp" }), "unknown-word", `${classIndex}`);
	}
	t.deepEqual(scene.board.store.bytes, flash);
	t.is(scene.all("fault").length, 0, "what somebody mistypes is no fault of the device");
	scene.ask({ do: "rename", class: 33, label: "  دروازہ 🚪 " });
	scene.ask({ do: "rename", class: 33, label: "دروازہ 🚪" });
	t.deepEqual(labels(scene), ["دروازہ 🚪", "follow"]);
	t.deepEqual(scene.say("new_forward_test_1"), ["دروازہ 🚪"]);
	t.deepEqual(storedLabels(scene), labels(scene));
});

test("a word that is taught has a name of its own, whatever the others are called", (t) => {
	const scene = pair();
	scene.ask({ do: "rename", class: 33, label: "word 3" });
	scene.press();
	t.is(scene.until("prompt").label, "word 4");
});

test("deleting a word leaves the others bit for bit as if it had never been there", (t) => {
	const alone = taught(["forward"]);
	const memory = chipMemory();
	const [kept] = stored(alone);
	const fitted = new Scene().start() && chipMemory();
	const scene = pair();
	t.notDeepEqual(chipMemory(), memory);
	scene.ask({ do: "delete", class: 34 });
	t.deepEqual(chipMemory(), memory);
	t.deepEqual(stored(scene), kept && [{ ...kept, label: "forward" }]);
	t.like(scene.all("deleted")[0], { label: "follow", class: 34 });
	t.false(scene.say("new_follow_test_1").includes("follow"));
	t.deepEqual(scene.say("new_forward_test_1"), ["forward"]);
	scene.ask({ do: "delete", class: 33 });
	t.deepEqual(chipMemory(), fitted);
	t.is(refusal(scene, { do: "delete", class: 33 }), "unknown-word", "twice");
	scene.simulation.powerCycle();
	scene.simulation.run(1.2);
	t.deepEqual(words(scene), []);
	t.deepEqual(chipMemory(), fitted);
});

test("the class of a deleted word is taught next, and the word learns as on a new device", (t) => {
	const scene = pair();
	const before = stored(scene)[1];
	scene.ask({ do: "delete", class: 33 });
	scene.teach("backward");
	t.deepEqual(
		words(scene).map(({ class: c, label }) => [c, label]),
		[
			[34, "follow"],
			[33, "word 1"],
		],
	);
	t.deepEqual(stored(scene)[0], before, "the other word is as it was");
	t.deepEqual(scene.say("new_backward_test_1"), ["word 1"]);
});

test("a word is taught anew alone: same class, same name, the other untouched", (t) => {
	pair().ask({ do: "delete", class: 33 });
	const without = chipMemory();
	const scene = pair();
	const [old, other] = stored(scene);
	scene.ask({ do: "teach", class: 33 });
	t.deepEqual(chipMemory(), without, "it begins as if the word had never been learned");
	scene.ask({ do: "cancel" });
	teachAnew(scene, 33, "backward");
	const [first, second] = stored(scene);
	t.deepEqual(first, other);
	t.like(second, { classIndex: 33, label: "forward", samples: 12 });
	t.notDeepEqual(second?.cells, old?.cells);
	t.deepEqual(scene.say("new_backward_test_1"), ["forward"]);
	scene.simulation.powerCycle();
	scene.simulation.run(1.2);
	t.deepEqual(scene.say("new_backward_test_1"), ["forward"]);
	t.is(refusal(scene, { do: "teach", class: 35 }), "unknown-word", "a class without a word");
	t.is(refusal(scene, { do: "teach", class: 3 }), "unknown-word", "a preset word");
});

const LEAVING: Readonly<Record<string, (scene: Scene) => void>> = {
	"called off before the first utterance": (scene) => scene.ask({ do: "cancel" }),
	"called off between utterances": (scene) => {
		scene.until("prompt");
		scene.say("new_backward_enrol_1");
		scene.ask({ do: "cancel" });
	},
	"discarded at the end": (scene) => {
		scene.until("prompt");
		utter(scene, "backward");
		scene.ask({ do: "cancel" });
	},
	"given up": (scene) => void scene.until("refused", 60),
};

for (const [how, leave] of Object.entries(LEAVING)) {
	test(`a word that is to be taught anew stays as it was when that is ${how}`, (t) => {
		const scene = pair();
		const memory = chipMemory();
		const flash = scene.board.store.bytes.slice();
		scene.ask({ do: "teach", class: 33 });
		leave(scene);
		t.deepEqual(chipMemory(), memory);
		t.deepEqual(scene.board.store.bytes, flash);
		scene.simulation.run(2);
		t.deepEqual(scene.say("new_forward_test_1"), ["forward"]);
	});
}

test("a file brings a word back to its device as it was", (t) => {
	const scene = pair();
	const memory = chipMemory();
	const before = stored(scene);
	scene.ask({ do: "delete", class: 34 });
	scene.ask({ do: "import", file: FOLLOW });
	t.is(scene.all("learning").length, 0, "nothing had to be learned");
	t.deepEqual(chipMemory(), memory);
	t.deepEqual(stored(scene), before);
	t.deepEqual(scene.say("new_follow_test_1"), ["follow"]);
});

test("a file brings a word to another device with the same model: same class, same potentials, bit for bit", (t) => {
	const there = pair();
	const [, word] = stored(there);
	const found = word && potentials(word);
	const here = new Scene({ settings: SHORT }).start();
	here.ask({ do: "import", file: FOLLOW });
	t.deepEqual(
		word && potentials(word).map((take) => take.slice(34 * 15, 35 * 15)),
		found?.map((take) => take.slice(34 * 15, 35 * 15)),
	);
	t.deepEqual(stored(here), word && [word]);
	t.deepEqual(here.say("new_follow_test_1"), ["follow"]);
});

test("when its class is taken, or the model is another one, a word is learned anew from the features of its takes", (t) => {
	const taken = new Scene({ settings: SHORT }).start();
	taken.teach("forward");
	taken.teach("backward");
	const other = new Scene({ settings: SHORT, bundle: otherBundle() }).start();
	for (const [scene, classIndex] of [
		[taken, 35],
		[other, 33],
	] as const) {
		scene.ask({ do: "import", file: FOLLOW });
		t.is(refusal(scene, { do: "import", file: FOLLOW }), "busy");
		t.like(scene.until("learned", 60), { label: "follow", class: classIndex, samples: 12 });
		t.is(scene.all("question").filter(({ ask }) => ask === "keep").length, scene === taken ? 2 : 0, "nobody is asked");
		scene.simulation.run(2);
		t.is(scene.board.indicator.signal, "listening");
		const heard = [1, 2, 3, 4].filter((i) => scene.say(`new_follow_test_${i}`)[0] === "follow");
		t.true(heard.length >= 3, `${heard.length} of 4`);
		t.deepEqual(scene.say("preset_no_1"), ["no"]);
	}
});

test("an import that is called off in the middle leaves everything as it was", (t) => {
	for (const stage of ["learning", "verifying"]) {
		const scene = new Scene({ settings: SHORT, bundle: otherBundle(), board: { jobMicroseconds: 20_000 } }).start();
		const memory = chipMemory();
		const flash = scene.board.store.bytes.slice();
		scene.ask({ do: "import", file: FOLLOW });
		scene.until("learning");
		scene.simulation.runUntil(() => scene.board.indicator.signal === stage, 10);
		scene.ask({ do: "cancel" });
		t.deepEqual(chipMemory(), memory);
		t.deepEqual(scene.board.store.bytes, flash);
		scene.simulation.run(2);
		t.is(scene.all("cancelled").length, 1);
		t.is(scene.all("learned").length, 0);
		t.is(scene.board.indicator.signal, "listening");
	}
});

test("files that cannot be used are refused with a reason, and change nothing", (t) => {
	const scene = pair();
	const flash = scene.board.store.bytes.slice();
	const { word, model, frontEnd } = readWordFile(Uint8Array.from(FOLLOW));
	const file = (label: string, front = frontEnd): number[] => [...writeWordFile({ ...word, label }, model, front)];
	const damaged = FOLLOW.map((byte, i) => (i === 300 ? byte ^ 1 : byte));
	const cases: readonly (readonly [file: number[], code: string])[] = [
		[[], "wrong-kind"],
		[FOLLOW.slice(0, -1), "truncated"],
		[damaged, "damaged"],
		[[...defaultBundle()], "wrong-kind"],
		[file("lamp", { ...DEFAULT_FRONT_END, melHigh: 7000 }), "not-for-this-model"],
		[FOLLOW, "name-taken"],
		[file("yes"), "name-taken"],
		[file(" yes "), "name-taken"],
		[file("follow\u2003"), "name-taken"],
		[file(" "), "bad-name"],
		[file("a\u007f"), "bad-name"],
		[file("a\u0085b"), "bad-name"],
	];
	for (const [bytes, code] of cases) t.is(refusal(scene, { do: "import", file: bytes }), code);
	t.deepEqual(scene.board.store.bytes, flash);
	t.is(scene.all("fault").length, 0, "a bad file is no fault of the device");
	t.is(scene.board.indicator.signal, "listening");
	scene.ask({ do: "import", file: file(" lamp ") });
	t.is(scene.until("learned", 60).label, "lamp");
	t.is(refusal(scene, { do: "import", file: file("tree") }), "no-spare");
});

test("a file whose cells are of no use, though it names this model, is learned anew", (t) => {
	const { word, model, frontEnd } = readWordFile(Uint8Array.from(FOLLOW));
	const cells = { starts: Uint32Array.of(1_000_000), lengths: Uint32Array.of(1), values: Uint32Array.of(7) };
	for (const odd of [
		{ ...word, cells },
		{ ...word, classIndex: 77 },
		{ ...word, classIndex: 4_000_000_000 },
	]) {
		const scene = new Scene({ settings: SHORT }).start();
		scene.ask({ do: "import", file: [...writeWordFile(odd, model, frontEnd)] });
		t.is(scene.until("learned", 60).class, 33);
		scene.simulation.run(1);
		t.deepEqual(scene.say("new_follow_test_1"), ["follow"]);
	}
});

test("an import that the store does not take is answered with the error, and the word is nowhere", (t) => {
	const scene = new Scene({ settings: SHORT }).start();
	const memory = chipMemory();
	scene.board.store.write = () => {};
	t.is(refusal(scene, { do: "import", file: FOLLOW }), "write-failed");
	t.deepEqual(words(scene), []);
	t.deepEqual(chipMemory(), memory);
});

test("a lesson whose word the store does not take leaves the chip as it was", (t) => {
	const scene = pair();
	const memory = chipMemory();
	scene.board.store.write = () => {};
	scene.enrol("backward");
	scene.until("question", 60);
	scene.press();
	t.is(scene.all("fault")[0]?.code, "write-failed");
	t.deepEqual(chipMemory(), memory);
	t.deepEqual(labels(scene), ["forward", "follow"]);
});

test("settings: refused outside of their range, else in force at once, stored together, and back after a power cycle", (t) => {
	const scene = new Scene({ settings: SHORT }).start();
	t.is(refusal(scene, { do: "set", name: "enrolment.takes", value: 2 }), "out-of-range");
	t.is(refusal(scene, { do: "set", name: "enrolment.takes", value: 3.5 }), "out-of-range");
	t.is(refusal(scene, { do: "set", name: "gate", value: 1 }), "unknown-setting");
	t.is(refusal(scene, { do: "set", name: "toString" }), "unknown-setting");
	scene.simulation.run(3);
	t.is(scene.board.store.wear.operations, 0, "nothing was written");
	for (let takes = 10; takes >= 3; takes--) {
		scene.ask({ do: "set", name: "enrolment.takes", value: takes });
		scene.simulation.run(1);
	}
	scene.ask({ do: "set", name: "decision.threshold", value: 1 });
	t.is(scene.board.store.wear.operations, 0);
	scene.simulation.run(2.1);
	t.is(scene.board.store.wear.operations, 4, "one write: an erase, the text, the header, the mark");
	t.is(setting(scene, "enrolment.takes"), 3);
	scene.press();
	t.is(scene.until("prompt").takes, 3);
	t.is(refusal(scene, { do: "set", name: "enrolment.takes", value: 4 }), "busy");
	scene.simulation.powerCycle();
	scene.simulation.run(1.2);
	t.is(setting(scene, "enrolment.takes"), 3);
	t.deepEqual(scene.say("preset_no_1"), [], "a score of 1 is hardly reached");
	scene.ask({ do: "set", name: "decision.threshold" });
	t.is(setting(scene, "decision.threshold"), DEFAULT_SETTINGS.decision.threshold);
	t.deepEqual(scene.say("preset_no_1"), ["no"]);
});

test("a setting that was changed just before a fault is neither forgotten nor contradicted", (t) => {
	const scene = new Scene({ settings: SHORT }).start();
	scene.ask({ do: "set", name: "enrolment.takes", value: 7 });
	scene.board.chip.sleeping = true;
	scene.say("preset_no_1", 0);
	scene.board.chip.sleeping = false;
	t.is(scene.all("fault").length, 1);
	t.true(scene.until("ready", 1).t < 3.2, "before the settings are written");
	scene.simulation.run(3);
	t.is(setting(scene, "enrolment.takes"), 7);
	scene.ask({ do: "set", name: "gate.openLevel", value: 300 });
	scene.simulation.run(3);
	scene.simulation.powerCycle();
	scene.simulation.run(1);
	t.is(setting(scene, "enrolment.takes"), 7);
});

test("a reset forgets words, words of other models, and settings; the device listens as on its first day", (t) => {
	const scene = pair(otherBundle());
	t.deepEqual(scene.all("foreign")[0]?.labels, ["forward", "follow"]);
	scene.teach("backward");
	scene.ask({ do: "set", name: "enrolment.takes", value: 5 });
	scene.simulation.run(3);
	scene.ask({ do: "reset" });
	scene.simulation.run(1.2);
	t.deepEqual(words(scene), []);
	t.deepEqual(scene.board.store.bytes, new SimFlash(scene.board.store.size).bytes, "the store is blank");
	t.is(setting(scene, "enrolment.takes"), 4);
	t.deepEqual(scene.say("preset_no_1"), ["no"]);
	scene.simulation.powerCycle();
	scene.simulation.run(1.2);
	t.is(scene.all("foreign").length, 1, "only before the reset");
	t.deepEqual(scene.all("ready").at(-1)?.learned, []);
});

test("words of another model are kept through all that is stored for this one, and are back with their model", (t) => {
	const scene = pair(otherBundle());
	scene.teach("backward");
	scene.ask({ do: "rename", class: 33, label: "backward" });
	scene.ask({ do: "delete", class: 33 });
	scene.teach("backward");
	scene.board.install(defaultBundle());
	scene.simulation.powerCycle();
	scene.simulation.run(1.2);
	t.deepEqual(labels(scene), ["forward", "follow"]);
	t.deepEqual(stored(scene), new LearnedWords(openStore(PAIR.board.store).learned).load(readBundle(defaultBundle()).digest));
	t.deepEqual(scene.say("new_forward_test_1"), ["forward"]);
	t.deepEqual(scene.all("foreign").at(-1)?.labels, ["word 1"]);
});

test("while a word is taught, words are neither taught, deleted, renamed nor brought", (t) => {
	const scene = pair();
	scene.press();
	const commands = [
		{ do: "teach" },
		{ do: "teach", class: 33 },
		{ do: "delete", class: 33 },
		{ do: "rename", class: 33, label: "lamp" },
		{ do: "import", file: exported(scene, 33) },
	] as const;
	scene.until("prompt");
	for (const command of commands) t.is(refusal(scene, command), "busy", command.do);
	t.deepEqual(labels(scene), ["forward", "follow"]);
	t.is(scene.until("rejected", 6).reason, "nothing heard", "the lesson goes on");
});

test("a lesson that a console begins takes the place of a question that is open", (t) => {
	const scene = pair();
	scene.longPress();
	t.is(scene.all("question").at(-1)?.ask, "delete");
	scene.ask({ do: "teach" });
	scene.until("prompt");
	scene.press();
	t.is(scene.events.at(-1)?.type, "prompt", "a short press means the lesson now");
	t.is(scene.all("refused").length, 0);
	t.deepEqual(labels(scene), ["forward", "follow"]);
	scene.simulation.run(4.8);
	t.is(scene.all("cancelled").length, 0);
});
