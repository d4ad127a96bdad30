import test, { type ExecutionContext } from "ava";
import { PowerCut, SimFlash } from "../../host-sim/board/flash.js";
import { DIGEST_BYTES } from "../../src/bundle/bundle.js";
import { Slots } from "../../src/storage/slots.js";
import { chipMemory, classifier, otherBundle, SHORT, taught, teachAnew } from "./people.js";
import { Scene } from "./scene.js";

const SETTINGS = { ...SHORT, enrolment: { ...SHORT.enrolment, variants: 2 } };

interface Flashes {
	readonly store: Uint8Array;
	readonly models: Uint8Array;
}

type FlashName = keyof Flashes;
type Operation = (flash: SimFlash) => void;

/** All that a device knows. */
interface Knowledge {
	readonly words: unknown;
	readonly foreign: readonly string[];
	readonly settings: unknown;
	readonly model: Uint8Array;
	readonly memory: Uint32Array;
}

const snapshot = ({ board }: Scene): Flashes => ({ store: board.store.bytes.slice(), models: board.models.bytes.slice() });

/** Starts a device with these flashes. */
function boot({ store, models }: Flashes): Scene {
	const scene = new Scene({ settings: SETTINGS });
	scene.board.store.bytes.set(store);
	scene.board.models.bytes.set(models);
	scene.simulation.start();
	scene.simulation.run(0.1);
	return scene;
}

/** What a device with these flashes knows; a device that does not come up throws. */
function knowledge(flashes: Flashes): Knowledge {
	const scene = boot(flashes);
	const fault = scene.all("fault")[0];
	if (fault) throw new Error(`it boots with a fault: ${fault.message}`);
	return {
		words: scene.ask({ do: "words" }),
		foreign: scene.all("foreign").flatMap((event) => event.labels),
		settings: scene.ask({ do: "settings" }),
		model: classifier().bundle.digest.slice(),
		memory: chipMemory(),
	};
}

/** Does something on a device and notes every erase and write on one of its flashes. */
function operationsOf(scene: Scene, name: FlashName, work: (scene: Scene) => void): Operation[] {
	const flash = scene.board[name];
	const { erase, write } = flash;
	const operations: Operation[] = [];
	flash.erase = (sector) => {
		operations.push((other) => other.erase(sector));
		erase.call(flash, sector);
	};
	flash.write = (offset, bytes) => {
		const copy = bytes.slice();
		operations.push((other) => other.write(offset, copy));
		write.call(flash, offset, bytes);
	};
	work(scene);
	flash.erase = erase.bind(flash);
	flash.write = write.bind(flash);
	return operations;
}

/** The flash when the power has gone half-way through the operation after the first `count`. */
function cut(before: Uint8Array, operations: readonly Operation[], count: number): Uint8Array {
	const flash = new SimFlash(before.length);
	flash.bytes.set(before);
	flash.operationBudget = count;
	try {
		for (const operation of operations) operation(flash);
	} catch (error) {
		if (!(error instanceof PowerCut)) throw error;
	}
	return flash.bytes;
}

/** Cuts the power at every operation: the device boots with the old state or the new one. How often it was the old one. */
function survives(t: ExecutionContext, scene: Scene, name: FlashName, work: (scene: Scene) => void): void {
	const before = snapshot(scene);
	const operations = operationsOf(scene, name, work);
	const old = knowledge(before);
	const fresh = knowledge(snapshot(scene));
	t.notDeepEqual(fresh, old, "the work changes something");
	for (let count = 0; count < operations.length; count++) {
		t.deepEqual(knowledge({ ...before, [name]: cut(before[name], operations, count) }), old, `cut in operation ${count}`);
	}
	t.deepEqual(knowledge({ ...before, [name]: cut(before[name], operations, operations.length) }), fresh, "with the last one it is done");
	t.log(`${operations.length} operations`);
}

const FILE = taught(["follow"], SETTINGS).ask({ do: "export", class: 33 }) as number[];

const STORE_SCENARIOS: Readonly<Record<string, readonly [words: readonly string[], work: (scene: Scene) => void]>> = {
	"enrol the first word": [[], (scene) => scene.teach("forward")],
	"enrol another word": [["forward"], (scene) => scene.teach("follow")],
	"teach a word anew": [["forward", "follow"], (scene) => teachAnew(scene, 33, "backward")],
	"delete one of two words": [["forward", "follow"], (scene) => scene.ask({ do: "delete", class: 33 })],
	"delete the only word": [["forward"], (scene) => scene.ask({ do: "delete", class: 33 })],
	"rename a word": [["forward", "follow"], (scene) => scene.ask({ do: "rename", class: 33, label: "lamp" })],
	"take a word from a file": [[], (scene) => scene.ask({ do: "import", file: FILE })],
	"change settings": [
		["forward"],
		(scene) => {
			scene.ask({ do: "set", name: "enrolment.takes", value: 5 });
			scene.ask({ do: "set", name: "gate.openLevel", value: 300 });
			scene.simulation.run(3);
		},
	],
};

for (const [name, [words, work]] of Object.entries(STORE_SCENARIOS)) {
	test(`the power goes at every operation: ${name}`, (t) => survives(t, taught(words, SETTINGS), "store", work));
}

test("the power goes at every operation: a new model; words of the old one are kept for it", (t) => {
	const bundle = otherBundle();
	const scene = taught(["forward"], SETTINGS);
	survives(t, scene, "models", ({ board }) => {
		const writer = new Slots(board.models, "model").begin(bundle.length, bundle.subarray(-DIGEST_BYTES));
		for (let at = 0; at < bundle.length; at += 4096) writer.write(at, bundle.subarray(at, at + 4096));
		writer.commit();
	});
	const { words, foreign } = knowledge(snapshot(scene));
	t.deepEqual([words, foreign], [[], ["word 1"]]);
});

test("the power goes at every operation: a reset; words and settings are each there or gone", (t) => {
	const scene = taught(["forward"], SETTINGS);
	scene.ask({ do: "set", name: "enrolment.takes", value: 5 });
	scene.simulation.run(3);
	const before = snapshot(scene);
	const operations = operationsOf(scene, "store", () => scene.ask({ do: "reset" }));
	const old = knowledge(before);
	const fresh = knowledge(snapshot(scene));
	for (let count = 0; count < operations.length; count++) {
		const { words, memory, settings } = knowledge({ ...before, store: cut(before.store, operations, count) });
		const expected = JSON.stringify(words) === "[]" ? fresh : old;
		t.deepEqual([words, memory], [expected.words, expected.memory]);
		t.true([old, fresh].some((state) => JSON.stringify(state.settings) === JSON.stringify(settings)));
	}
	t.deepEqual([fresh.words, fresh.foreign], [[], []]);
});

test("a power cut in the firmware's own hands ends everything at once, and the next start knows the old words", (t) => {
	const scene = taught(["forward"], SETTINGS);
	const old = knowledge(snapshot(scene));
	for (const budget of [0, 3, 9]) {
		scene.enrol("follow");
		scene.until("question", 60);
		scene.board.store.operationBudget = budget;
		t.throws(() => scene.press(), { instanceOf: PowerCut });
		scene.simulation.powerCycle();
		scene.simulation.run(1.2);
		t.deepEqual(scene.ask({ do: "words" }), old.words);
		t.deepEqual(chipMemory(), old.memory);
	}
	scene.teach("follow");
	t.deepEqual(scene.all("learned").at(-1)?.class, 34);
});
