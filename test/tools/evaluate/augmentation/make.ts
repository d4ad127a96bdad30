import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { allOf } from "../../../../src/bundle/bundle.js";
import { openBundle } from "../../../../tools/files/read.js";
import { writeBundle } from "../../../../tools/convert/bundle-writer.js";
import { project } from "../../../shared.js";
import { scratch } from "../../../scratch.js";

/** The default model with an input of every tenth class for calibration: an exam is short. */
export function shortExamBundle(): string {
	const { bundle } = openBundle(project("models", "default.akb"));
	const path = join(scratch(), "short.akb");
	writeFileSync(path, writeBundle({ ...bundle, calibration: allOf(bundle.calibration).filter((_, i) => i % 50 === 0) }));
	return path;
}

/** A folder with copies of demo recordings: new name -> name without ".wav". */
export function copies(files: Readonly<Record<string, string>>): string {
	const folder = scratch();
	for (const [name, from] of Object.entries(files)) copyFileSync(project("assets", "demo_wav", `${from}.wav`), join(folder, name));
	return folder;
}

/** So many copies of one word's recordings by a speaker. */
export const spoken = (word: string, speaker: string, count: number): Record<string, string> =>
	Object.fromEntries(Array.from({ length: count }, (_, i) => [`${word}__${speaker}_${i + 1}.wav`, `new_follow_enrol_${(i % 5) + 1}`]));
