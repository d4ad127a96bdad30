import { ToolError } from "../errors.js";
import { parseJson } from "../files/json.js";
import type { NamedBytes } from "./convert.js";

/** Names of the preset classes, and which of them means "no word" (-1 for none). */
export interface Labels {
	readonly labels: readonly string[];
	readonly silenceClass: number;
}

/** Reads a labels file: `{"labels": [...], "silence_index": n}`, the index optional. Throws ToolError. */
export function readLabels(bytes: Uint8Array, name: string): Labels {
	const file = parseJson(bytes, name);
	const items = file.get("labels").items();
	const labels = items.map((item) => item.text());
	const strange = items.find((item, i) => item.text().trim() === "" || labels.indexOf(item.text()) !== i);
	if (strange) strange.refuse(`is ${strange.shown}: empty, or there twice`, "give every class a name of its own");
	const silence = file.find("silence_index");
	return { labels, silenceClass: silence ? silence.whole(-1, labels.length - 1) : -1 };
}

/** A labels file for words by class index; which of them means silence, its name tells. */
export function labelsFile(words: readonly string[], name = "word_to_index"): NamedBytes {
	const silence = words.findIndex((word) => /^_?silence_?$/.test(word));
	return { name, bytes: new TextEncoder().encode(JSON.stringify({ labels: words, silence_index: silence })) };
}

/** Names for classes that have none. */
export function defaultLabels(classes: number): Labels {
	return { labels: Array.from({ length: classes }, (_, i) => `class ${i}`), silenceClass: -1 };
}

/** Refuses labels that are not one for each class. Throws ToolError. */
export function requireLabels({ labels }: Labels, classes: number): void {
	if (labels.length === classes) return;
	throw new ToolError("bad-option", `there are ${labels.length} labels for ${classes} classes`, "give one label for each class, in order");
}
