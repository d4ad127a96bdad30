import test from "ava";
import type { SimFlash } from "../../host-sim/board/flash.js";
import { FlashError } from "../../src/ports.js";
import { HEADER_BYTES, MARK_OFFSET } from "../../src/storage/record-header.js";
import { StorageError } from "../../src/storage/slots.js";
import { bytesOf, codeOf, copyOf, pattern, SECTOR, slotsOn, small } from "./support.js";

const OLD = bytesOf("the old record");
/** Three of the four sectors of a slot. */
const FRESH = pattern(300, 3);
const NEEDED = HEADER_BYTES + FRESH.length;
/** The slot that is not in use after one write. */
const TARGET = 4 * SECTOR;

function worn(prepare: (flash: SimFlash) => void): SimFlash {
	const flash = small();
	slotsOn(flash).write(OLD);
	prepare(flash);
	return flash;
}

test("a sector that refuses: an error that names it, twice; the old record stays", (t) => {
	for (let sector = 4; sector < 8; sector++) {
		const flash = worn(({ faults }) => faults.refusing.add(sector));
		const error = (): StorageError | undefined => t.throws(() => slotsOn(flash).write(FRESH), { instanceOf: StorageError });
		if (sector === 7) {
			slotsOn(flash).write(FRESH);
			t.deepEqual(slotsOn(flash).read(), FRESH, "that sector is not needed");
			continue;
		}
		for (let attempt = 0; attempt < 2; attempt++) {
			t.like(error(), { code: "write-failed", message: `sector ${sector} of the learned store failed: it cannot be erased` });
			t.deepEqual(slotsOn(flash).read(), OLD);
		}
		flash.faults.refusing.clear();
		slotsOn(flash).write(FRESH);
		t.deepEqual(slotsOn(flash).read(), FRESH);
	}
});

test("a bit that stays cleared, at every byte that a record needs: worn; the old record stays", (t) => {
	for (let at = 0; at < 4 * SECTOR; at++) {
		const flash = worn(({ faults, bytes }) => {
			faults.stuckLow.set(TARGET + at, 1 << (at & 7));
			bytes[TARGET + at] = 0xff & ~(1 << (at & 7));
		});
		let caught: unknown;
		try {
			slotsOn(flash).write(FRESH);
		} catch (error) {
			caught = error;
		}
		const needed = at < NEEDED;
		if (needed !== (caught instanceof StorageError && caught.code === "worn")) t.fail(`bit at ${at}`);
		if (needed && !(caught as StorageError).message.startsWith(`sector ${4 + Math.floor(at / SECTOR)} of`)) t.fail(String(caught));
		if (Buffer.compare(slotsOn(flash).read() as Uint8Array, needed ? OLD : FRESH) !== 0) t.fail(`record with a bit at ${at}`);
	}
	t.pass();
});

test("a bit that does not clear, at every byte: an error and the old record, or no difference", (t) => {
	const outcomes = new Set<string>();
	for (let at = 0; at < 4 * SECTOR; at++) {
		for (const mask of [1, 0x80]) {
			const flash = worn(({ faults }) => faults.stuckHigh.set(TARGET + at, mask));
			const code = codeOf(() => slotsOn(flash).write(FRESH));
			outcomes.add(`${code}`);
			if (Buffer.compare(slotsOn(flash).read() as Uint8Array, code ? OLD : FRESH) !== 0) t.fail(`record with a bit at ${at}`);
			if (code && code !== "write-failed") t.fail(`${code} at ${at}`);
		}
	}
	t.deepEqual([...outcomes].sort(), ["undefined", "write-failed"]);
});

test("a flash that forgets everything it is told is noticed", (t) => {
	const deaf = small();
	deaf.write = () => {};
	t.is(
		codeOf(() => slotsOn(deaf).write(bytesOf("odd"))),
		"write-failed",
	);
	const stubborn = worn(() => {});
	slotsOn(stubborn).write(FRESH);
	stubborn.erase = () => {};
	t.is(
		codeOf(() => slotsOn(stubborn).write(OLD)),
		"worn",
	);
	t.deepEqual(slotsOn(stubborn).read(), FRESH);
});

test("a mark that was written although the flash says it was not is taken back", (t) => {
	const flash = worn(() => {});
	const write = flash.write.bind(flash);
	flash.write = (offset, bytes) => {
		write(offset, bytes);
		if (offset === TARGET + MARK_OFFSET && bytes.some((byte) => byte !== 0)) throw new FlashError("time-out");
	};
	t.is(
		codeOf(() => slotsOn(flash).write(FRESH)),
		"write-failed",
	);
	t.deepEqual(slotsOn(flash).read(), OLD);
});

test("a mark that failed and cannot be taken back is reported as it failed", (t) => {
	const flash = worn(() => {});
	const write = flash.write.bind(flash);
	flash.write = (offset, bytes) => {
		if (offset === TARGET + MARK_OFFSET) throw new FlashError("time-out");
		write(offset, bytes);
	};
	t.throws(() => slotsOn(flash).write(FRESH), { instanceOf: StorageError, message: "sector 4 of the learned store failed: time-out" });
	t.deepEqual(slotsOn(flash).read(), OLD);
});

test("a payload that changes between its writing and its commit does not count", (t) => {
	const flash = worn(() => {});
	const write = flash.write.bind(flash);
	flash.write = (offset, bytes) => {
		write(offset, bytes);
		// While the last page is written, one that was found right before loses a bit.
		if (offset + bytes.length === TARGET + NEEDED) flash.bytes[TARGET + 100] = 0;
	};
	t.is(
		codeOf(() => slotsOn(flash).write(FRESH)),
		"write-failed",
	);
	t.deepEqual(slotsOn(flash).read(), OLD);
});

test("a sector that cannot be read: the other record serves; none can be read: an error, and nothing is written over", (t) => {
	const flash = worn((flash) => slotsOn(flash).write(FRESH));
	for (const [sector, serves] of [
		[4, OLD],
		[6, OLD],
		[0, FRESH],
	] as const) {
		flash.faults.unreadable.add(sector);
		t.deepEqual(slotsOn(flash).read(), serves);
		flash.faults.unreadable.clear();
	}
	for (const sector of [0, 5]) flash.faults.unreadable.add(sector);
	const before = flash.bytes.slice();
	for (const use of [() => slotsOn(flash).read(), () => slotsOn(flash).write(OLD), () => slotsOn(flash).clear()]) {
		t.is(codeOf(use), "read-failed");
	}
	t.deepEqual(flash.bytes, before);
});

test("forgetting on a worn flash: an error; the record is there or gone, and no older one comes back", (t) => {
	const full = worn((flash) => slotsOn(flash).write(FRESH));
	for (let sector = 0; sector < 8; sector++) {
		const flash = copyOf(full);
		flash.faults.refusing.add(sector);
		t.is(
			codeOf(() => slotsOn(flash).clear()),
			"write-failed",
		);
		// The record in use is gone with its first sector, the fourth one; the others hold what is left of it.
		t.deepEqual(slotsOn(flash).read(), sector <= 4 ? FRESH : undefined);
	}
});
