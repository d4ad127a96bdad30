import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { complete } from "../../../tools/cli/device/console.js";
import { readWav } from "../../../tools/files/wav.js";
import { otherBundle } from "../../app/people.js";
import { project } from "../../shared.js";
import { scratch } from "../../scratch.js";
import { boardOnPty, missing } from "../device/pty-board.js";
import { akidaKws } from "./run.js";

const sim = (...args: string[]): ReturnType<typeof akidaKws> => akidaKws(...args, "--port", "sim");
const hello = project("assets", "demo_wav", "preset_no_1.wav");

test("flash, status and settings over the emulated flash, which remembers", async (t) => {
	const folder = scratch();
	const image = join(folder, "flash.bin");
	const bundle = join(folder, "other.akb");
	writeFileSync(bundle, otherBundle());
	const kept = ["--flash-image", image];
	const flashed = await sim("flash", bundle, ...kept);
	t.is(flashed.code, 0, flashed.stderr);
	t.regex(flashed.stdout, /writing the model 100 %.*\nthe device has the new model, which passed its 4 self-tests/s);
	t.is(readFileSync(image).length, (1 << 20) + (1 << 16));
	const again = JSON.parse((await sim("flash", bundle, "--json", ...kept)).stdout) as { changed: boolean; model: string };
	t.false(again.changed);
	const status = JSON.parse((await sim("status", "--json", ...kept)).stdout) as { identity: { model: string }; counters: { hops: number } };
	t.is(status.identity.model, again.model);
	t.true(status.counters.hops > 50);
});

test("a value outside of its range: one line with the range, a next step, exit code 1", async (t) => {
	const { code, stderr } = await sim("settings", "set", "gate.openLevel", "3");
	t.is(code, 1);
	t.is(
		stderr,
		"error: the device refuses: gate.openLevel takes whole numbers from 16 to 8000, not 3\nhint: akida-kws settings lists the ranges\n",
	);
});

test("words, settings and self-test as text and as JSON", async (t) => {
	const [words, settings, tested] = await Promise.all([sim("words"), sim("settings", "--json"), sim("selftest")]);
	t.regex(words.stdout, /^no words were taught\n32 preset words: /);
	t.true((JSON.parse(settings.stdout) as { name: string }[]).some(({ name }) => name === "inferenceHops"));
	t.is(tested.code, 0);
	t.is(tested.stdout.match(/works/g)?.length, 6);
});

test("record, as much as can be asked for, and play", async (t) => {
	const out = join(scratch(), "heard.wav");
	const [recorded, played, take] = await Promise.all([
		sim("record", "--out", out, "--seconds", "2", "--json"),
		sim("play", hello),
		sim("record", "--out", `${out}2`, "--take", "1"),
	]);
	t.like(JSON.parse(recorded.stdout), { samples: 32_000 });
	t.is(readWav(readFileSync(out), out).samples.length, 32_000);
	t.regex(take.stderr, /^error: .*the last lesson has 0 utterances.*\nhint: --take counts the utterances of the last lesson/);
	t.false(existsSync(`${out}2`));
	t.regex(played.stdout, /^heard "no" \(0\.\d\d\)\n$/);
});

test("ports that are not there, files that are no bundles", async (t) => {
	const [port, file] = await Promise.all([akidaKws("status", "--port", "/dev/ttyNone"), sim("flash", hello)]);
	t.is(port.code, 1);
	t.regex(port.stderr, /^error: .*(there is no port \/dev\/ttyNone|serialport).*\nhint: .+\n$/);
	t.regex(file.stderr, /^error: .*this is not a model bundle\nhint: .+\n$/);
	t.false(existsSync("undefined"));
});

/** What the console says to lines that are piped into it. */
const piped = (lines: string, ...options: string[]): Promise<string[]> =>
	new Promise((done) => {
		const child = execFile(
			process.execPath,
			["--import=tsx", project("tools", "cli", "main.ts"), "console", "--port", "sim", ...options],
			{ env: { ...process.env, NO_COLOR: "1" } },
			(_, stdout) => done(stdout.split("\n")),
		);
		child.stdin?.end(lines);
	});

test("console: commands from a pipe, answers and refusals as lines", async (t) => {
	const lines = await piped("status\nbogus\nhelp\nset name=gate.openLevel value=300\n");
	t.regex(lines[0] ?? "", /^firmware \S+ on BC\.A1\.3\.9/);
	t.true(lines.some((line) => line.startsWith('{"listening":true')));
	t.true(lines.some((line) => line.startsWith('the device refuses: there is no command "bogus"')));
	t.true(lines.includes("set name= [value=]"));
	t.is(lines.at(-2), "ok");
});

test("console --json: one value per line, also for help", async (t) => {
	const lines = await piped("help\nbogus\nping\n", "--json");
	const values = lines.slice(0, -1).map((line): unknown => JSON.parse(line));
	t.like(values[0], { ok: true, value: { set: { name: "string", value: "number?" } } });
	t.like(values[1], { ok: false, code: "bad-command" });
	t.like(values[2], { ok: true });
});

if (missing) test(`skipped: a console whose port vanishes (needs ${missing})`, (t) => t.pass());
else {
	test("console: a port that vanishes is an error, not the end of the input", async (t) => {
		const board = await boardOnPty();
		const child = execFile(
			process.execPath,
			["--import=tsx", project("tools", "cli", "main.ts"), "console", "--port", board.path],
			{ env: { ...process.env, NO_COLOR: "1" } },
			() => {},
		);
		let complaint = "";
		child.stderr?.on("data", (text: string) => (complaint += text));
		await new Promise<void>((ready) => child.stdout?.on("data", (text: string) => text.includes("help lists the commands") && ready()));
		board.close();
		const [code] = (await once(child, "close")) as [number];
		t.is(code, 1, complaint);
		t.regex(complaint, /^error: \S+ is gone: .*\nhint: connect the device again/);
	});
}

test("console: commands, parameters and names of settings are completed", (t) => {
	t.deepEqual(complete("sel", []), [["self-test"], "sel"]);
	t.deepEqual(complete("rename ", []), [["class=", "label="], ""]);
	t.deepEqual(complete("set name=g", ["gate.openLevel", "inferenceHops"]), [["name=gate.openLevel"], "name=g"]);
	t.deepEqual(complete("bogus x", []), [[], "x"]);
});
