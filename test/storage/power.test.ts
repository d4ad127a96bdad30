import test, { type ExecutionContext } from "ava";
import { SimClock } from "../../host-sim/board/clock.js";
import { SimFlash } from "../../host-sim/board/flash.js";
import { openStore } from "../../src/storage/store.js";
import { StoredSettings } from "../../src/storage/stored-settings.js";
import { digestOf, everyCut, pattern, slotsOn, small } from "./support.js";

const AFTER = pattern(33, 99);

/** Cuts the work everywhere: what is read is the old or the new record, and a write after it succeeds. */
function survives(t: ExecutionContext, before: SimFlash, fresh: Uint8Array | undefined, work: (flash: SimFlash) => void): void {
	const old = slotsOn(before).read();
	let olds = 0;
	for (const { name, flash } of everyCut(before, work)) {
		const found = slotsOn(flash).read();
		const isOld = same(found, old);
		if (!isOld && !same(found, fresh)) t.fail(`${name}: neither the old record nor the new one`);
		if (isOld) olds++;
		slotsOn(flash).write(AFTER, digestOf(9));
		if (!same(slotsOn(flash).read(), AFTER)) t.fail(`${name}: not writable afterwards`);
	}
	t.true(olds > 1);
}

const same = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
	a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0;

/** A flash on which records were written one after the other. */
function written(...records: Uint8Array[]): SimFlash {
	const flash = small();
	for (const record of records) slotsOn(flash).write(record, digestOf(1));
	return flash;
}

const LENGTHS = { nothing: 0, short: 20, "one sector": 64, "two sectors": 65, long: 400, full: slotsOn(small()).capacity };

for (const [name, length] of Object.entries(LENGTHS)) {
	const fresh = pattern(length, 3);
	const write = (flash: SimFlash): void => slotsOn(flash).write(fresh, digestOf(2));
	test(`the power goes in the first write: ${name}`, (t) => survives(t, small(), fresh, write));
	test(`the power goes in the second write: ${name}`, (t) => survives(t, written(pattern(100)), fresh, write));
	test(`the power goes in a write over older ones: ${name}`, (t) => {
		survives(t, written(pattern(448, 5), pattern(100)), fresh, write);
		survives(t, written(pattern(448, 5), pattern(7, 6), pattern(300)), fresh, write);
	});
}

test("the power goes while everything is forgotten: the record before the last does not come back", (t) => {
	const clear = (flash: SimFlash): void => slotsOn(flash).clear();
	survives(t, written(pattern(100)), undefined, clear);
	survives(t, written(pattern(448, 5), pattern(100)), undefined, clear);
	survives(t, written(pattern(448, 5), pattern(100), pattern(200, 2)), undefined, clear);
});

test("the power goes again in the write after a cut", (t) => {
	const old = pattern(150);
	const fresh = pattern(200, 3);
	const write = (flash: SimFlash): void => slotsOn(flash).write(fresh);
	let cuts = 0;
	for (const first of everyCut(written(pattern(300, 2), old), write)) {
		if (!first.name.startsWith("operation")) break;
		const before = slotsOn(first.flash).read();
		for (const { name, flash } of everyCut(first.flash, (flash) => slotsOn(flash).write(AFTER))) {
			if (!name.startsWith("operation")) break;
			const found = slotsOn(flash).read();
			if (!same(found, before) && !same(found, AFTER)) t.fail(`${first.name}, then ${name}`);
			cuts++;
		}
	}
	t.is(cuts, 28, "7 operations, then 4");
});

test("the power goes while a setting changes: it has its old value or the new one, and what was learned is not touched", (t) => {
	const learned = pattern(200, 4);
	const before = new SimFlash(16 * 512, 512);
	const settingsOn = (flash: SimFlash): StoredSettings =>
		new StoredSettings(openStore(flash).settings, new SimClock(), (error) => t.fail(error.message));
	const change = (value: number) => (flash: SimFlash) => {
		const settings = settingsOn(flash);
		settings.load();
		settings.set("threshold", value);
		settings.close();
	};
	openStore(before).learned.write(learned);
	change(0.25)(before);
	const seen = new Set<number | undefined>();
	for (const { name, flash } of everyCut(before, change(0.75))) {
		seen.add(settingsOn(flash).load().get("threshold"));
		if (!same(openStore(flash).learned.read(), learned)) t.fail(`${name}: a neighbour suffered`);
		change(0.5)(flash);
		if (settingsOn(flash).load().get("threshold") !== 0.5) t.fail(`${name}: not writable afterwards`);
	}
	t.deepEqual([...seen].sort(), [0.25], "the mark is one operation: half of it is none");
});
