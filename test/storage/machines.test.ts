import { deviceProgram } from "../../host-sim/engines/xs/device-program.js";
import { testOnBoth } from "../device/machines.js";
import { project } from "../shared.js";

const program = deviceProgram(project(), project("test", "storage", "inside", "storage-entry.ts"));

/** Throws in the machine what is not as expected. */
const SCRIPT = `"use strict";
const expect = (found, expected) => {
	if (JSON.stringify(found) !== JSON.stringify(expected)) throw new Error(JSON.stringify(found) + " instead of " + JSON.stringify(expected));
};
const flash = new SimFlash(1 << 16);
const mine = new Uint8Array(32).fill(1), other = new Uint8Array(32).fill(2);
const learned = () => new LearnedWords(openStore(flash).learned);
expect(learned().load(mine), []);
learned().save({ model: other, words: [wordAt(40, "rouge")] });
const words = learned();
expect(words.load(mine), []);
words.save({ model: mine, words: [wordAt(34, "日本"), wordAt(33)] });
expect(learned().load(mine), [wordAt(34, "日本"), wordAt(33)]);
expect(learned().load(other), [wordAt(40, "rouge")]);

flash.faults.refusing.add(2);
expect(outcome(() => words.save({ model: mine, words: [] })), "StorageError write-failed");
flash.faults.refusing.clear();
for (let at = 0; at < 400; at++) {
	const bytes = openStore(flash).learned.read();
	bytes[at] = 255;
	outcome(() => readLearnedRecord(bytes));
}
openStore(flash).learned.write(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
expect(outcome(() => learned().load(mine)), "StorageError wrong-kind");

const file = writeWordFile(33, mine);
expect(readWordFile(file).word, wordAt(33));
for (let length = 0; length < file.length; length += 100) {
	expect(outcome(() => readWordFile(file.slice(0, length))), length < 12 ? "StorageError wrong-kind" : "StorageError truncated");
}
const clock = { now: () => 0, after: () => ({ cancel() {} }), delay() {} };
const settings = () => new StoredSettings(openStore(flash).settings, clock, (error) => { throw error; });
const first = settings();
first.load();
first.set("threshold", 0.625);
first.close();
expect([...settings().load()], [["threshold", 0.625]]);
learned().save({ model: mine, words: [wordAt(33)] });
flash.operationBudget = 6;
expect(isCut(() => resetStore(flash)), true);
flash.restorePower();
expect([learned().load(mine), [...settings().load()]], [[], []]);
finishReset(flash);
expect(flash.bytes.every((byte) => byte === 255), true);
openStore(flash).settings.write(Uint8Array.of(0x7b));
expect(outcome(() => settings().load()), "StorageError damaged");
requireReadOnly();
`;

testOnBoth("words, word files and settings are kept on frozen built-ins, with tables in ROM", async (t, open) => {
	const machine = open(() => new Uint8Array(8));
	machine.evaluate(await program);
	t.notThrows(() => machine.evaluate(SCRIPT));
	machine.close();
});
