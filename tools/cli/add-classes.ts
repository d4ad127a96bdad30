import { readBundle } from "../../src/bundle/bundle.js";
import { writeWhole } from "../files/write.js";
import { addClasses } from "../learn/add-classes.js";
import { openBundle } from "../files/read.js";
import { checkOutputs } from "./files.js";
import { printJson } from "./format.js";

export interface AddClassesOptions {
	readonly out: string;
	readonly count: number;
	readonly names?: readonly string[];
	readonly json?: boolean;
}

/** Writes a bundle with further classes. */
export function addClassesCommand(path: string, { count, json, names, out }: AddClassesOptions): void {
	checkOutputs([out], [path]);
	const larger = addClasses(openBundle(path).bytes, count, names);
	writeWhole(out, larger);
	const { labels, spareClasses } = readBundle(larger);
	const added = labels.slice(-count);
	if (json) return printJson({ out, classes: labels.length, spareClasses, added });
	const first = labels.length - count;
	console.log(
		`${out}: ${labels.length} classes; new: ${added.map((label, i) => `${label} (${first + i})`).join(", ")}; ${spareClasses} spare`,
	);
}
