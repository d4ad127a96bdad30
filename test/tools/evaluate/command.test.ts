import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { readFewshot } from "../../../tools/evaluate/fewshot/data.js";
import { type NpyArray, readNpz } from "../../../tools/files/npy.js";
import { project, shared } from "../../shared.js";
import { scratch } from "../../scratch.js";
import { akidaKws } from "../cli/run.js";
import { converted } from "../../app/scene.js";
import { column, demoSet, npz, oldSet } from "./fewshot/make.js";

const BUNDLE = project("models", "default.akb");

interface Report {
	readonly madeWith: { readonly data: readonly { readonly sha256: string }[]; readonly bundle: { readonly digest: string } };
	readonly settings: Readonly<Record<string, unknown>>;
	readonly summary: { readonly goals: readonly { readonly met: boolean }[]; readonly replayDifferences?: number };
}

const read = (path: string): Report => JSON.parse(readFileSync(path, "utf8")) as Report;

test("fewshot prints figures and writes JSON and a report; threads change nothing", async (t) => {
	const folder = scratch();
	const [data, old] = [npz(demoSet([2, 7])), npz(oldSet())];
	const run = (jobs: number, ...more: string[]) => {
		const files = ["--json", join(folder, `${jobs}.json`), "--report", join(folder, `${jobs}.html`)];
		return akidaKws("evaluate", "fewshot", BUNDLE, "--data", data, "--old", old, "--seeds", "1", "--jobs", `${jobs}`, ...files, ...more);
	};
	const [one, two] = await Promise.all([run(1, "--words", "backward,follow"), run(2, "--words", "backward,follow", "--check")]);
	t.is(one.code, 0, one.stderr);
	t.regex(one.stdout, /backward +6 .*\n +follow +6 .*\n +new words in total +12 /);
	t.is(readFileSync(join(folder, "1.json"), "utf8"), readFileSync(join(folder, "2.json"), "utf8"));
	const report = read(join(folder, "1.json"));
	t.is(two.code, report.summary.goals.every((goal) => goal.met) ? 0 : 1);
	t.deepEqual(report.settings["seeds"], [1]);
	t.is(report.madeWith.data.length, 2);
	t.is(report.madeWith.bundle.digest, readFileSync(BUNDLE).subarray(-32).toString("hex"));
	t.is(readFileSync(join(folder, "1.html"), "utf8").match(/<svg/g)?.length, 3);
});

test("--check fails when a goal is missed, without it a missed goal is only told", async (t) => {
	const wrong = npz({ ...oldSet(), y: column([1, 2, 3]) });
	const args = ["evaluate", "fewshot", BUNDLE, "--data", npz(demoSet([2])), "--old", wrong, "--seeds", "1", "--jobs", "1"];
	const [told, checked] = await Promise.all([akidaKws(...args), akidaKws(...args, "--check")]);
	t.is(told.code, 0, told.stderr);
	t.regex(told.stdout, /missed: old classes, calibrated 0, at least 0.88/);
	t.is(checked.code, 1);
});

test("stream runs on a fresh clone's recordings and says what it was made with", async (t) => {
	const folder = scratch();
	const files = ["--json", join(folder, "s.json"), "--report", join(folder, "s.html")];
	const outcome = await akidaKws("evaluate", "stream", "--minutes", "0.5", "--noise-minutes", "0.1", "--jobs", "2", ...files);
	t.is(outcome.code, 0, outcome.stderr);
	t.regex(outcome.stdout, /20 dB +\d+ [^]*10 dB[^]* 5 dB[^]*pure noise: \d+ false alarms in 0\.1 minutes/);
	const report = read(join(folder, "s.json"));
	t.is(report.summary.replayDifferences, 0);
	t.is(report.settings["seed"], 1);
	t.is(report.madeWith.data.length, 26);
	t.true(existsSync(join(folder, "s.html")));
});

test("what cannot be evaluated is refused with a reason and a next step", async (t) => {
	const folder = scratch();
	const bundle = async (name: string, options: Parameters<typeof converted>[0]): Promise<string> => {
		writeFileSync(join(folder, name), await converted(options));
		return join(folder, name);
	};
	const data = npz(demoSet([2]));
	const dense = await bundle("dense.akb", {});
	const full = await bundle("full.akb", { learn: { classes: 33, neuronsPerClass: 15, spareClasses: 1, numWeights: 25 } });
	const cases: readonly (readonly [RegExp, readonly string[]])[] = [
		[/dense\.akb has no learning layer\nhint: convert the model with --learn/, ["fewshot", dense, "--data", data]],
		[/dense\.akb has no learning layer/, ["stream", dense]],
		[/full\.akb has only 1 spare classes, the data has 2 words\nhint: /, ["fewshot", full, "--data", data]],
		[/3 names were given, .* holds 2 words/, ["fewshot", BUNDLE, "--data", data, "--words", "a,b,c"]],
		[/there is no file \/nowhere\.npz/, ["fewshot", BUNDLE, "--data", "/nowhere.npz"]],
		[/cannot read the folder \/nowhere \(ENOENT\)\nhint: /, ["stream", BUNDLE, "--recordings", "/nowhere"]],
	];
	for (const [message, args] of cases) {
		const { code, stderr } = await akidaKws("evaluate", ...args);
		t.is(code, 1, stderr);
		t.regex(stderr, message);
	}
});

const fewshot = shared("data", "kws_ar", "fewshot.npz");
if (fewshot) {
	test("the public set: its five speakers are found, and the first one's words are learned", async (t) => {
		const { words, speakers } = readFewshot(fewshot, { x: 49, y: 10, c: 1 });
		t.is(words, 3);
		t.deepEqual(
			speakers.map(({ id, lessons, tests }) => [id, lessons.map((lesson) => lesson.length).join(), tests.length]),
			[2, 7, 8, 12, 21].map((id) => [id, "160,160,160", 18]),
		);
		// The rows are in the order of the speakers, each has as many.
		const set = readNpz(readFileSync(fewshot), fewshot);
		const fifth = (name: string): NpyArray => {
			const { data, shape } = set.get(name);
			return { data: data.slice(0, data.length / 5), shape: [(shape[0] ?? 0) / 5, ...shape.slice(1)] };
		};
		const data = npz(Object.fromEntries(set.names.map((name) => [name, fifth(name)])));
		const { code, stdout, stderr } = await akidaKws("evaluate", "fewshot", BUNDLE, "--data", data, "--seeds", "1", "--jobs", "1");
		t.is(code, 0, stderr);
		const total = /new words in total +18 +([\d.]+) %.*% +([\d.]+) % +[\d.]+ % - [\d.]+ % +0.0 %$/m.exec(stdout);
		t.true(Number(total?.[1]) > 55 && Number(total?.[2]) > 75, stdout);
	});
}
