import { readBundle } from "../../src/bundle/bundle.js";
import { Classifier } from "../../src/keywords/classifier.js";
import type { Settings } from "../../src/keywords/settings.js";
import { writeBundle } from "../../tools/convert/bundle-writer.js";
import { defaultBundle, QUICK, Scene } from "./scene.js";

/** The shortest lesson that still teaches a word. */
export const SHORT: Settings = { ...QUICK, enrolment: { ...QUICK.enrolment, variants: 3, heldBack: 2 } };

let newest: Classifier | undefined;
const { load } = Classifier.prototype;
Classifier.prototype.load = function (this: Classifier) {
	newest = this;
	return load.call(this);
};

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

/** Names and classes of the words that were taught, in the order of learning. */
export const listed = (scene: Scene): unknown => scene.ask({ do: "words" });
