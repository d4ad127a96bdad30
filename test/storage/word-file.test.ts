import test from "ava";
import fc from "fast-check";
import { DEFAULT_FRONT_END, type FrontEnd } from "../../src/features/front-end.js";
import { crc32 } from "../../src/storage/crc32.js";
import { sameFrontEnd } from "../../src/storage/front-end-constants.js";
import { writeLearnedRecord } from "../../src/storage/learned-record.js";
import { StorageError } from "../../src/storage/slots.js";
import { readWordFile, writeWordFile } from "../../src/storage/word-file.js";
import { bytesOf, codeOf, digestOf, double, patched, uints } from "./support.js";
import { anyWord, wordAt } from "./words.js";

const MODEL = digestOf(7);
const FILE = writeWordFile(wordAt(33, "grün"), MODEL, DEFAULT_FRONT_END);

const withCrc = (bytes: Uint8Array): Uint8Array => {
	new DataView(bytes.buffer).setUint32(bytes.length - 4, crc32(bytes.subarray(0, -4)), true);
	return bytes;
};

test("a word survives the file, with its model and its front end", (t) => {
	t.deepEqual(readWordFile(FILE), { word: wordAt(33, "grün"), model: MODEL, frontEnd: DEFAULT_FRONT_END });
	t.deepEqual(FILE.slice(8, 12), bytesOf("AKWW"));
	const frontEnd: FrontEnd = { ...DEFAULT_FRONT_END, frames: 3, coefficients: 2, melLow: 20.25 };
	fc.assert(
		fc.property(anyWord, fc.array(fc.uint8Array({ minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 3 }), (any, takes) => {
			const word = { ...any, takes };
			t.deepEqual(readWordFile(writeWordFile(word, MODEL, frontEnd)), { word, model: MODEL, frontEnd });
		}),
		{ numRuns: 50 },
	);
});

test("front ends are the same when all their constants are", (t) => {
	t.true(sameFrontEnd(readWordFile(FILE).frontEnd, DEFAULT_FRONT_END));
	for (const name of Object.keys(DEFAULT_FRONT_END) as (keyof FrontEnd)[]) {
		t.false(sameFrontEnd({ ...DEFAULT_FRONT_END, [name]: DEFAULT_FRONT_END[name] + 1 }, DEFAULT_FRONT_END), name);
	}
});

test("a word that another device could not use is not written", (t) => {
	const write = (word = wordAt(33), model = MODEL, frontEnd = DEFAULT_FRONT_END) => codeOf(() => writeWordFile(word, model, frontEnd));
	t.is(write(), undefined);
	t.is(write({ ...wordAt(33), takes: [] }), "bad-value");
	t.is(write({ ...wordAt(33), takes: [new Uint8Array(489)] }), "bad-value");
	t.is(write({ ...wordAt(33), label: "" }), "bad-value");
	t.is(write(wordAt(33), new Uint8Array(31)), "bad-value");
	t.is(write(wordAt(33), MODEL, { ...DEFAULT_FRONT_END, melLow: NaN }), "bad-value");
});

test("every cut and every flipped bit is noticed, in one line that says what is wrong", (t) => {
	for (let length = 0; length < FILE.length; length++) {
		const code = codeOf(() => readWordFile(FILE.slice(0, length)));
		if (code !== (length < 12 ? "wrong-kind" : "truncated")) t.fail(`${length} bytes: ${code}`);
	}
	const codes = new Map<string | undefined, number>();
	for (let bit = 0; bit < FILE.length * 8; bit++) {
		const bytes = FILE.slice();
		bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
		const code = codeOf(() => readWordFile(bytes));
		codes.set(code, (codes.get(code) ?? 0) + 1);
	}
	t.deepEqual([...codes.keys()].sort(), ["damaged", "truncated", "wrong-kind"]);
	t.is(codes.get("wrong-kind"), 32);
	t.is(
		codeOf(() => readWordFile(Uint8Array.of(...FILE, 0))),
		"damaged",
	);
	t.throws(() => readWordFile(FILE.slice(0, 100)), { message: `the word file ends after 100 of ${FILE.length} bytes` });
	t.is(
		codeOf(() => readWordFile(writeLearnedRecord([]))),
		"wrong-kind",
	);
});

test("content that nobody could have written is damage, though the CRC is right", (t) => {
	for (const [from, to] of [
		[double(DEFAULT_FRONT_END.melHigh), double(NaN)],
		[double(DEFAULT_FRONT_END.frames), double(48)],
		[uints(490), uints(489)],
		[uints(32, 0x07070707), uints(31, 0x07070707)],
		[double(0.95), double(-1)],
	] as const) {
		t.is(
			codeOf(() => readWordFile(withCrc(patched(FILE, from, to)))),
			"damaged",
		);
	}
	t.is(readWordFile(withCrc(patched(FILE, double(0.95), double(0.5)))).word.accuracy, 0.5);
});

test("another version is told from damage", (t) => {
	const newer = FILE.slice();
	const at = newer.findIndex((byte, i) => i > 12 && byte === 2 && newer[i + 1] === 0 && newer[i + 2] === 0 && newer[i + 3] === 0);
	newer[at] = 3;
	t.is(
		codeOf(() => readWordFile(newer)),
		"damaged",
	);
	t.throws(() => readWordFile(withCrc(newer)), { instanceOf: StorageError, message: /format 3, this release reads format 2/ });
});

test("nonsense with a CRC that is right gives a StorageError or a word, never anything else", (t) => {
	const damage = fc.array(fc.tuple(fc.integer({ min: 4, max: FILE.length - 5 }), fc.nat(255)), { minLength: 1, maxLength: 6 });
	const early = fc.array(fc.tuple(fc.integer({ min: 12, max: 200 }), fc.nat(255)), { minLength: 1, maxLength: 6 });
	const codes = new Set<string | undefined>();
	fc.assert(
		fc.property(fc.oneof(damage, early), (hits) => {
			const bytes = FILE.slice();
			for (const [at, value] of hits) bytes[at] = value;
			codes.add(codeOf(() => readWordFile(withCrc(bytes))));
		}),
		{ numRuns: 3000 },
	);
	t.true(codes.has("damaged") && codes.has(undefined));
});
