import test, { type ExecutionContext } from "ava";
import { SimClock } from "../../host-sim/board/clock.js";
import { SimFlash } from "../../host-sim/board/flash.js";
import { finishReset, openStore, resetStore } from "../../src/storage/store.js";
import { StoredSettings } from "../../src/storage/stored-settings.js";
import { bytesOf, codeOf, copyOf, everyCut, isCut, pattern } from "./support.js";

const SECTORS = 12;
const WORDS = pattern(300, 4);
const NEWER = pattern(200, 9);
const SETTING = '{"hits":3}';

/** A store of small sectors in which settings and words were changed `times` times. */
function used(times: number): SimFlash {
	const flash = new SimFlash(SECTORS * 512, 512);
	for (let i = 0; i < times; i++) {
		openStore(flash).settings.write(bytesOf(SETTING));
		openStore(flash).learned.write(WORDS);
	}
	return flash;
}

type State = "old" | "reset" | "mixed";

/** What the next start finds. */
function stateOf(flash: SimFlash): State {
	const { settings, learned } = openStore(flash);
	const text = new TextDecoder().decode(settings.read());
	const words = learned.read();
	if (text === SETTING && words && Buffer.compare(words, WORDS) === 0) return "old";
	return (text === "" || text === "{}") && !words ? "reset" : "mixed";
}

/** Nothing is left but, perhaps, a part of the record that said so. */
const isGone = ({ bytes }: SimFlash): boolean =>
	!Buffer.from(bytes).includes(SETTING) && bytes.subarray(4 * 512).every((byte) => byte === 0xff);

/** As a device does: it starts, a word is learned, a setting changes, and it starts twice more. */
function goesOn(t: ExecutionContext, flash: SimFlash, name: string): void {
	const fault = codeOf(() => openStore(flash).learned.write(NEWER));
	const kept = (): boolean => {
		finishReset(flash);
		const words = openStore(flash).learned.read();
		return fault === undefined ? words?.length === NEWER.length : words === undefined;
	};
	if (!kept()) t.fail(`${name}: the next word (${fault})`);
	const settings = new StoredSettings(openStore(flash).settings, new SimClock(), () => {});
	settings.load();
	for (let hits = 5; hits < 8; hits++) {
		settings.set("hits", hits);
		settings.close();
		if (!kept()) t.fail(`${name}: after ${hits - 4} changes of settings (${fault})`);
	}
}

for (const times of [1, 2, 3]) {
	test(`the power goes anywhere in a reset: everything is old or everything is reset, changed ${times} times before`, (t) => {
		const seen = new Set<State>();
		for (const { name, flash } of everyCut(used(times), resetStore)) {
			const state = stateOf(flash);
			if (state === "mixed") t.fail(`${name}: neither old nor reset`);
			seen.add(state);
			finishReset(flash);
			t.is(stateOf(flash), state, `${name}: the next start`);
			if (state === "old") continue;
			if (!isGone(flash)) t.fail(`${name}: something is left`);
			if (name.startsWith("operation")) goesOn(t, flash, name);
		}
		t.deepEqual([...seen].sort(), ["old", "reset"]);
	});
}

test("the power goes again while a reset is finished", (t) => {
	let cuts = 0;
	for (const first of everyCut(used(2), resetStore)) {
		if (!first.name.startsWith("operation")) break;
		const state = stateOf(first.flash);
		for (const { name, flash } of everyCut(first.flash, finishReset)) {
			t.is(stateOf(flash), state, `${first.name}, then ${name}`);
			cuts++;
		}
	}
	t.true(cuts > 50);
});

const FLAWS: Readonly<Record<string, (flash: SimFlash, sector: number) => void>> = {
	refuses: ({ faults }, sector) => faults.refusing.add(sector),
	"keeps a bit cleared": ({ faults, bytes }, sector) => {
		const at = sector * 512 + 20;
		// One that is clear already, if there is any: what the sector holds now is whole.
		const bit = ~(bytes[at] as number) & 0xff || 1;
		faults.stuckLow.set(at, bit);
		bytes[at] = (bytes[at] as number) & ~bit;
	},
	"is deaf": (flash, sector) => {
		const write = flash.write.bind(flash);
		flash.write = (offset, bytes) => {
			if (Math.floor(offset / 512) !== sector) write(offset, bytes);
		};
	},
};

for (const [name, spoil] of Object.entries(FLAWS)) {
	test(`a sector that ${name}: the reset fails and nothing has changed, or it succeeds; also when the power goes`, (t) => {
		const failed: number[] = [];
		for (let sector = 0; sector < SECTORS; sector++) {
			const spoilt = (flash: SimFlash): SimFlash => (spoil(flash, sector), flash);
			const before = copyOf(spoilt(used(2)));
			t.is(stateOf(before), "old");
			const flash = spoilt(copyOf(before));
			const code = codeOf(() => resetStore(flash));
			t.is(stateOf(flash), code ? "old" : "reset", `sector ${sector}`);
			if (code) failed.push(sector);
			else goesOn(t, flash, `sector ${sector}`);
			for (let budget = 0; ; budget++) {
				const cut = spoilt(copyOf(before));
				cut.operationBudget = budget;
				if (!isCut(() => codeOf(() => resetStore(cut)))) break;
				cut.restorePower();
				const state = stateOf(cut);
				t.not(state, "mixed", `sector ${sector}, cut in operation ${budget}`);
				finishReset(cut);
				t.is(stateOf(cut), state);
			}
		}
		t.deepEqual(failed, [0], "only where the record of the reset goes");
	});
}

test("a store whose words cannot be read is not reset, and says so", (t) => {
	const flash = used(2);
	const before = flash.bytes.slice();
	for (let sector = 4; sector < SECTORS; sector++) flash.faults.unreadable.add(sector);
	t.is(
		codeOf(() => resetStore(flash)),
		"read-failed",
	);
	t.deepEqual(flash.bytes, before);
});

test("words that could not be read when everything was reset do not come back when they can be", (t) => {
	const flash = used(2);
	const newest = SECTORS - 4;
	flash.faults.unreadable.add(newest);
	t.is(stateOf(flash), "old", "the words before serve");
	resetStore(flash);
	flash.faults.unreadable.clear();
	t.false(isGone(flash));
	t.is(stateOf(flash), "reset");
	finishReset(flash);
	t.true(isGone(flash), "the next start erases them");
});
