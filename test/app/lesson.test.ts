import test from "ava";
import { NodeEngine } from "../../host-sim/engines/node.js";
import { readBundle } from "../../src/bundle/bundle.js";
import type { Running } from "../../src/console/service.js";
import { ClassScores } from "../../src/keywords/scores.js";
import { DEFAULT_SETTINGS, type Settings } from "../../src/keywords/settings.js";
import type { LearnedWord } from "../../src/storage/learned-word.js";
import { readWordFile, writeWordFile } from "../../src/storage/word-file.js";
import { writeBundle } from "../../tools/convert/bundle-writer.js";
import { classifier, SHORT, taught, utter } from "./people.js";
import { defaultBundle, recording, Scene } from "./scene.js";
import { joined, silence, tone } from "./sounds.js";

const MEL: Settings = { ...SHORT, enrolment: { ...SHORT.enrolment, melDomain: 1 } };

function running(scene: Scene): Running {
	const { engine } = scene.simulation;
	const parts = engine instanceof NodeEngine ? engine.running : undefined;
	if (!parts) throw new Error("the firmware is not up");
	return parts;
}

/** A second in a room that hums: it is the same from any hop on, and too soft to open the gate. */
const hum = (hz: number): Int16Array => tone(1, 60, hz);

/** Teaches "forward" in a room that hums until the first prompt, and in which `before` is heard before the button is pressed. */
function learnedIn(hz: number, settings: Settings, before = silence(0)): LearnedWord {
	const scene = new Scene({ settings });
	const { microphone } = scene.board;
	microphone.roomPeak = 0;
	microphone.play(hum(hz), true);
	scene.start();
	scene.simulation.run(3);
	microphone.play(before);
	scene.simulation.run(before.length / 16000);
	scene.press();
	scene.until("prompt");
	microphone.hush();
	utter(scene, "forward");
	scene.press();
	const [word] = running(scene).vocabulary.learned;
	if (!word) throw new Error("nothing was learned");
	return word;
}

for (const [way, settings] of [
	["in the audio", SHORT],
	["in the mel domain", MEL],
] as const) {
	test(`variants ${way}: the room is in them, but nothing loud from right before the press`, (t) => {
		const low = learnedIn(500, settings);
		const high = learnedIn(2000, settings);
		t.deepEqual(low.takes, high.takes, "the utterances are the same");
		t.notDeepEqual(low.cells, high.cells);
		t.deepEqual(learnedIn(500, settings, tone(0.5)).cells, low.cells);
		if (settings === MEL) t.notDeepEqual(low.cells, learnedIn(500, SHORT).cells, "which way it was");
	});
}

test("a word that was learned in the mel domain is found", (t) => {
	const scene = taught(["forward"], MEL);
	t.deepEqual(
		[1, 2, 3].flatMap((i) => scene.say(`new_forward_test_${i}`)),
		["word 1", "word 1", "word 1"],
	);
});

test("what is said during a lesson is not recognised when the lesson is called off", (t) => {
	const decision = { ...SHORT.decision, hits: 1, smoothing: 1 };
	const settings = { ...SHORT, decision, enrolment: { ...SHORT.enrolment, variants: 30 } };
	const scene = new Scene({ settings, board: { jobMicroseconds: 60_000 } }).start();
	scene.enrol("follow");
	scene.until("learning");
	const { microphone } = scene.board;
	microphone.play(recording("preset_no_1").subarray(0, 10900));
	scene.simulation.runUntil(() => !microphone.playing, 5);
	t.is(scene.board.indicator.signal, "learning");
	scene.ask({ do: "cancel" });
	scene.simulation.run(2);
	t.is(scene.all("keyword").length, 0);
	t.deepEqual(scene.say("preset_no_1"), ["no"]);
});

/** The evidence that the recogniser saw last, minus what the potentials alone give: the offset that is in force. */
function offsetInForce(scene: Scene, classIndex: number): number {
	const { vocabulary, session } = running(scene);
	const { neuronsPerClass } = classifier().bundle;
	const plain = new ClassScores(vocabulary.classes, neuronsPerClass, SHORT.decision.topUnits);
	const { features, scores } = session.stages;
	plain.compute(classifier().classify(Uint8Array.from(features)), () => true);
	return (scores.evidence[classIndex] ?? NaN) - (plain.evidence[classIndex] ?? NaN);
}

test("the offset of a word is in force from the moment it is learned, and gone with the word", (t) => {
	const scene = taught(["forward"]);
	const { word, model, frontEnd } = readWordFile(Uint8Array.from(scene.ask({ do: "export", class: 33 }) as number[]));
	const says = (offset: number): void => {
		scene.say("new_forward_test_1");
		const found = offsetInForce(scene, 33);
		t.true(Math.abs(found - offset) < 1e-4, `${found} instead of ${offset}`);
	};
	says(word.offset);
	for (const offset of [1.25, 0.5]) {
		scene.ask({ do: "delete", class: 33 });
		scene.say("new_forward_test_1");
		t.is(running(scene).session.stages.scores.evidence[33], -Infinity);
		scene.ask({ do: "import", file: [...writeWordFile({ ...word, offset }, model, frontEnd)] });
		says(offset);
	}
});

test("the offsets that a model has for its preset words are in force, also beside a word that is learned", (t) => {
	const model = readBundle(defaultBundle());
	const offsets = model.labels.map((_, classIndex) => -classIndex / 64);
	const scene = new Scene({ settings: SHORT, bundle: writeBundle({ ...model, offsets }) }).start();
	const no = model.labels.indexOf("no");
	const isInForce = (): void => {
		scene.say("preset_no_1");
		const found = offsetInForce(scene, no);
		t.true(Math.abs(found + no / 64) < 1e-4, `${found} instead of ${-no / 64}`);
	};
	t.true(no > 0);
	isInForce();
	scene.teach("forward");
	isInForce();
});

test("a word that is taught a second time under another name gets no offset, which would take the first one's recordings", (t) => {
	const scene = taught(["backward", "backward"], DEFAULT_SETTINGS);
	const [, second] = running(scene).vocabulary.learned;
	t.is(second?.offset, 0);
	const heard = [1, 2, 3, 4, 5, 6].flatMap((i) => scene.say(`new_backward_test_${i}`));
	t.true(heard.filter((label) => label === "word 1").length >= 3, heard.join(", "));
});

test("speech that goes on up to the press leaves no room at all, and the lesson goes on without", (t) => {
	const scene = new Scene({ settings: SHORT }).start();
	scene.board.microphone.play(joined(recording("preset_no_1"), recording("preset_move_1"), recording("preset_no_1")));
	scene.simulation.run(2.9);
	scene.press();
	scene.until("prompt");
	utter(scene, "forward");
	scene.press();
	scene.simulation.run(2);
	t.deepEqual(scene.say("new_forward_test_1"), ["word 1"]);
});
