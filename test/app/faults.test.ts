import test from "ava";
import { LearnedWords } from "../../src/storage/learned-words.js";
import type { Slots } from "../../src/storage/slots.js";
import { openStore } from "../../src/storage/store.js";
import { defaultBundle, QUICK, Scene } from "./scene.js";

test("a chip that sleeps is reported, and the firmware goes on when it wakes", (t) => {
	const scene = new Scene().start();
	scene.board.chip.sleeping = true;
	scene.say("preset_no_1");
	const fault = scene.all("fault")[0];
	t.truthy(fault);
	t.is(scene.board.indicator.signal, "fault");
	scene.simulation.run(4);
	t.true(scene.all("fault").length > 1, "it tries again");
	scene.board.chip.sleeping = false;
	scene.until("ready", 30);
	scene.simulation.run(1.2);
	t.deepEqual(scene.say("preset_no_1"), ["no"]);
});

test("a chip that fails in the middle of a lesson costs the lesson, not the words", (t) => {
	const scene = new Scene({ settings: QUICK }).start();
	scene.teach("forward");
	const flash = scene.board.store.bytes.slice();
	scene.enrol("follow");
	scene.board.chip.sleeping = true;
	scene.until("fault", 30);
	scene.board.chip.sleeping = false;
	scene.until("ready", 30);
	scene.simulation.run(1.2);
	t.deepEqual(scene.board.store.bytes, flash);
	t.deepEqual(scene.all("ready").at(-1)?.learned, ["word 1"]);
	t.deepEqual(scene.say("new_forward_test_1"), ["word 1"]);
});

test("no chip at power-on: reported, and found when it is there", (t) => {
	const scene = new Scene();
	scene.board.chip.sleeping = true;
	scene.start();
	t.is(scene.all("fault")[0]?.code, "unknown-device");
	scene.board.chip.sleeping = false;
	scene.until("ready", 10);
	t.is(scene.board.indicator.signal, "listening");
});

test("an empty flash and a damaged model are reported with their own codes", (t) => {
	const empty = new Scene();
	empty.board.models.bytes.fill(0xff);
	empty.start();
	t.is(empty.all("fault")[0]?.code, "no-record");
	const bundle = defaultBundle();
	bundle[5000] = (bundle[5000] as number) ^ 1;
	const damaged = new Scene({ bundle }).start();
	t.is(damaged.all("fault")[0]?.code, "damaged");
	t.is(damaged.board.indicator.signal, "fault");
});

test("a store that does not take the word: said, and the word is gone at once, not only after a power cycle", (t) => {
	const scene = new Scene({ settings: QUICK }).start();
	scene.board.store.write = () => {};
	scene.enrol("forward");
	scene.until("question", 60);
	scene.press();
	t.is(scene.all("fault")[0]?.code, "write-failed");
	t.deepEqual(scene.ask({ do: "words" }), []);
	t.is(scene.board.indicator.signal, "fault");
	scene.simulation.run(6);
	t.is(scene.board.indicator.signal, "listening");
	t.deepEqual(scene.say("preset_no_1"), ["no"]);
	t.deepEqual(
		scene.say("new_forward_test_1").filter((label) => label === "word 1"),
		[],
	);
});

test("what was learned on another model is kept, reported and not used", (t) => {
	const scene = new Scene({ settings: QUICK }).start();
	scene.teach("forward");
	const slots = (): Slots => openStore(scene.board.store).learned;
	const digest = defaultBundle().slice(-32);
	const words = new LearnedWords(slots());
	const [word] = words.load(digest);
	const other = new Uint8Array(32).fill(7);
	words.save({ model: digest, words: [] });
	words.save({ model: other, words: word ? [word] : [] });
	scene.simulation.powerCycle();
	scene.simulation.run(1);
	t.deepEqual(scene.all("ready").at(-1)?.learned, []);
	t.deepEqual(scene.all("foreign")[0]?.labels, ["word 1"]);
	scene.teach("follow");
	t.deepEqual(
		new LearnedWords(slots()).load(other).map(({ label }) => label),
		["word 1"],
	);
});

test("wires that flip bits: whatever happens, the firmware reports faults and never stops for good", (t) => {
	const scene = new Scene().start();
	const transaction = scene.board.spi.transaction.bind(scene.board.spi);
	let frames = 0;
	scene.board.spi.transaction = (sent, received) => {
		transaction(sent, received);
		if (++frames % 50 === 0 && received && received.length > 0) received[0] = (received[0] as number) ^ 0x40;
	};
	for (let i = 1; i <= 3; i++) scene.say(`preset_no_${i}`);
	scene.board.spi.transaction = transaction;
	scene.simulation.run(15);
	t.deepEqual(scene.say("preset_no_1"), ["no"]);
});
