import test from "ava";
import fc from "fast-check";
import { Builder } from "flatbuffers";
import { SimFlash } from "../../host-sim/board/flash.js";
import { DEFAULT_FRONT_END } from "../../src/features/front-end.js";
import { Learned } from "../../src/storage/fb/learned.js";
import { ModelWords } from "../../src/storage/fb/model-words.js";
import { type LearnedSet, LEARNED_VERSION, readLearnedRecord, writeLearnedRecord } from "../../src/storage/learned-record.js";
import type { LearnedWord } from "../../src/storage/learned-word.js";
import { LearnedWords } from "../../src/storage/learned-words.js";
import { Slots, StorageError } from "../../src/storage/slots.js";
import { openStore } from "../../src/storage/store.js";
import { bytesOf, codeOf, digestOf, double, patched, uints } from "./support.js";
import { anyWord, wordAt } from "./words.js";

const SETS: LearnedSet[] = [
	{ model: digestOf(1), words: [wordAt(34, "grün"), wordAt(33, "日本")] },
	{ model: digestOf(2), words: [] },
	{ model: digestOf(3), words: [{ ...wordAt(33), takes: [], learnedAt: 0, cells: { ...wordAt(0).cells } }] },
];

const frontEnd = fc.constantFrom(DEFAULT_FRONT_END, { ...DEFAULT_FRONT_END, melHigh: 7000, outputScale: 0.1 });

const anySets = fc
	.uniqueArray(fc.nat(255), { maxLength: 3 })
	.chain((models) =>
		fc.tuple(
			...models.map((model) =>
				fc.record({ model: fc.constant(digestOf(model)), words: words(), frontEnd }, { requiredKeys: ["model", "words"] }),
			),
		),
	);

function words(): fc.Arbitrary<LearnedWord[]> {
	return fc.uniqueArray(anyWord, { maxLength: 3, selector: (word) => word.classIndex });
}

test("what was learned survives serialisation: order, letters, features, cells", (t) => {
	t.deepEqual(readLearnedRecord(writeLearnedRecord(SETS)), SETS);
	t.deepEqual(readLearnedRecord(writeLearnedRecord([])), []);
	fc.assert(
		fc.property(anySets, (sets) => {
			t.deepEqual(readLearnedRecord(writeLearnedRecord(sets)), sets);
		}),
		{ numRuns: 100 },
	);
});

test("models with the same front end share it in the record", (t) => {
	const sets = [1, 2, 3].map((model) => ({ model: digestOf(model), words: [], frontEnd: DEFAULT_FRONT_END }));
	const [one, two, three] = [1, 2, 3].map((count) => writeLearnedRecord(sets.slice(0, count)).length);
	t.true((three ?? 0) - (two ?? 0) < 88 && (two ?? 0) - (one ?? 0) < 88);
	t.deepEqual(readLearnedRecord(writeLearnedRecord(sets)), sets);
});

test("a front end of which a constant is missing is damage", (t) => {
	const sets = [{ model: digestOf(1), words: [], frontEnd: DEFAULT_FRONT_END }];
	const whole = writeLearnedRecord(sets);
	t.is(
		codeOf(() => readLearnedRecord(patched(whole, double(DEFAULT_FRONT_END.sampleRate), double(NaN)))),
		"damaged",
	);
	t.is(
		codeOf(() => readLearnedRecord(patched(whole, uints(11), uints(10)))),
		"damaged",
	);
});

test("a word that means nothing is not stored", (t) => {
	const good = wordAt(33);
	const { cells } = good;
	const bad: Partial<LearnedWord>[] = [
		{ label: "" },
		{ label: "x".repeat(65) },
		{ label: "a\nb" },
		{ classIndex: -1 },
		{ classIndex: 1.5 },
		{ samples: 2 ** 32 },
		{ learnedAt: NaN },
		{ accuracy: 1.01 },
		{ accuracy: NaN },
		{ offset: Infinity },
		{ takes: [new Uint8Array(0)] },
		{ cells: { ...cells, starts: Uint32Array.of(30, 0) } },
		{ cells: { ...cells, starts: Uint32Array.of(0, 28) } },
		{ cells: { ...cells, lengths: Uint32Array.of(0, 44) } },
		{ cells: { ...cells, lengths: Uint32Array.of(29) } },
		{ cells: { ...cells, lengths: Uint32Array.of(29, 14, 1) } },
		{ cells: { ...cells, values: cells.values.subarray(1) } },
		{ cells: { ...cells, starts: Uint32Array.of(0, 0xffffffff) } },
	];
	for (const flaw of bad) {
		const words = [{ ...good, ...flaw }];
		t.is(
			codeOf(() => writeLearnedRecord([{ model: digestOf(1), words }])),
			"bad-value",
			JSON.stringify(flaw),
		);
	}
	t.is(
		codeOf(() =>
			writeLearnedRecord([{ model: digestOf(1), words: [{ ...good, cells: { ...cells, starts: Uint32Array.of(0, 0xfffffff1) } }] }]),
		),
		undefined,
		"the last words that an index reaches",
	);
});

/** A record that no release of this code writes. */
function record(version: number, models: readonly Uint8Array[], words: readonly LearnedWord[] = []): Uint8Array {
	const own = writeLearnedRecord(models.map((model) => ({ model: model.length === 32 ? model : digestOf(0), words })));
	if (version === LEARNED_VERSION && models.every((model) => model.length === 32)) return own;
	const builder = new Builder(64);
	const sets = models.map((model) => {
		const modelAt = ModelWords.createModelVector(builder, model);
		return ModelWords.createModelWords(builder, modelAt, ModelWords.createWordsVector(builder, []), 0);
	});
	Learned.finishLearnedBuffer(builder, Learned.createLearned(builder, version, Learned.createSetsVector(builder, sets)));
	return builder.asUint8Array();
}

test("nonsense in a whole record is told apart", (t) => {
	for (const [bytes, code] of [
		[new Uint8Array(0), "damaged"],
		[bytesOf("something else entirely"), "wrong-kind"],
		[record(LEARNED_VERSION + 1, [digestOf(1)]), "newer-version"],
		[record(1, [digestOf(1)]), "damaged"],
		[record(LEARNED_VERSION, [new Uint8Array(31)]), "damaged"],
		[record(LEARNED_VERSION, [new Uint8Array(0)]), "damaged"],
		[record(LEARNED_VERSION, [digestOf(1), digestOf(2), digestOf(1)]), "damaged"],
		[record(LEARNED_VERSION, [digestOf(1)], [wordAt(33, "a"), wordAt(33, "b")]), "damaged"],
	] as const) {
		t.is(
			codeOf(() => readLearnedRecord(bytes)),
			code,
		);
	}
	t.deepEqual(readLearnedRecord(record(LEARNED_VERSION, [digestOf(1)])), [{ model: digestOf(1), words: [] }]);
});

test("a word that could not have been stored is not read", (t) => {
	const whole = writeLearnedRecord(SETS.slice(0, 1));
	for (const [from, to] of [
		[double(0.95), double(1.5)],
		[double(-1.25), double(NaN)],
		[bytesOf("grün"), bytesOf("gr\tnn")],
		[uints(2, 34 * 45, 34 * 45 + 30), uints(2, 34 * 45 + 30, 34 * 45)],
		[uints(2, 29, 15), uints(2, 29, 16)],
		[uints(490), uints(0)],
	] as const) {
		t.is(
			codeOf(() => readLearnedRecord(patched(whole, from, to))),
			"damaged",
		);
	}
	t.deepEqual(readLearnedRecord(patched(whole, bytesOf("grün"), bytesOf("green")))[0]?.words[0]?.label, "green");
});

test("damage of any kind gives a StorageError or words, never anything else", (t) => {
	const whole = writeLearnedRecord(SETS.slice(0, 1));
	let refused = 0;
	const tryToRead = (bytes: Uint8Array): void => {
		try {
			readLearnedRecord(bytes);
		} catch (error) {
			if (!(error instanceof StorageError)) throw error;
			refused++;
		}
	};
	for (let length = 0; length < whole.length; length++) tryToRead(whole.slice(0, length));
	for (let bit = 0; bit < 8 * 400; bit++) {
		const bytes = whole.slice();
		bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
		tryToRead(bytes);
	}
	t.true(refused > whole.length);
	const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
	fc.assert(
		fc.property(damage, (hits) => {
			const bytes = whole.slice();
			for (const [at, value] of hits) bytes[at] = value;
			tryToRead(bytes);
		}),
		{ numRuns: 2000 },
	);
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
			noise.set(bytesOf("AKWL").subarray(0, Math.max(0, noise.length - 4)), Math.min(4, noise.length));
			tryToRead(noise);
		}),
		{ numRuns: 2000 },
	);
});

const learnedOn = (flash: SimFlash): LearnedWords => new LearnedWords(openStore(flash).learned);

test("words belong to their model; those of others are kept as they are", (t) => {
	const flash = new SimFlash(1 << 16);
	const [mine, theirs] = [digestOf(1), digestOf(2)];
	t.deepEqual(learnedOn(flash).load(mine), []);
	t.true(learnedOn(flash).save({ model: theirs, words: [wordAt(40, "rouge")] }) > 4 * 490);

	const words = learnedOn(flash);
	t.deepEqual(words.load(mine), []);
	t.deepEqual(words.foreign, [{ model: theirs, words: [wordAt(40, "rouge")] }]);
	words.save({ model: mine, words: [wordAt(34), wordAt(33)] });
	words.save({ model: mine, words: [wordAt(33, "renamed")] });
	t.deepEqual(openStore(flash).learned.open()?.identity, mine);

	const back = learnedOn(flash);
	t.deepEqual(back.load(theirs), [wordAt(40, "rouge")]);
	t.deepEqual(back.foreign, [{ model: mine, words: [wordAt(33, "renamed")] }]);
	back.save({ model: theirs, words: [] });
	const last = learnedOn(flash);
	t.deepEqual(last.load(mine), [wordAt(33, "renamed")]);
	t.deepEqual(last.foreign, [], "a model without words leaves nothing");

	last.load(theirs);
	last.save({ model: theirs, words: [wordAt(33)] }, []);
	t.deepEqual(last.foreign, []);
	t.deepEqual(learnedOn(flash).load(mine), [], "forgotten is forgotten");
});

test("a whole record of nonsense is reported, and the next words replace it", (t) => {
	const flash = new SimFlash(1 << 16);
	const model = digestOf(1);
	const words = learnedOn(flash);
	words.save({ model: digestOf(2), words: [wordAt(1)] });
	words.load(model);
	for (const nonsense of [bytesOf("not words at all"), record(LEARNED_VERSION + 1, [model])]) {
		openStore(flash).learned.write(nonsense);
		t.throws(() => words.load(model), { instanceOf: StorageError });
		t.deepEqual(words.foreign, []);
		t.deepEqual(openStore(flash).learned.read(), nonsense, "it stays");
		words.save({ model, words: [wordAt(33)] });
		t.deepEqual(learnedOn(flash).load(model), [wordAt(33)]);
	}
});

test("words that do not fit are refused, the others stay", (t) => {
	const flash = new SimFlash(8192, 1024);
	const words = new LearnedWords(new Slots(flash, "learned"));
	words.save({ model: digestOf(1), words: [wordAt(33)] });
	t.is(
		codeOf(() => words.save({ model: digestOf(1), words: [wordAt(33), wordAt(34)] })),
		"too-large",
	);
	t.deepEqual(words.load(digestOf(1)), [wordAt(33)]);
});

test("the store has room for twelve words", (t) => {
	const words = learnedOn(new SimFlash(1 << 16));
	const some = (count: number): LearnedWord[] => [...Array(count).keys()].map((i) => wordAt(i));
	words.save({ model: digestOf(1), words: some(12) });
	t.deepEqual(words.load(digestOf(1)), some(12));
	t.is(
		codeOf(() => words.save({ model: digestOf(1), words: some(13) })),
		"too-large",
	);
});
