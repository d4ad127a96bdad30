import test from "ava";
import { readFileSync } from "node:fs";
import { SimFlash } from "../../host-sim/board/flash.js";
import { DEFAULT_FRONT_END } from "../../src/features/front-end.js";
import { readLearnedRecord, writeLearnedRecord } from "../../src/storage/learned-record.js";
import { Slots } from "../../src/storage/slots.js";
import { readWordFile, writeWordFile } from "../../src/storage/word-file.js";
import { digestOf } from "./support.js";
import { wordAt } from "./words.js";

/** What a release has stored, the next one must read: files of format 1 (slot) and format 2 (learned words). */
const golden = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`../golden/storage/${name}`, import.meta.url)));

const MODEL = Uint8Array.from({ length: 32 }, (_, i) => i);
const FRONT_END = { ...DEFAULT_FRONT_END, frames: 5, coefficients: 4 };
const WORD = {
	...wordAt(33, "grün"),
	takes: wordAt(33)
		.takes.slice(0, 2)
		.map((take) => take.slice(0, 20)),
};
const SETS = [
	{ model: MODEL, words: [WORD, { ...WORD, classIndex: 34, label: "日本" }] },
	{ model: digestOf(9), words: [] },
];

test("a slot is laid out as it always was", (t) => {
	const flash = new SimFlash(1024, 256);
	const slots = new Slots(flash, "learned");
	for (const text of ["older", "newer"]) slots.write(new TextEncoder().encode(text), MODEL);
	t.deepEqual(flash.bytes.slice(512, 512 + 69), golden("slot.bin"));
	const restored = new SimFlash(1024, 256);
	restored.bytes.set(golden("slot.bin"));
	t.deepEqual(new Slots(restored, "learned").read(), new TextEncoder().encode("newer"));
});

test("learned words and word files of the first release are read", (t) => {
	t.deepEqual(readLearnedRecord(golden("learned.akwl")), SETS);
	t.deepEqual(writeLearnedRecord(SETS), golden("learned.akwl"));
	t.deepEqual(readWordFile(golden("word.akww")), { word: WORD, model: MODEL, frontEnd: FRONT_END });
	t.deepEqual(writeWordFile(WORD, MODEL, FRONT_END), golden("word.akww"));
});
