import test from "ava";
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

function setUp(): { drawer: SlowDrawer; flash: { bytes: Uint8Array; wear: { operations: number } }; told: Kept[]; keeper: Keeper } {
	const drawer = new SlowDrawer();
	const flash = { bytes: new Uint8Array(8).fill(255), wear: { operations: 0 } };
	const told: Kept[] = [];
	return { drawer, flash, told, keeper: new Keeper(drawer, flash, (kept) => told.push(kept)) };
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

test("a browser that keeps nothing is told of, and does not stop the board", async (t) => {
	const { drawer, flash, told, keeper } = setUp();
	drawer.load = () => Promise.reject(new Error("no storage in private windows"));
	await keeper.restore();
	flash.wear.operations++;
	keeper.look();
	keeper.look();
	await drawer.end(new Error("the disk is full"));
	t.deepEqual(
		told.map(({ problem }) => problem),
		["no storage in private windows", "the disk is full"],
	);
	flash.wear.operations++;
	keeper.look();
	keeper.look();
	t.is(drawer.saves, 2, "it tries again with the next change");
});
