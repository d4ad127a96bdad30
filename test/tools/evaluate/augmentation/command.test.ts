import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { scratch } from "../../../scratch.js";
import { akidaKws } from "../../cli/run.js";
import { copies, shortExamBundle } from "./make.js";

const enrol = (n: number): readonly [string, string] => [`follow__ann_${n}.wav`, `new_follow_enrol_${n}`];
const five = copies(Object.fromEntries([1, 2, 3, 4, 5].map(enrol)));

test("prints a table, and writes JSON and a report that say what they were made with", async (t) => {
	const folder = scratch();
	const files = ["--json", join(folder, "a.json"), "--report", join(folder, "a.html")];
	const args = ["evaluate", "augmentation", shortExamBundle(), "--recordings", five, "--seeds", "1", "--jobs", "1"];
	const { code, stdout, stderr } = await akidaKws(...args, ...files);
	t.is(code, 0, stderr);
	t.regex(stdout, /accuracy, % +clean +noise 250 +noise 700 +noise 1500 +mean\n +audio +no offset +100\.0/);
	t.regex(stdout, /1 words .* 1 recordings tested/);
	t.regex(stdout, /(met|missed): loss of the mel domain/);
	const report = JSON.parse(readFileSync(join(folder, "a.json"), "utf8")) as {
		readonly madeWith: { readonly data: readonly unknown[] };
		readonly settings: { readonly seeds: readonly number[]; readonly noiseLevels: readonly number[] };
	};
	t.is(report.madeWith.data.length, 5);
	t.deepEqual(report.settings.seeds, [1]);
	t.deepEqual(report.settings.noiseLevels, [0, 250, 700, 1500]);
	t.is(readFileSync(join(folder, "a.html"), "utf8").match(/<svg/g)?.length, 2);
});

test("what cannot be compared is refused", async (t) => {
	const { code, stderr } = await akidaKws("evaluate", "augmentation", "--recordings", scratch());
	t.is(code, 1);
	t.regex(stderr, /no word in .* has 5 recordings by one speaker\nhint: name them <word>__<speaker>_<n>\.wav/);
});
