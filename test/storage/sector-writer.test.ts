import test from "ava";
import type { SimFlash } from "../../host-sim/board/flash.js";
import { crc32 } from "../../src/storage/crc32.js";
import { pieceCount, pieceStart, type SectorWriter } from "../../src/storage/sector-writer.js";
import type { ResumePlan } from "../../src/storage/slots.js";
import { bytesOf, codeOf, copyOf, digestOf, everyCut, pattern, SECTOR, slotsOn, small } from "./support.js";

const NEW = pattern(300);

function planOf(payload: Uint8Array): ResumePlan {
	const piece = (i: number): Uint8Array => payload.subarray(pieceStart(i, SECTOR), pieceStart(i + 1, SECTOR));
	const pieces = Uint32Array.from({ length: pieceCount(payload.length, SECTOR) }, (_, i) => crc32(piece(i)));
	return { length: payload.length, identity: digestOf(9), crc: crc32(payload), pieces };
}

/** Writes what is missing; returns how many pieces that were. */
function complete(writer: SectorWriter, payload = NEW): number {
	let written = 0;
	for (;;) {
		while (writer.look());
		if (writer.next === 0) return written;
		writer.write(writer.position, payload.slice(writer.position, writer.position + writer.next));
		written++;
	}
}

function holdingOld(): SimFlash {
	const flash = small();
	for (const text of ["older", "old"]) slotsOn(flash).write(bytesOf(text));
	return flash;
}

test("pieces end where sectors do, and the record is valid with the commit", (t) => {
	const flash = holdingOld();
	const slots = slotsOn(flash);
	const writer = slots.resume(planOf(NEW));
	t.deepEqual([writer.position, writer.next], [0, SECTOR - 64]);
	t.is(complete(writer), 3);
	t.is(
		codeOf(() => writer.write(300, new Uint8Array(1))),
		"damaged",
	);
	t.deepEqual(writer.record().bytes(), NEW);
	t.deepEqual(slots.read(), bytesOf("old"));
	writer.commit();
	t.deepEqual(slotsOn(flash).read(), NEW);
	t.deepEqual(slotsOn(flash).open()?.identity, digestOf(9));
	t.is(
		codeOf(() => writer.commit()),
		"aborted",
	);
});

test("the power goes anywhere: the old record or the new one, and what was written is not written again", (t) => {
	const write = (flash: SimFlash): void => {
		const writer = slotsOn(flash).resume(planOf(NEW));
		complete(writer);
		writer.commit();
	};
	let least = 3;
	for (const { name, flash } of everyCut(holdingOld(), write)) {
		t.true(["old", new TextDecoder().decode(NEW)].includes(new TextDecoder().decode(slotsOn(flash).read())), name);
		const again = copyOf(flash);
		const writer = slotsOn(again).resume(planOf(NEW));
		least = Math.min(least, complete(writer));
		writer.commit();
		t.deepEqual(slotsOn(again).read(), NEW, name);
	}
	t.is(least, 0);
});

test("bytes that are not those announced are refused without harm", (t) => {
	const writer = slotsOn(holdingOld()).resume(planOf(NEW));
	t.is(
		codeOf(() => writer.write(1, new Uint8Array(64))),
		"out-of-order",
	);
	t.is(
		codeOf(() => writer.write(0, new Uint8Array(63))),
		"damaged",
	);
	t.is(
		codeOf(() => writer.write(0, new Uint8Array(64))),
		"damaged",
	);
	t.is(
		codeOf(() => writer.commit()),
		"incomplete",
	);
	complete(writer);
	writer.commit();
});

test("a plan that cannot be is refused, and another writer ends this one", (t) => {
	const slots = slotsOn(holdingOld());
	t.is(
		codeOf(() => slots.resume({ ...planOf(NEW), pieces: new Uint32Array(2) })),
		"bad-value",
	);
	t.is(
		codeOf(() => slots.resume({ ...planOf(NEW), identity: new Uint8Array(31) })),
		"bad-value",
	);
	t.is(
		codeOf(() => slots.resume(planOf(pattern(SECTOR * 4)))),
		"too-large",
	);
	for (const replace of [() => slots.write(bytesOf("other")), () => slots.resume(planOf(NEW)), () => slots.clear()]) {
		const writer = slots.resume(planOf(NEW));
		writer.write(0, NEW.slice(0, SECTOR - 64));
		replace();
		const before = slots.read();
		for (const late of [() => complete(writer), () => writer.commit(), () => writer.write(64, new Uint8Array(0))]) {
			t.is(codeOf(late), "aborted");
		}
		t.deepEqual(slots.read(), before);
	}
});
