import test from "ava";
import fc from "fast-check";
import { SimClock } from "../../host-sim/board/clock.js";
import { SimFlash } from "../../host-sim/board/flash.js";
import type { StorageErrorCode } from "../../src/storage/error.js";
import { openStore, resetStore } from "../../src/storage/store.js";
import { StoredSettings } from "../../src/storage/stored-settings.js";
import { bytesOf, codeOf, isCut } from "./support.js";

/** A device's settings on a flash that outlives it. */
class Device {
	readonly clock = new SimClock();
	readonly faults: StorageErrorCode[] = [];
	readonly settings: StoredSettings;

	constructor(readonly flash = new SimFlash(1 << 16)) {
		this.settings = new StoredSettings(openStore(flash).settings, this.clock, (error) => this.faults.push(error.code));
	}

	wait(ms: number): void {
		this.clock.run(this.clock.now() + ms);
	}

	/** What is stored, as a device finds it that starts now. */
	get stored(): Record<string, number> {
		return Object.fromEntries(new Device(this.flash).settings.load());
	}
}

test("a change is written two seconds after the last one, with all that came meanwhile", (t) => {
	const device = new Device();
	const { flash, settings } = device;

	t.is(settings.load().size, 0);
	flash.resetWear();
	for (let i = 1; i <= 50; i++) {
		settings.set("threshold", i / 100);
		settings.set("hits", i);
		device.wait(1900);
	}
	t.is(flash.wear.operations, 0);
	device.wait(99);
	t.deepEqual(device.stored, {});
	device.wait(1);
	t.deepEqual(device.stored, { threshold: 0.5, hits: 50 });
	t.is(flash.wear.erases[0], 1);
	device.wait(60_000);
	t.is(flash.wear.operations, 4, "erase, payload, header, mark");
	t.deepEqual(device.faults, []);
});

test("what is as it was is not written", (t) => {
	const device = new Device();
	const { flash, settings } = device;
	settings.load();
	settings.set("hits", 3);
	settings.set("top", 1);
	settings.flush();
	flash.resetWear();
	settings.set("hits", undefined);
	settings.set("threshold", 0.5);
	settings.set("threshold", undefined);
	settings.set("hits", 3);
	device.wait(5000);
	settings.set("never-set", undefined);
	settings.close();
	t.is(flash.wear.operations, 0);
});

test("flush and close write at once and leave nothing for later; a default is not stored", (t) => {
	const device = new Device();
	const { flash, settings } = device;
	settings.load();
	settings.set("hits", 3);
	settings.flush();
	t.deepEqual(device.stored, { hits: 3 });
	settings.set("hits", undefined);
	settings.set("top", -0.125);
	settings.close();
	t.deepEqual(device.stored, { top: -0.125 });
	flash.resetWear();
	device.wait(10_000);
	t.is(flash.wear.operations, 0);
});

test("a reset forgets what is stored and what was about to be", (t) => {
	const device = new Device();
	device.settings.load();
	device.settings.set("hits", 3);
	device.settings.flush();
	device.settings.set("top", 4);
	resetStore(device.flash);
	device.settings.forget();
	device.wait(5000);
	t.deepEqual(device.stored, {});
	device.settings.set("hits", 3);
	device.wait(5000);
	t.deepEqual(device.stored, { hits: 3 }, "the same as before is written again");
});

test("a write that fails is reported and made up for by the next one", (t) => {
	const device = new Device();
	const { flash, settings } = device;
	settings.load();
	settings.set("hits", 3);
	settings.flush();
	flash.faults.refusing.add(1);
	settings.set("hits", 4);
	device.wait(10_000);
	t.deepEqual(device.faults, ["write-failed"], "once");
	t.deepEqual(device.stored, { hits: 3 });
	settings.set("top", 1);
	device.wait(10_000);
	t.is(device.faults.length, 2);
	flash.faults.refusing.clear();
	settings.set("top", 2);
	device.wait(10_000);
	t.deepEqual(device.stored, { hits: 4, top: 2 });
	t.is(device.faults.length, 2);
});

test("a power cut flies through", (t) => {
	const device = new Device();
	const { flash, settings, faults } = device;
	settings.load();
	settings.set("hits", 4);
	flash.operationBudget = 0;
	t.true(isCut(() => device.wait(3000)));
	t.deepEqual(faults, []);
});

test("settings come back whatever their names; only numbers under plain names are settings", (t) => {
	const letter = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
	const name = fc.oneof(fc.string({ unit: letter, minLength: 1 }), fc.constantFrom("__proto__", "constructor", '"', "7"));
	fc.assert(
		fc.property(
			fc.dictionary(name, fc.double({ noNaN: true, noDefaultInfinity: true }), { maxKeys: 8, noNullPrototype: true }),
			(values) => {
				const device = new Device();
				device.settings.load();
				for (const [name, value] of Object.entries(values)) device.settings.set(name, value + 0);
				device.settings.close();
				const wanted = new Map(Object.entries(values).map(([name, value]) => [name, value + 0] as const));
				const found = new Device(device.flash).settings.load();
				t.deepEqual(new Map([...found].sort()), new Map([...wanted].sort()));
			},
		),
		{ numRuns: 50 },
	);
	const { settings, flash } = new Device();
	for (const [name, value] of [
		["hits", NaN],
		["hits", Infinity],
		["grün", 1],
		["", 1],
		["two words", 1],
	] as const) {
		t.is(
			codeOf(() => settings.set(name, value)),
			"bad-value",
		);
	}
	settings.close();
	t.is(flash.wear.operations, 0);
});

test("a whole record of nonsense is reported, and the next change replaces it", (t) => {
	for (const nonsense of ["", "{", "null", "3", "[1]", '{"hits":"many"}', '{"hits":{}}', '{"hits":null}', "\xff"]) {
		const device = new Device();
		device.settings.set("before", 1);
		openStore(device.flash).settings.write(bytesOf(nonsense));
		t.is(
			codeOf(() => device.settings.load()),
			"damaged",
			nonsense,
		);
		device.settings.close();
		t.deepEqual(openStore(device.flash).settings.read(), bytesOf(nonsense), "it stays");
		device.settings.set("hits", 3);
		device.settings.close();
		t.deepEqual(device.stored, { hits: 3 });
		t.deepEqual(device.faults, []);
	}
	fc.assert(
		fc.property(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.json().map(bytesOf)), (bytes) => {
			const { flash, settings } = new Device(new SimFlash(8192, 1024));
			openStore(flash).settings.write(bytes.slice(0, 900));
			const code = codeOf(() => settings.load());
			return code === undefined || code === "damaged";
		}),
		{ numRuns: 300 },
	);
});

test("no more settings than the store has room for", (t) => {
	const { settings, faults } = new Device(new SimFlash(4096, 512));
	settings.load();
	for (let i = 0; i < 100; i++) settings.set(`setting-number-${i}`, Math.PI * i);
	settings.flush();
	t.deepEqual(faults, ["too-large"]);
});
