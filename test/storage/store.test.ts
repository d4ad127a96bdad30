import test from "ava";
import { readFileSync } from "node:fs";
import { SimClock } from "../../host-sim/board/clock.js";
import { SimFlash } from "../../host-sim/board/flash.js";
import { DEFAULT_FRONT_END } from "../../src/features/front-end.js";
import { FlashRegion } from "../../src/storage/flash-region.js";
import { LearnedWords } from "../../src/storage/learned-words.js";
import { Slots } from "../../src/storage/slots.js";
import { openStore, resetStore } from "../../src/storage/store.js";
import { StoredSettings } from "../../src/storage/stored-settings.js";
import { bytesOf, codeOf, digestOf, pattern } from "./support.js";
import { wordAt } from "./words.js";

test("a region is a flash of its own that cannot reach its neighbours", (t) => {
	const flash = new SimFlash(8 * 64, 64);
	flash.bytes.fill(0);
	const region = new FlashRegion(flash, 2, 3);
	t.deepEqual([region.size, region.sectorSize], [192, 64]);
	region.erase(0);
	region.erase(2);
	region.write(190, Uint8Array.of(1, 2));
	const read = new Uint8Array(3);
	region.read(189, read);
	t.deepEqual([...read], [0xff, 1, 2]);
	t.deepEqual(
		[...Array(8).keys()].map((sector) => flash.bytes[sector * 64]),
		[0, 0, 0xff, 0, 0xff, 0, 0, 0],
	);
	const before = flash.bytes.slice();
	for (const use of [
		() => region.erase(3),
		() => region.erase(-1),
		() => region.write(191, new Uint8Array(2)),
		() => region.write(-1, new Uint8Array(1)),
		() => region.read(192, new Uint8Array(1)),
		() => new FlashRegion(flash, 6, 3),
		() => new FlashRegion(flash, -1, 2),
	]) {
		t.throws(use, { instanceOf: RangeError });
	}
	t.deepEqual(flash.bytes, before);
});

test("the store is divided, whatever its size; its parts do not touch each other", (t) => {
	for (const [size, sectorSize, settings, learned] of [
		[1 << 16, 4096, 4096, 7 * 4096],
		[1 << 18, 4096, 4096, 31 * 4096],
		[4 * 4096, 4096, 4096, 4096],
		[5 * 4096, 4096, 4096, 4096],
		[8192, 512, 1024, 3072],
		[1 << 16, 256, 1024, (1 << 15) - 1024],
	] as const) {
		const flash = new SimFlash(size, sectorSize);
		const store = openStore(flash);
		t.deepEqual([store.settings.capacity, store.learned.capacity], [settings - 64, learned - 64]);
		const { capacity } = store.learned;
		for (let i = 0; i < 3; i++) {
			store.learned.write(pattern(capacity, i));
			store.settings.write(pattern(settings - 64, i + 9));
		}
		t.deepEqual(openStore(flash).learned.read(), pattern(capacity, 2));
		store.learned.clear();
		t.deepEqual(openStore(flash).settings.read(), pattern(settings - 64, 11));
	}
	for (const [size, sectorSize] of [
		[3 * 4096, 4096],
		[0, 4096],
		[2048 + 256, 256],
	] as const) {
		t.is(
			codeOf(() => openStore(new SimFlash(size, sectorSize))),
			"not-flash",
		);
	}
});

const MODEL = digestOf(1);
const OWN = { model: MODEL, frontEnd: DEFAULT_FRONT_END };
const words = (count: number) => [...Array(count).keys()].map((i) => wordAt(33 + i));

/** What the device does with its flash, and what must have been done before. */
const OPERATIONS: Record<string, (flash: SimFlash) => () => void> = {
	"change settings (20 of them stored)": (flash) => {
		const settings = new StoredSettings(openStore(flash).settings, new SimClock(), () => {});
		settings.load();
		for (let i = 10; i < 30; i++) settings.set(`setting.${i}`, i / 100);
		return () => settings.flush();
	},
	"learn the first word": (flash) => () => void new LearnedWords(openStore(flash).learned).save({ ...OWN, words: words(1) }),
	"learn the third word": (flash) => {
		const learned = new LearnedWords(openStore(flash).learned);
		learned.save({ ...OWN, words: words(2) });
		return () => void learned.save({ ...OWN, words: words(3) });
	},
	"rename one of three words": (flash) => {
		const learned = new LearnedWords(openStore(flash).learned);
		learned.save({ ...OWN, words: words(3) });
		return () => void learned.save({ ...OWN, words: [wordAt(33, "left"), ...words(3).slice(1)] });
	},
	"delete one of three words": (flash) => {
		const learned = new LearnedWords(openStore(flash).learned);
		learned.save({ ...OWN, words: words(3) });
		return () => void learned.save({ ...OWN, words: words(2) });
	},
	"reset with three words and a setting": (flash) => {
		const { settings, learned } = openStore(flash);
		settings.write(bytesOf('{"setting":1}'));
		new LearnedWords(learned).save({ ...OWN, words: words(3) });
		return () => resetStore(flash);
	},
	"install a model of 64,000 bytes": (flash) => () => new Slots(flash, "model").write(pattern(64_000), MODEL),
};

/** As the data sheets of serial NOR flash have them, typically. */
const ERASE_MS = 45;
const PAGE_MS = 0.7;

test("the wear table of docs/storage.md is true", (t) => {
	const text = readFileSync(new URL("../../docs/storage.md", import.meta.url), "utf8");
	for (const [name, prepare] of Object.entries(OPERATIONS)) {
		const flash = new SimFlash(name.includes("model") ? 1 << 20 : 1 << 16);
		const operate = prepare(flash);
		flash.resetWear();
		operate();
		const { erases, writes, bytes } = flash.wear;
		const sectors = erases.filter((count) => count > 0).length;
		const total = erases.reduce((sum, count) => sum + count, 0);
		t.is(total, sectors + (name.startsWith("reset") ? 1 : 0), `${name}: no sector twice, but the one that says it is a reset`);
		const numbers = [total, writes, bytes, Math.round(total * ERASE_MS + writes * PAGE_MS)].map((number) => number.toLocaleString("en-US"));
		const row = `| ${[name, ...numbers].join(" | ")} |`;
		t.true(text.includes(row), row);
	}
});

test("slots take turns, so that each wears half as much", (t) => {
	const flash = new SimFlash(1 << 16);
	for (let i = 0; i < 10; i++) openStore(flash).settings.write(bytesOf(`${i}`));
	t.deepEqual([...flash.wear.erases.slice(0, 3)], [5, 5, 0]);
});
