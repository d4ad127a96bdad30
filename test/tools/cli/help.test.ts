import test from "ava";
import type { Command } from "commander";
import { commandLine } from "../../../tools/cli/commands/index.js";
import { commandFirst } from "../../../tools/cli/commands/slips.js";
import { project } from "../../shared.js";
import { akidaKws } from "./run.js";

/** Commands that do something, with their names in front of them. */
function leaves(command: Command, path = ""): { readonly path: string; readonly command: Command }[] {
	if (command.commands.length === 0) return [{ path, command }];
	return command.commands.flatMap((sub) => leaves(sub, `${path} ${sub.name()}`.trim()));
}

const own = leaves(commandLine()).filter(({ path }) => !["complete", "completion", "help"].includes(path));

/** Help as it is printed, without what depends on the machine. */
function helpOf(command: Command): string {
	let help = "";
	command.configureOutput({ writeOut: (text) => void (help += text), getOutHelpWidth: () => 100, getOutHasColors: () => false });
	command.outputHelp();
	return help.replaceAll(/\s*\(default:\s+"[^"]*default\.akb"\)/g, "").replaceAll(/(--jobs <n>[^(]*?)\s*\(default: \d+\)/g, "$1");
}

test("the help of the whole and of every command", (t) => {
	t.snapshot(helpOf(commandLine()));
	for (const { command, path } of own) t.snapshot(helpOf(command), path);
});

test("every command has an example that begins with its own name, and --json", (t) => {
	t.true(own.length > 15);
	for (const { command, path } of own) {
		t.true(helpOf(command).includes(`\nExample:\n  akida-kws ${path}`), path);
		t.true(
			command.options.some(({ long }) => long === "--json"),
			`${path} --json`,
		);
	}
});

test("a slip of the finger gets the right word", async (t) => {
	for (const [wrong, right] of [
		[["tutorail"], "tutorial"],
		[["evaluate", "clases"], "classes"],
		[["inspect", "x", "--jsno"], "--json"],
		[["status", "--prot", "sim"], "--port"],
		[["fit", "a.akb", "--dta", "b.npz", "--out", "c.akb"], "--data"],
		[["words", "exprt", "33", "--out", "lamp.akw", "--port", "sim"], "export"],
		[["settings", "st", "gate.openLevel", "300"], "set"],
	] as const) {
		const { code, stderr } = await akidaKws(...wrong);
		t.is(code, 2);
		t.true(stderr.includes(`Did you mean ${right}?`), stderr);
	}
});

test("the options of a group may stand before its command, and a value is no command", (t) => {
	const program = commandLine();
	const inOrder = (words: string): string => commandFirst(program, words.split(" ")).join(" ");
	t.is(inOrder("settings --port sim set decision.hits 3"), "settings set --port sim decision.hits 3");
	t.is(inOrder("settings --json --port sim get decision.hits"), "settings get --json --port sim decision.hits");
	for (const words of ["settings --port list", "words list --port sim", "settings --port sim", "fit --data set --out fit", "words"]) {
		t.is(inOrder(words), words);
	}
	t.is(inOrder("words --port list export 33"), "words export --port list 33");
});

test("a required option that is missing is named, and a word that is like no command", async (t) => {
	const [missing, unknown] = await Promise.all([akidaKws("words", "rename", "33", "lamp"), akidaKws("words", "bogus")]);
	t.regex(missing.stderr, /^error: required option '--port <name>' not specified$/m);
	t.regex(unknown.stderr, /^error: unknown command 'bogus'$/m);
	t.deepEqual([missing.code, unknown.code], [2, 2]);
});

test("completion: a script for each shell, commands and options from the live tree", async (t) => {
	for (const shell of ["bash", "zsh", "fish"]) {
		const { code, stdout } = await akidaKws("completion", shell);
		t.is(code, 0);
		t.regex(stdout, /akida-kws complete --/);
	}
	t.regex((await akidaKws("complete", "--", "eva")).stdout, /^evaluate\t/m);
	t.regex((await akidaKws("complete", "--", "evaluate", "cl")).stdout, /^classes\t/m);
	t.regex((await akidaKws("complete", "--", "tutorial", "--pre")).stdout, /^--preset\t/m);
	t.is((await akidaKws("completion", "tcsh")).code, 2);
});

test("no colours when NO_COLOR is set or nobody looks", async (t) => {
	// eslint-disable-next-line no-control-regex
	t.notRegex((await akidaKws("summary", project("models", "default.akb"))).stdout, /\u001b\[/);
});
