import test from "ava";
import flash from "../../host-sim/engines/xs/fakes/flash.js";
import { BoardFlash } from "../../src/board/flash.js";
import { FlashError } from "../../src/ports.js";
import { openStore } from "../../src/storage/store.js";
import { Rig } from "../device/rig.js";
import { bytesOf, codeOf, isCut, pattern } from "./support.js";

/** A partition of which every use ends in the same way. */
function failing(error: unknown): BoardFlash {
	const fail = (): never => {
		throw error;
	};
	return new BoardFlash({ eraseBlock: fail, read: fail, write: fail, status: () => ({ size: 8192, blockLength: 4096 }) });
}

test("what the SDK says about the flash is a FlashError; mistakes and everything else stay what they are", (t) => {
	class PowerGone extends Error {}
	for (const [thrown, expected] of [
		[new Error("erase failed"), FlashError],
		[new FlashError("erase failed"), FlashError],
		[new RangeError("erase failed"), RangeError],
		[new TypeError("erase failed"), TypeError],
		[new PowerGone("erase failed"), PowerGone],
	] as const) {
		const board = failing(thrown);
		const bytes = new Uint8Array(1);
		for (const use of [() => board.erase(0), () => board.write(0, bytes), () => board.read(0, bytes)]) {
			t.throws(use, { instanceOf: expected, message: "erase failed" });
		}
	}
	t.throws(() => failing("a string").erase(0), { any: true, is: "a string" });
});

test.serial("worn sectors and power cuts reach the storage through the SDK's partition", (t) => {
	const { board } = new Rig();
	const { faults } = board.store;
	const { learned } = openStore(new BoardFlash(flash.open({ path: "store", mode: "r+" })));
	learned.write(bytesOf("old"));
	faults.refusing.add(9);
	t.is(
		codeOf(() => learned.write(pattern(100))),
		"write-failed",
	);
	faults.refusing.clear();
	faults.stuckLow.set(9 * 4096 + 10, 1);
	board.store.bytes.fill(0, 9 * 4096, 10 * 4096);
	t.is(
		codeOf(() => learned.write(pattern(100))),
		"worn",
	);
	faults.stuckLow.clear();
	board.store.operationBudget = 2;
	t.true(isCut(() => learned.write(pattern(100))));
	board.store.restorePower();
	t.deepEqual(openStore(board.store).learned.read(), bytesOf("old"));
	faults.unreadable.add(2);
	t.is(
		codeOf(() => learned.read()),
		"read-failed",
	);
});
