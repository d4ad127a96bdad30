import test from "ava";
import fc from "fast-check";
import { SimFlash } from "../../host-sim/board/flash.js";
import { crc32 } from "../../src/storage/crc32.js";
import { HEADER_BYTES } from "../../src/storage/record-header.js";
import { type RecordKind, Slots } from "../../src/storage/slots.js";
import { bytesOf, codeOf, copyOf, digestOf, isCut, pattern, SECTOR, slotsOn, small } from "./support.js";

test("CRC-32 has the published check value and can be continued", (t) => {
	t.is(crc32(bytesOf("123456789")), 0xcbf43926);
	t.is(crc32(bytesOf("6789"), crc32(bytesOf("12345"))), 0xcbf43926);
	t.is(crc32(new Uint8Array(0)), 0);
});

test("a record comes back with its identity, and the newest one wins", (t) => {
	const flash = small();
	t.is(slotsOn(flash).read(), undefined);
	["one", "two", "three", ""].forEach((text, i) => {
		slotsOn(flash).write(bytesOf(text), digestOf(i));
		t.deepEqual(slotsOn(flash).read(), bytesOf(text));
		t.deepEqual(slotsOn(flash).open()?.identity, digestOf(i));
	});
	slotsOn(flash).write(bytesOf("no model"));
	t.deepEqual(slotsOn(flash).open()?.identity, digestOf(0));
	slotsOn(flash).clear();
	t.is(slotsOn(flash).read(), undefined);
	t.true(flash.bytes.every((byte) => byte === 0xff));
});

test("a record is read in parts where it is", (t) => {
	const slots = slotsOn(small());
	const payload = pattern(300);
	slots.write(payload);
	const record = slots.open();
	const part = new Uint8Array(50);
	record?.read(250, part);
	t.deepEqual(part, payload.slice(250));
	t.throws(() => record?.read(251, part), { instanceOf: RangeError });
	t.throws(() => record?.read(-1, part), { instanceOf: RangeError });
});

test("what does not fit is refused and the old record stays", (t) => {
	const slots = slotsOn(small());
	slots.write(bytesOf("old"));
	t.is(
		codeOf(() => slots.write(new Uint8Array(slots.capacity + 1))),
		"too-large",
	);
	t.is(
		codeOf(() => slots.write(bytesOf("x"), new Uint8Array(31))),
		"bad-value",
	);
	t.deepEqual(slots.read(), bytesOf("old"));
	slots.write(pattern(slots.capacity));
	t.deepEqual(slots.read(), pattern(slots.capacity));
});

test("slots have whole sectors, and room for more than a header", (t) => {
	t.is(new Slots(new SimFlash(5 * SECTOR, SECTOR), "model").capacity, 2 * SECTOR - HEADER_BYTES, "an odd sector is left alone");
	for (const [size, sectorSize] of [
		[SECTOR, SECTOR],
		[2 * HEADER_BYTES, HEADER_BYTES],
		[0, SECTOR],
	] as const) {
		t.is(
			codeOf(() => new Slots(new SimFlash(size, sectorSize), "model")),
			"not-flash",
		);
	}
});

test("a record of another kind is not read, nor one of another format", (t) => {
	const flash = small();
	new Slots(flash, "settings").write(bytesOf("settings"));
	for (const kind of ["learned", "model"] satisfies RecordKind[]) t.is(new Slots(flash, kind).read(), undefined);
	t.deepEqual(new Slots(flash, "settings").read(), bytesOf("settings"));
	for (const at of [0, 4]) {
		const other = copyOf(flash);
		other.bytes[at] = (other.bytes[at] as number) ^ 2;
		const checked = other.bytes.subarray(0, 52);
		new DataView(other.bytes.buffer).setUint32(52, crc32(checked), true);
		t.is(new Slots(other, "settings").read(), undefined, "though its CRC is right");
	}
});

test("a flipped bit anywhere is noticed: the older record comes back or the newer one unharmed, each with its identity", (t) => {
	const flash = small();
	slotsOn(flash).write(bytesOf("older"), digestOf(1));
	slotsOn(flash).write(bytesOf("newer"), digestOf(2));
	const found = new Set<string>();
	for (let bit = 0; bit < flash.size * 8; bit++) {
		const flipped = copyOf(flash);
		flipped.bytes[bit >> 3] = (flipped.bytes[bit >> 3] as number) ^ (1 << (bit & 7));
		const record = slotsOn(flipped).open();
		found.add(`${new TextDecoder().decode(record?.bytes())} ${new Set(record?.identity).size} ${record?.identity[31]}`);
	}
	t.deepEqual([...found].sort(), ["newer 1 2", "older 1 1"]);
});

test("whatever lies in the flash, there is a record or none, and one can be written", (t) => {
	fc.assert(
		fc.property(fc.uint8Array({ minLength: 1024, maxLength: 1024 }), (noise) => {
			const flash = small();
			flash.bytes.set(noise);
			if (slotsOn(flash).read() !== undefined) return false;
			slotsOn(flash).write(bytesOf("first"));
			return new TextDecoder().decode(slotsOn(flash).read()) === "first";
		}),
		{ numRuns: 50 },
	);
	t.pass();
});

test("writing after the newer record rotted does not touch the older, whole one", (t) => {
	const flash = small();
	slotsOn(flash).write(bytesOf("older"));
	slotsOn(flash).write(bytesOf("newer"));
	flash.bytes[4 * SECTOR + HEADER_BYTES] = 0;
	flash.powerBudget = 10;
	t.true(isCut(() => slotsOn(flash).write(bytesOf("next"))));
	flash.restorePower();
	t.deepEqual(slotsOn(flash).read(), bytesOf("older"));
});

test("the mark is the last thing that is written, and on its own", (t) => {
	const flash = small();
	const writes: [number, number][] = [];
	const write = flash.write.bind(flash);
	flash.write = (offset, bytes) => {
		writes.push([offset, bytes.length]);
		write(offset, bytes);
	};
	slotsOn(flash).write(pattern(400));
	t.deepEqual(writes, [
		[64, 192],
		[256, 208],
		[0, 56],
		[56, 8],
	]);
});

test("a length that no slot has is not believed, though its CRC is right", (t) => {
	for (const length of [slotsOn(small()).capacity + 1, 0xffffffff]) {
		const flash = small();
		slotsOn(flash).write(bytesOf("older"));
		slotsOn(flash).write(bytesOf("newer"));
		new DataView(flash.bytes.buffer).setUint32(4 * SECTOR + 12, length, true);
		renumber(flash, 1, 2);
		t.deepEqual(slotsOn(flash).read(), bytesOf("older"));
	}
});

/** Gives the record in a slot another sequence number, with a CRC to match. */
function renumber(flash: SimFlash, slot: number, sequence: number): void {
	const base = slot * 4 * SECTOR;
	const view = new DataView(flash.bytes.buffer);
	view.setUint32(base + 8, sequence, true);
	view.setUint32(base + 52, crc32(flash.bytes.subarray(base, base + 52)), true);
}

test("sequence numbers wrap, and equal or absurd ones confuse nobody", (t) => {
	for (const [first, second] of [
		[0xfffffffe, 0xffffffff],
		[0xffffffff, 0],
		[7, 7],
		[0, 0x80000000],
		[0x80000000, 0],
		[5, 0x7fffffff],
	] as const) {
		const flash = small();
		slotsOn(flash).write(bytesOf("first"));
		slotsOn(flash).write(bytesOf("second"));
		renumber(flash, 0, first);
		renumber(flash, 1, second);
		const found = slotsOn(flash).read();
		if (first !== second && Math.abs(first - second) !== 0x80000000) t.deepEqual(found, bytesOf("second"));
		for (let i = 0; i < 4; i++) {
			const cut = copyOf(flash);
			cut.operationBudget = 2;
			t.true(isCut(() => slotsOn(cut).write(bytesOf("x"))));
			cut.restorePower();
			t.deepEqual(slotsOn(cut).read(), i === 0 ? found : bytesOf(`next ${i - 1}`), "the record that was read is not the one written over");
			slotsOn(flash).write(bytesOf(`next ${i}`));
			t.deepEqual(slotsOn(flash).read(), bytesOf(`next ${i}`));
		}
	}
});

test("records up to a number do not count, wherever they lie; those after it do, and are numbered on", (t) => {
	const flash = small();
	for (const text of ["one", "two", "three"]) slotsOn(flash).write(bytesOf(text));
	const forgetting = (number: number): Slots => new Slots(flash, "learned", number);
	t.deepEqual(forgetting(2).read(), bytesOf("three"));
	t.is(forgetting(3).read(), undefined);
	t.is(forgetting(4).read(), undefined);
	t.is(forgetting(7).nextNumber, 8);
	forgetting(7).write(bytesOf("eight"));
	t.deepEqual(forgetting(7).read(), bytesOf("eight"));
	t.deepEqual(slotsOn(flash).read(), bytesOf("eight"));
	t.is(forgetting(7).nextNumber, 9);
	t.is(forgetting(8).read(), undefined);
	t.deepEqual(forgetting(0xfffffff0).read(), bytesOf("eight"), "numbers wrap");
});

test("clearing where nothing counts erases what is not blank, and all that can be erased", (t) => {
	const flash = small();
	for (let i = 0; i < 2; i++) slotsOn(flash).write(pattern(400, i));
	flash.resetWear();
	flash.faults.refusing.add(1);
	t.is(
		codeOf(() => new Slots(flash, "learned", 2).clear()),
		"write-failed",
	);
	t.deepEqual([...flash.wear.erases], [1, 0, 1, 1, 1, 1, 1, 1]);
	flash.faults.refusing.clear();
	flash.resetWear();
	new Slots(flash, "learned", 2).clear();
	t.deepEqual([...flash.wear.erases], [0, 1, 0, 0, 0, 0, 0, 0]);
});
