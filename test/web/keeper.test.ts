import test from "ava";
import { openDrawer } from "../../web/worker/database.js";
import { type Kept, Keeper } from "../../web/worker/keeper.js";

/** A drawer whose saves end when the test says so. */
class SlowDrawer {
	kept: Uint8Array | undefined;
	saves = 0;
	#end: ((problem?: Error) => void) | undefined;

	load = async (): Promise<Uint8Array | undefined> => this.kept;

	save = (bytes: Uint8Array): Promise<void> => {
		this.saves++;
		return new Promise((resolve, reject) => {
			this.#end = (problem) => {
				if (problem) return reject(problem);
				this.kept = bytes;
				resolve();
			};
		});
	};

	async end(problem?: Error): Promise<void> {
		this.#end?.(problem);
		for (let i = 0; i < 5; i++) await Promise.resolve();
	}
}

interface Scene {
	readonly drawer: SlowDrawer;
	readonly flash: { bytes: Uint8Array; wear: { operations: number } };
	readonly told: Kept[];
	readonly keeper: Keeper;
	/** What waits for the clock on the wall. */
	readonly alarms: Map<number, () => void>;
}

function setUp(): Scene {
	const drawer = new SlowDrawer();
	const flash = { bytes: new Uint8Array(8).fill(255), wear: { operations: 0 } };
	const told: Kept[] = [];
	const alarms = new Map<number, () => void>();
	const keeper = new Keeper({
		drawer,
		contents: flash,
		onKept: (kept) => told.push(kept),
		after: (ms, callback) => alarms.set(ms, callback),
	});
	return { drawer, flash, told, keeper, alarms };
}

test("what was kept comes back, unless it is of another flash", async (t) => {
	const { drawer, flash, keeper } = setUp();
	drawer.kept = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
	await keeper.restore();
	t.deepEqual([...flash.bytes], [1, 2, 3, 4, 5, 6, 7, 8]);
	drawer.kept = Uint8Array.of(9);
	await keeper.restore();
	t.is(flash.bytes[0], 1);
});

test("a flash that is not written is not saved", (t) => {
	const { drawer, keeper } = setUp();
	for (let i = 0; i < 10; i++) keeper.look();
	t.is(drawer.saves, 0);
});

test("a flash is saved once it is quiet, and only once", async (t) => {
	const { drawer, flash, told, keeper } = setUp();
	for (let i = 0; i < 5; i++) {
		flash.wear.operations++;
		keeper.look();
	}
	t.is(drawer.saves, 0, "it is still being written");
	keeper.look();
	keeper.look();
	await drawer.end();
	keeper.look();
	t.is(drawer.saves, 1);
	t.deepEqual(told, [{ bytes: 8 }]);
});

test("what is written during a save is saved afterwards", async (t) => {
	const { drawer, flash, keeper } = setUp();
	flash.wear.operations++;
	keeper.look();
	keeper.look();
	flash.bytes[0] = 7;
	flash.wear.operations++;
	keeper.look();
	keeper.look();
	t.is(drawer.saves, 1, "one at a time");
	await drawer.end();
	t.is(drawer.kept?.[0], 255, "as it was when the save began");
	keeper.look();
	t.is(drawer.saves, 2);
	await drawer.end();
	t.is(drawer.kept?.[0], 7);
});

test("a save that is asked for is done at once, and after the one that is under way", async (t) => {
	const { drawer, flash, keeper } = setUp();
	keeper.keep();
	t.is(drawer.saves, 0, "nothing has changed");
	flash.wear.operations++;
	keeper.keep();
	t.is(drawer.saves, 1, "nobody has to look twice");
	flash.bytes[0] = 7;
	flash.wear.operations++;
	keeper.keep();
	t.is(drawer.saves, 1, "one at a time");
	await drawer.end();
	t.is(drawer.saves, 2, "the second follows by itself");
	await drawer.end();
	t.is(drawer.kept?.[0], 7);
});

test("a save that fails is told of, does not stop the board, and is tried again with the next change", async (t) => {
	const { drawer, flash, told, keeper } = setUp();
	flash.wear.operations++;
	keeper.keep();
	await drawer.end(new Error("the disk is full"));
	t.deepEqual(told, [{ bytes: 0, problem: "the disk is full" }]);
	keeper.keep();
	t.is(drawer.saves, 1);
	flash.wear.operations++;
	keeper.keep();
	t.is(drawer.saves, 2);
});

test("what was kept and could not be had is told of, and nothing takes its place", async (t) => {
	const { drawer, flash, told, keeper } = setUp();
	drawer.load = () => Promise.reject(new Error("the database is locked"));
	await keeper.restore();
	flash.wear.operations++;
	keeper.keep();
	await drawer.end();
	t.is(drawer.saves, 0);
	t.deepEqual(
		told.map(({ problem }) => problem),
		["the database is locked", "the database is locked"],
	);
});

test("a database that never answers keeps the board waiting for two seconds, and what it says later counts no more", async (t) => {
	const { drawer, flash, told, keeper, alarms } = setUp();
	let answer: ((kept: Uint8Array) => void) | undefined;
	drawer.load = () => new Promise((resolve) => (answer = resolve));
	const restored = keeper.restore();
	t.deepEqual([...alarms.keys()], [2000]);
	alarms.get(2000)?.();
	await restored;
	t.deepEqual(told, [{ bytes: 0, problem: "its database does not answer" }]);
	answer?.(new Uint8Array(8));
	await drawer.end();
	t.is(flash.bytes[0], 255, "the board has started with what it had");
});

test("a browser without a database is told of in plain words", async (t) => {
	t.false("indexedDB" in globalThis, "as here");
	await t.throwsAsync(openDrawer().load(), { message: /no database for pages/ });
});
