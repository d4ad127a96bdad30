import test from "ava";
import fc from "fast-check";
import { PowerCut, SimFlash } from "../../host-sim/board/flash.js";
import { crc32 } from "../../src/storage/crc32.js";
import { readLearnedRecord, writeLearnedRecord } from "../../src/storage/learned-record.js";
import { LearnedWords } from "../../src/storage/learned-words.js";
import { Slots, StorageError } from "../../src/storage/slots.js";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const small = (): SimFlash => new SimFlash(512, 64);

test("CRC-32 has the published check value and can be continued", (t) => {
	t.is(crc32(bytesOf("123456789")), 0xcbf43926);
	t.is(crc32(bytesOf("6789"), crc32(bytesOf("12345"))), 0xcbf43926);
	t.is(crc32(new Uint8Array(0)), 0);
});

test("a record comes back, and the newest one wins", (t) => {
	const flash = small();
	t.is(new Slots(flash).read(), undefined);
	for (const text of ["one", "two", "three", ""]) {
		new Slots(flash).write(bytesOf(text));
		t.deepEqual(new Slots(flash).read(), bytesOf(text));
	}
	new Slots(flash).clear();
	t.is(new Slots(flash).read(), undefined);
});

test("a record that is too large is refused and the old one stays", (t) => {
	const slots = new Slots(small());
	slots.write(bytesOf("old"));
	const error = t.throws(() => slots.write(new Uint8Array(slots.capacity + 1)), { instanceOf: StorageError });
	t.is(error?.code, "too-large");
	t.deepEqual(slots.read(), bytesOf("old"));
	slots.write(new Uint8Array(slots.capacity).fill(5));
	t.is(slots.read()?.length, slots.capacity);
	t.throws(() => new Slots(new SimFlash(64, 64)), { instanceOf: StorageError });
});

test("whatever byte the power goes at, the old record or the new one is there, whole", (t) => {
	const old = bytesOf("the old record");
	const fresh = bytesOf("a newer and longer record");
	let survived = 0;
	for (let budget = 0; ; budget++) {
		const flash = small();
		new Slots(flash).write(bytesOf("even older"));
		new Slots(flash).write(old);
		flash.powerBudget = budget;
		let cut = false;
		try {
			new Slots(flash).write(fresh);
		} catch (error) {
			if (!(error instanceof PowerCut)) throw error;
			cut = true;
		}
		flash.powerBudget = Infinity;
		const found = new Slots(flash).read();
		t.deepEqual(found, cut && found?.length === old.length ? old : fresh, `cut at ${budget}`);
		new Slots(flash).write(bytesOf("after"));
		t.deepEqual(new Slots(flash).read(), bytesOf("after"), `writable after a cut at ${budget}`);
		if (!cut) break;
		survived++;
	}
	t.true(survived > 256, "every byte of erase and write was a cut once");
});

test("a flipped bit anywhere is noticed: the older record comes back or the newer one unharmed", (t) => {
	const flash = small();
	new Slots(flash).write(bytesOf("older"));
	new Slots(flash).write(bytesOf("newer"));
	fc.assert(
		fc.property(fc.nat(flash.size - 1), fc.nat(7), (at, bit) => {
			flash.bytes[at] = (flash.bytes[at] as number) ^ (1 << bit);
			const found = new TextDecoder().decode(new Slots(flash).read());
			flash.bytes[at] = (flash.bytes[at] as number) ^ (1 << bit);
			return found === "older" || found === "newer";
		}),
	);
	t.pass();
});

test("writing after the newer record rotted does not touch the older, whole one", (t) => {
	const flash = small();
	new Slots(flash).write(bytesOf("older"));
	new Slots(flash).write(bytesOf("newer"));
	const at = flash.bytes.findIndex((_, i) => new TextDecoder().decode(flash.bytes.subarray(i, i + 5)) === "newer");
	flash.bytes[at] = 0;
	flash.powerBudget = 10;
	t.throws(() => new Slots(flash).write(bytesOf("next")), { instanceOf: PowerCut });
	flash.powerBudget = Infinity;
	t.deepEqual(new Slots(flash).read(), bytesOf("older"));
});

test("a flash that does not keep what is written is noticed", (t) => {
	const flash = small();
	const slots = new Slots(flash);
	const write = flash.write.bind(flash);
	flash.write = (offset, bytes) =>
		write(
			offset,
			bytes.map((b) => b & 0xfe),
		);
	t.is(t.throws(() => slots.write(bytesOf("odd")), { instanceOf: StorageError })?.code, "write-failed");
});

const record = {
	model: Uint8Array.from({ length: 32 }, (_, i) => i),
	words: [{ classIndex: 33, label: "grün" }],
	memory: Uint32Array.of(0xffffffff, 0, 0x80000000, 7),
};

test("a learned record survives serialisation, its words with any letters", (t) => {
	t.deepEqual(readLearnedRecord(writeLearnedRecord(record)), record);
	t.is(readLearnedRecord(new Uint8Array(0)), undefined);
	t.is(readLearnedRecord(bytesOf("something else entirely")), undefined);
});

test("learned words belong to their model, and can be renamed", (t) => {
	const flash = new SimFlash(8192);
	new LearnedWords(new Slots(flash)).save(record.model, record.words, record.memory);

	const renamed = [{ classIndex: 33, label: "red" }];
	const later = new LearnedWords(new Slots(flash));
	t.is(later.load(new Uint8Array(32)), undefined, "another model's");
	t.is(later.relabel(renamed), 0, "nothing to rename there");
	t.deepEqual(later.load(record.model), record);
	t.true(later.relabel(renamed) > 0);
	const again = new LearnedWords(new Slots(flash)).load(record.model);
	t.deepEqual(again, { ...record, words: renamed });
});
