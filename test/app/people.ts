import { readBundle } from "../../src/bundle/bundle.js";
import { Classifier } from "../../src/keywords/classifier.js";
import type { Settings } from "../../src/keywords/settings.js";
import { writeBundle } from "../../tools/convert/bundle-writer.js";
import { defaultBundle, QUICK, recording, Scene } from "./scene.js";

/** The shortest lesson that still teaches a word. */
export const SHORT: Settings = { ...QUICK, enrolment: { ...QUICK.enrolment, variants: 3, heldBack: 2 } };

let newest: Classifier | undefined;
const { load } = Classifier.prototype;
Classifier.prototype.load = function (this: Classifier) {
	note(this);
	return load.call(this);
};

function note(loaded: Classifier): void {
	newest = loaded;
}

/** The classifier of the firmware that was started last. */
export function classifier(): Classifier {
	if (!newest) throw new Error("no firmware has loaded a program");
	return newest;
}

/** What the chip of the firmware that was started last has learned. */
export const chipMemory = (): Uint32Array => classifier().learnedMemory();

/** The shipped model with another note: the same network, but another model to whoever looks at its digest. */
export function otherBundle(): Uint8Array {
	const bundle = readBundle(defaultBundle());
	return writeBundle({ ...bundle, notes: [...bundle.notes, { key: "edition", value: "another" }] });
}

/** A device to which words were taught, and its room is quiet. */
export function taught(words: readonly string[], settings: Settings = SHORT): Scene {
	const scene = new Scene({ settings }).start();
	for (const word of words) scene.teach(word);
	return scene;
}

/** Says a word as often as it is asked for, from the prompt on; to the end of the lesson. */
export function utter(scene: Scene, word: string, takes = 4): void {
	for (let take = 1; take <= takes; take++) {
		scene.simulation.run(0.3);
		scene.board.microphone.play(recording(`new_${word}_enrol_${((take - 1) % 5) + 1}`));
		scene.until("take", 5);
	}
	scene.until("question", 60);
}

/** Teaches another word in the place of one that was taught before, and keeps it. */
export function teachAnew(scene: Scene, classIndex: number, word: string): void {
	scene.ask({ do: "teach", class: classIndex });
	scene.until("prompt");
	utter(scene, word);
	scene.press();
	scene.simulation.run(0.5);
}
