import test from "ava";
import { SimFlash } from "../../host-sim/board/flash.js";
import { FlashError } from "../../src/ports.js";
import { isCut } from "./support.js";

const flash = (): SimFlash => new SimFlash(256, 64);

test("the power goes half-way through an operation: half of its bytes are done, and half of the bits of one more", (t) => {
	const writing = flash();
	writing.operationBudget = 1;
	writing.write(0, Uint8Array.of(0));
	t.true(isCut(() => writing.write(10, new Uint8Array(5))));
	t.deepEqual([...writing.bytes.subarray(9, 15)], [0xff, 0, 0, 0xf0, 0xff, 0xff]);
	t.true(
		isCut(() => writing.erase(0)),
		"it does not come back by itself",
	);

	const erasing = flash();
	erasing.bytes.fill(0);
	erasing.operationBudget = 0;
	t.true(isCut(() => erasing.erase(1)));
	t.deepEqual([erasing.bytes[63], erasing.bytes[64], erasing.bytes[95], erasing.bytes[96], erasing.bytes[97]], [0, 0xff, 0xff, 0x0f, 0]);
	erasing.powerBudget = 0;
	erasing.restorePower();
	erasing.erase(1);
	t.true(erasing.bytes.subarray(64, 128).every((byte) => byte === 0xff));
});

test("what it has been through is counted", (t) => {
	const worn = flash();
	worn.erase(1);
	worn.erase(1);
	worn.erase(3);
	worn.write(0, new Uint8Array(7));
	worn.write(7, new Uint8Array(0));
	t.deepEqual([...worn.wear.erases], [0, 2, 0, 1]);
	t.deepEqual([worn.wear.writes, worn.wear.bytes, worn.wear.operations], [2, 7, 5]);
	worn.resetWear();
	t.is(worn.wear.operations, 0);
});

test("sectors refuse, whatever part of them is used; others do not", (t) => {
	const broken = flash();
	broken.faults.refusing.add(2);
	broken.faults.unreadable.add(0);
	for (const use of [
		() => broken.erase(2),
		() => broken.write(191, new Uint8Array(1)),
		() => broken.write(127, new Uint8Array(2)),
		() => broken.read(63, new Uint8Array(9)),
	]) {
		t.throws(use, { instanceOf: FlashError });
	}
	t.true(broken.bytes.every((byte) => byte === 0xff));
	t.is(broken.wear.operations, 0);
	for (const use of [() => broken.write(127, new Uint8Array(1)), () => broken.erase(3), () => broken.read(64, new Uint8Array(192))]) {
		t.notThrows(use);
	}
});

test("bits stick", (t) => {
	const worn = flash();
	worn.faults.stuckLow.set(5, 0x81);
	worn.faults.stuckHigh.set(6, 0x18);
	worn.write(5, new Uint8Array(2));
	t.deepEqual([...worn.bytes.subarray(4, 8)], [0xff, 0, 0x18, 0xff]);
	worn.erase(0);
	t.deepEqual([...worn.bytes.subarray(4, 8)], [0xff, 0x7e, 0xff, 0xff]);
});
