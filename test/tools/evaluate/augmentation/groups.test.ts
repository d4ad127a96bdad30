import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { DEFAULT_FRONT_END } from "../../../../src/features/front-end.js";
import { draw, type Group, readGroups, testCount } from "../../../../tools/evaluate/augmentation/groups.js";
import { writeWav } from "../../../../tools/files/wav.js";
import { recording } from "../../../app/scene.js";
import { project } from "../../../shared.js";
import { scratch } from "../../../scratch.js";
import { refused } from "../../refusal.js";
import { copies, spoken } from "./make.js";

const LABELS = ["_silence_", "no", "zoom in"];
const read = (...folders: string[]) => readGroups(folders, LABELS, DEFAULT_FRONT_END);

test("the demo recordings: new words learn from one half and are tested on the other, preset words leave their class out", (t) => {
	const { sounds, sources } = read(project("assets", "demo_wav"));
	t.deepEqual(
		sounds.map(({ word, presetClass, learnable, tests }) => [word, presetClass, learnable.length, tests.length]),
		[
			["backward", -1, 5, 6],
			["follow", -1, 5, 6],
			["forward", -1, 5, 6],
			["enter", -1, 6, 0],
			["move", -1, 6, 0],
			["no", 1, 6, 0],
			["one", -1, 6, 0],
		],
	);
	t.is(sources.length, 57);
	t.deepEqual(sounds.map(testCount), [6, 6, 6, 2, 2, 2, 2]);
});

test("a group is a word of a speaker; one of fewer than five recordings is passed over", (t) => {
	const folder = copies({
		...spoken("lamp", "ann", 5),
		...spoken("lamp", "bob_2", 6),
		...spoken("zoom_in", "ann", 5),
		...spoken("key", "ann", 4),
	});
	const { sounds, sources } = read(folder);
	t.deepEqual(
		sounds.map(({ word, speaker, presetClass }) => [word, speaker, presetClass]),
		[
			["lamp", "ann", -1],
			["lamp", "bob_2", -1],
			["zoom in", "ann", 2],
		],
	);
	t.is(sources.length, 16);
});

test("a seed draws four takes, and the rest is tested unless there are recordings for that", (t) => {
	const windows = Array.from({ length: 6 }, (_, i) => new Int16Array(1).fill(i));
	const group: Group = { word: "lamp", speaker: "", presetClass: -1, learnable: windows, tests: [] };
	const takes = new Set<string>();
	for (let seed = 1; seed <= 20; seed++) {
		const drawn = draw(group, seed);
		t.deepEqual(draw(group, seed), drawn);
		t.is(drawn.takes.length, 4);
		t.is(new Set([...drawn.takes, ...drawn.tests]).size, 6);
		takes.add(`${drawn.takes.map(String).sort()}`);
	}
	t.true(takes.size > 5);
	const tests = [new Int16Array(1).fill(9)];
	t.deepEqual(draw({ ...group, tests }, 1).tests, tests);
});

test("the speech is cut out with itself in the middle, and a short recording is put between silence", (t) => {
	const word = recording("new_follow_enrol_1");
	const long = new Int16Array(40000);
	long.set(word, 20000);
	const folder = scratch();
	for (let n = 1; n <= 5; n++) {
		writeFileSync(join(folder, `long__a_${n}.wav`), writeWav({ samples: long, sampleRate: 16000 }));
		writeFileSync(join(folder, `short__a_${n}.wav`), writeWav({ samples: word.slice(4000, 12000), sampleRate: 16000 }));
	}
	const [inLong, inShort] = read(folder).sounds.map(({ learnable }) => learnable[0] as Int16Array);
	t.is(inLong?.length, 16000);
	const at = word.indexOf(Math.max(...word));
	const found = inLong?.indexOf(Math.max(...word)) ?? -1;
	t.true(found >= 0 && Math.abs(found - at) < 2500, `${found} instead of about ${at}`);
	t.deepEqual(inShort?.slice(4000, 12000), word.slice(4000, 12000));
	t.true(inShort?.subarray(12000).every((x) => x === 0));
});

test("a folder without a word to teach is refused", (t) => {
	refused(t, "no-file", /no word in .* has 5 recordings by one speaker/, () => read(copies(spoken("lamp", "ann", 4))));
	refused(t, "no-file", /no word in/, () => read(scratch()));
	refused(t, "no-file", /cannot read the folder \/nowhere/, () => read("/nowhere"));
});
