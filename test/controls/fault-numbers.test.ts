import test from "ava";
import { FAULT_NUMBERS, UNKNOWN_FAULT, faultNumber } from "../../src/controls/fault-numbers.js";

test("every fault has a number of its own, of two digits and without a zero", (t) => {
	const numbers = Object.values(FAULT_NUMBERS);
	t.is(new Set(numbers).size, numbers.length);
	for (const number of numbers) t.regex(`${number}`, /^[1-9][1-9]$/);
	t.false(numbers.includes(UNKNOWN_FAULT));
});

test("the tens tell where to look", (t) => {
	t.is(faultNumber("chip-lost"), 12);
	t.is(faultNumber("flash-quad"), 29);
	t.is(faultNumber("damaged"), 44);
	t.is(faultNumber("write-failed"), 54);
	t.is(faultNumber("microphone-silent"), 61);
});

test("a code that nobody knows gets the last number, whatever it is called", (t) => {
	for (const code of ["", "chip", "CHIP-LOST", "toString", "__proto__", "constructor"]) t.is(faultNumber(code), UNKNOWN_FAULT, code);
});
