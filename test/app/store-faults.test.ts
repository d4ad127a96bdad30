import test, { type ExecutionContext } from "ava";
import { SimFlash } from "../../host-sim/board/flash.js";
import type { Setting } from "../../src/keywords/settings-table.js";
import { isCut } from "../storage/support.js";
import { SHORT, taught } from "./people.js";
import { Scene } from "./scene.js";

const SETTINGS_SECTORS = 2;
const LEARNED_SECTORS = 7;
const NO_SECTOR = 16;
/** Erase, text, header, mark. */
const RESET_IS_WRITTEN = 4;

/** A word and a setting, written once before and once after: the slots in use are the second ones. */
const USED = ((): Uint8Array => {
	const scene = taught(["forward"]);
	scene.ask({ do: "rename", class: 33, label: "forward" });
	for (const value of [5, 6]) {
		scene.ask({ do: "set", name: "enrolment.takes", value });
		scene.simulation.run(3);
	}
	return scene.board.store.bytes.slice();
})();

function device(badSector: number): Scene {
	const scene = new Scene({ settings: SHORT });
	scene.board.store.bytes.set(USED);
	scene.board.store.faults.refusing.add(badSector);
	return scene.start();
}

const takes = (scene: Scene): number | undefined =>
	(scene.ask({ do: "settings" }) as Setting[]).find(({ name }) => name === "enrolment.takes")?.value;

/** What a device knows, what it says and what it recognises must agree, before and after the power goes. */
function knows(t: ExecutionContext, scene: Scene, words: readonly string[], wantedTakes: number, why: string): void {
	for (let start = 0; start < 2; start++) {
		const listed = (scene.ask({ do: "words" }) as { readonly label: string }[]).map(({ label }) => label);
		t.deepEqual([listed, takes(scene)], [words, wantedTakes], why);
		t.is(scene.say("new_forward_test_1").includes("forward"), words.includes("forward"), why);
		scene.simulation.powerCycle();
		scene.simulation.run(1.2);
	}
}

test("a reset of a flash with one bad sector: everything is gone, or nothing is, in memory as in the flash", (t) => {
	for (const sector of [0, 1, SETTINGS_SECTORS, SETTINGS_SECTORS + 3, SETTINGS_SECTORS + LEARNED_SECTORS, 15]) {
		const scene = device(sector);
		const answer = scene.simulation.engine.obey({ do: "reset" });
		scene.simulation.run(1.2);
		if (sector > 0) t.true(answer.ok, `sector ${sector}`);
		else t.like(answer, { ok: false, code: "write-failed" }, `sector ${sector}`);
		knows(t, scene, sector > 0 ? [] : ["forward"], sector > 0 ? SHORT.enrolment.takes : 6, `sector ${sector}`);
		t.is(scene.board.indicator.signal, "listening");
	}
});

test("a reset whose sector is bad does not come undone when settings change, nor undo what is learned later", (t) => {
	const scene = device(SETTINGS_SECTORS + LEARNED_SECTORS);
	scene.ask({ do: "reset" });
	scene.simulation.run(1.2);
	for (const value of [7, 8, 9, 4]) {
		scene.ask({ do: "set", name: "enrolment.takes", value });
		scene.simulation.run(3);
		scene.simulation.powerCycle();
		scene.simulation.run(1.2);
		t.deepEqual(scene.ask({ do: "words" }), []);
	}
	scene.teach("follow");
	scene.simulation.powerCycle();
	scene.simulation.run(1.2);
	t.deepEqual(scene.all("ready").at(-1)?.learned, ["word 1"]);
	t.deepEqual(scene.say("new_follow_test_1"), ["word 1"]);
});

test("a reset that the power broke off is finished at the next start: nothing that was said is left", (t) => {
	for (let operations = RESET_IS_WRITTEN; ; operations++) {
		const scene = device(NO_SECTOR);
		scene.board.store.operationBudget = operations;
		if (!isCut(() => scene.ask({ do: "reset" }))) break;
		scene.simulation.powerCycle();
		scene.simulation.run(1);
		t.deepEqual(scene.all("ready").at(-1)?.learned, []);
		t.true(
			scene.board.store.bytes.subarray(SETTINGS_SECTORS * 4096).every((byte) => byte === 0xff),
			`after ${operations} operations`,
		);
	}
});

test("after a reset that the chip does not survive no words are listed", (t) => {
	const scene = device(NO_SECTOR);
	scene.board.chip.sleeping = true;
	const { ok } = scene.simulation.engine.obey({ do: "reset" });
	t.false(ok, "the chip is told");
	t.deepEqual(scene.ask({ do: "words" }), []);
	scene.board.chip.sleeping = false;
	scene.until("ready", 10);
	scene.simulation.run(1.2);
	knows(t, scene, [], SHORT.enrolment.takes, "after the fault");
});

test("a store that is too small is a fault, and the preset words go on", (t) => {
	const scene = new Scene({ settings: SHORT });
	Object.assign(scene.board, { store: new SimFlash(3 * 4096) });
	scene.start();
	t.deepEqual(
		scene.all("fault").map(({ code }) => code),
		["not-flash"],
	);
	t.is(scene.all("ready").length, 1);
	t.deepEqual(scene.say("preset_no_1"), ["no"]);
	scene.press();
	scene.simulation.run(1);
	t.regex(scene.all("refused")[0]?.reason ?? "", /no room/);
	t.is(scene.all("prompt").length, 0);
	scene.ask({ do: "set", name: "enrolment.takes", value: 5 });
	scene.simulation.run(5);
	t.is(takes(scene), 5, "until the power goes");
	t.like(scene.simulation.engine.obey({ do: "reset" }), { ok: false, code: "not-flash" });
	scene.simulation.run(10);
	t.deepEqual(scene.say("preset_no_2"), ["no"]);
	t.is(scene.all("ready").length, 1, "it is not brought up again and again");
	t.is(scene.board.indicator.signal, "listening");
});
