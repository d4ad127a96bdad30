import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import { featuresOf } from "../../../../src/features/features-of.js";
import { DEFAULT_FRONT_END } from "../../../../src/features/front-end.js";
import { type NpyArray, writeNpy } from "../../../../tools/files/npy.js";
import { recording } from "../../../app/scene.js";
import { scratch } from "../../../scratch.js";

export type Arrays = Readonly<Record<string, NpyArray>>;

/** Writes an .npz file to a fresh folder. */
export function npz(arrays: Arrays): string {
	const path = join(scratch(), "set.npz");
	writeFileSync(path, zipSync(Object.fromEntries(Object.entries(arrays).map(([name, array]) => [`${name}.npy`, writeNpy(array)]))));
	return path;
}

const features = (name: string, shift = 0): Uint8Array => {
	const samples = recording(name);
	const shifted = Int16Array.from(samples, (_, i) => samples[i - shift] ?? 0);
	return featuresOf(shifted, DEFAULT_FRONT_END);
};

export const tensor = (rows: readonly Uint8Array[]): NpyArray => ({
	data: Uint8Array.from(rows.flatMap((row) => [...row])),
	shape: [rows.length, 49, 10, 1],
});

export const column = (values: readonly number[]): NpyArray => ({ data: Int32Array.from(values), shape: [values.length] });

const WORDS = ["backward", "follow"];
const SHIFTS = [-800, 0, 800];

/** A few-shot set of the demo recordings: two words, four utterances of three variants each, as many speakers as asked for. */
export function demoSet(speakers: readonly number[]): Arrays {
	const train = speakers.flatMap((speaker) =>
		WORDS.flatMap((name, word) =>
			[1, 2, 3, 4].flatMap((utterance) =>
				SHIFTS.map((shift, variant) => ({ speaker, word, utterance, variant, x: features(`new_${name}_enrol_${utterance}`, shift) })),
			),
		),
	);
	const test = speakers.flatMap((speaker) =>
		WORDS.flatMap((name, word) => [1, 2, 3].map((n) => ({ speaker, word, x: features(`new_${name}_test_${n}`) }))),
	);
	return {
		x_train: tensor(train.map((row) => row.x)),
		train_word: column(train.map((row) => row.word)),
		train_speaker: column(train.map((row) => row.speaker)),
		train_utterance: column(train.map((row) => row.utterance)),
		train_augmentation: column(train.map((row) => row.variant)),
		x_test: tensor(test.map((row) => row.x)),
		test_word: column(test.map((row) => row.word)),
		test_speaker: column(test.map((row) => row.speaker)),
	};
}

/** Inputs of two preset classes: no (15) and one (17). */
export function oldSet(): Arrays {
	return { x: tensor(["preset_no_1", "preset_no_3", "preset_one_1"].map((name) => features(name))), y: column([15, 15, 17]) };
}
