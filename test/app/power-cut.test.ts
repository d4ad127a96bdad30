import test, { type ExecutionContext } from "ava";
import { PowerCut, SimFlash } from "../../host-sim/board/flash.js";
import { talking } from "../console/talk.js";
import { isCut } from "../storage/support.js";
import { chipMemory, classifier, otherBundle, SHORT, taught, teachAnew } from "./people.js";
import { Scene } from "./scene.js";

const SETTINGS = { ...SHORT, enrolment: { ...SHORT.enrolment, variants: 2 } };

interface Flashes {
	readonly store: Uint8Array;
	readonly models: Uint8Array;
}

type FlashName = keyof Flashes;
type Operation = (flash: SimFlash) => void;
type Work = (scene: Scene) => unknown;

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
async function operationsOf(scene: Scene, name: FlashName, work: Work): Promise<Operation[]> {
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
	await work(scene);
	flash.erase = erase.bind(flash);
	flash.write = write.bind(flash);
	return operations;
}

interface Cut {
	/** Operations that were completed. */
	readonly done: number;
	readonly name: string;
	readonly bytes: Uint8Array;
}

/** The flash when the power has gone before the first operation, half-way through it, between it and the next one, and so on to the end. */
function* everyCut(before: Uint8Array, operations: readonly Operation[]): Generator<Cut> {
	const flash = new SimFlash(before.length);
	flash.bytes.set(before);
	yield { done: 0, name: "before the first operation", bytes: before };
	for (const [done, operate] of operations.entries()) {
		const half = new SimFlash(before.length);
		half.bytes.set(flash.bytes);
		half.operationBudget = 0;
		if (!isCut(() => operate(half))) throw new Error("an operation that the power did not end");
		yield { done, name: `in operation ${done}`, bytes: half.bytes };
		operate(flash);
		yield { done: done + 1, name: `after operation ${done}`, bytes: flash.bytes.slice() };
	}
}

/**
 * Cuts the power before, in and after every operation: the device boots with the old state, and from one operation on with the new one.
 * That is the last operation, unless told otherwise.
 */
async function survives(t: ExecutionContext, scene: Scene, name: FlashName, work: Work, commit?: number): Promise<void> {
	const before = snapshot(scene);
	const operations = await operationsOf(scene, name, work);
	const old = knowledge(before);
	const fresh = knowledge(snapshot(scene));
	t.notDeepEqual(fresh, old, "the work changes something");
	for (const cut of everyCut(before[name], operations)) {
		const expected = cut.done < (commit ?? operations.length) ? old : fresh;
		t.deepEqual(knowledge({ ...before, [name]: cut.bytes }), expected, cut.name);
	}
	t.log(`${operations.length} operations`);
}

const FILE = taught(["follow"], SETTINGS).ask({ do: "export", class: 33 }) as number[];

const STORE_SCENARIOS: Readonly<Record<string, readonly [words: readonly string[], work: Work]>> = {
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

test("the power goes at every operation: a new model from a tool; words of the old one are kept for it", async (t) => {
	const scene = taught(["forward"], SETTINGS);
	await survives(t, scene, "models", async () => {
		const { talk, device } = await talking(scene);
		await talk.settled(device.updateModel(otherBundle()));
	});
	const { words, foreign } = knowledge(snapshot(scene));
	t.deepEqual([words, foreign], [[], ["word 1"]]);
});

/** Erase, text, header, mark. */
const RESET_IS_WRITTEN = 4;

test("the power goes at every operation: a reset of words and settings", async (t) => {
	const scene = taught(["forward"], SETTINGS);
	scene.ask({ do: "set", name: "enrolment.takes", value: 5 });
	scene.simulation.run(3);
	await survives(t, scene, "store", () => scene.ask({ do: "reset" }), RESET_IS_WRITTEN);
	const { words, foreign } = knowledge(snapshot(scene));
	t.deepEqual([words, foreign], [[], []]);
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
