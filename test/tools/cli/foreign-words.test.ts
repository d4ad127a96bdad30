import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { SimBoard } from "../../../host-sim/board/board.js";
import { readImage } from "../../../host-sim/board/flash-image.js";
import { readBundle } from "../../../src/bundle/bundle.js";
import { LearnedWords } from "../../../src/storage/learned-words.js";
import { openStore } from "../../../src/storage/store.js";
import { defaultBundle } from "../../app/scene.js";
import { scratch } from "../../scratch.js";
import { digestOf } from "../../storage/support.js";
import { wordAt } from "../../storage/sample-word.js";
import { akidaKws } from "./run.js";

/** The flash of a board that has the shipped model, and two words of another one. */
function image(): string {
	const board = new SimBoard();
	const { frontEnd } = readBundle(defaultBundle());
	board.install(defaultBundle());
	new LearnedWords(openStore(board.store).learned).save({
		model: digestOf(1),
		frontEnd,
		words: [wordAt(33, "lamp"), wordAt(34, "door")],
	});
	const path = join(scratch(), "flash.bin");
	writeFileSync(path, readImage(board));
	return path;
}

test("words of other models are listed with the numbers by which they are exported and deleted", async (t) => {
	const path = image();
	const sim = (...args: string[]): ReturnType<typeof akidaKws> => akidaKws(...args, "--port", "sim", "--flash-image", path);
	const listed = (await sim("words")).stdout;
	t.regex(listed, /^no words were taught\n32 preset words: .*\nkept and not used, .*\n.*class.*\n(.*\n)?\s*lamp +36 +160 .*\n\s*door +37 /);
	const out = join(scratch(), "lamp.akw");
	t.is((await sim("words", "export", "36", "--out", out)).code, 0);
	t.true(existsSync(out));
	t.is((await sim("words", "delete", "36")).code, 0);
	const { foreign } = JSON.parse((await sim("words", "--json")).stdout) as { foreign: { label: string; class: number; model: string }[] };
	t.is(foreign.length, 1);
	t.like(foreign[0], { label: "door", class: 36, model: "01".repeat(32) });
	t.regex((await sim("words", "delete", "37")).stderr, /^error: the device refuses: class 37 holds no learned word/);
});
