import test from "ava";
import { serveTwin } from "../../host-sim/twin/functional-twin.js";
import { type BundleContent, readBundle } from "../../src/bundle/bundle.js";
import { writeBundle } from "../../tools/convert/bundle-writer.js";
import { defaultBundle, QUICK, Scene } from "../app/scene.js";
import { opaqueProgram } from "./opaque.js";

/** The default model with an opaque program, as the vendor's compiler would have made one. */
function siliconBundle(changes: Partial<BundleContent> = {}): Uint8Array {
	const bundle = readBundle(defaultBundle());
	const program = opaqueProgram({ input: [49, 10, 1], outputs: 540, memory: 3240 });
	return writeBundle({ ...bundle, kind: "silicon", program, twin: bundle.program, ...changes });
}

function sceneOf(bundle: Uint8Array) {
	const lines: string[] = [];
	const scene = new Scene({ settings: QUICK, bundle });
	const twin = serveTwin(scene.board.chip, readBundle(bundle), (line) => lines.push(line));
	return { scene: scene.start(), twin, lines };
}

test("the firmware learns, recognises, loses power and recognises again on a silicon program", (t) => {
	const { scene, twin, lines } = sceneOf(siliconBundle());
	for (const word of ["no", "move"]) t.deepEqual(scene.say(`preset_${word}_1`), [word]);
	scene.teach("backward");
	const heard = (): number => [1, 2, 3, 4, 5, 6].filter((i) => scene.say(`new_backward_test_${i}`)[0] === "word 1").length;
	const before = heard();
	t.true(before >= 4, `${before}`);
	scene.simulation.powerCycle();
	scene.simulation.run(1.2);
	t.deepEqual(scene.all("ready")[1]?.learned, ["word 1"]);
	t.is(heard(), before, "as well as before");
	t.deepEqual(scene.say("preset_no_3"), ["no"]);
	t.true((twin?.counters.answered ?? 0) > 100);
	t.is(twin?.counters.refused, 0);
	t.deepEqual(lines, []);
	t.deepEqual(scene.all("fault"), []);
});

test("silicon and simulator hear the same words", (t) => {
	const words = (bundle: Uint8Array): string[] => {
		const { scene } = sceneOf(bundle);
		scene.teach("follow");
		return ["preset_no_1", "new_follow_test_1", "preset_enter_2"].flatMap((name) => scene.say(name));
	};
	t.deepEqual(words(siliconBundle()), ["no", "word 1", "enter"]);
	t.deepEqual(words(defaultBundle()), ["no", "word 1", "enter"]);
});

test("a cancelled lesson leaves the twin as it was", (t) => {
	const { scene, twin } = sceneOf(siliconBundle());
	scene.enrol("follow");
	scene.simulation.runUntil(() => scene.all("learning").length >= 2, 10);
	scene.ask({ do: "cancel" });
	t.is(scene.all("cancelled").length, 1);
	scene.simulation.run(3);
	t.deepEqual(scene.say("preset_no_3"), ["no"]);
	t.deepEqual(scene.say("new_follow_test_1").includes("word 1"), false);
	t.is(twin?.counters.refused, 0);
});

test("without a twin the chip computes nothing, and says so", (t) => {
	const { scene, twin } = sceneOf(siliconBundle({ twin: undefined }));
	t.is(twin, undefined);
	t.deepEqual(scene.say("preset_no_1"), []);
	const { jobs, opaqueJobs } = scene.board.chip.counters;
	t.true(jobs > 0);
	t.is(opaqueJobs, jobs);
});

test("another program than the bundle's is refused by the twin", (t) => {
	const bundle = siliconBundle();
	const scene = new Scene({ settings: QUICK, bundle });
	const other = opaqueProgram({ input: [49, 10, 1], outputs: 540, memory: 3240, seed: 2 });
	const twin = serveTwin(scene.board.chip, { ...readBundle(bundle), program: other });
	scene.start();
	t.deepEqual(scene.say("preset_no_1"), []);
	t.is(twin?.counters.answered, 0);
	t.true((twin?.counters.refused ?? 0) > 0);
});
