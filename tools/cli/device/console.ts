import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { PARAMETERS } from "../../../src/console/check-command.js";
import type { Command } from "../../../src/console/commands.js";
import type { FirmwareEvent } from "../../../src/console/events.js";
import { answerLines, eventLine, HELP, helpLines, parseLine } from "../../../src/console/text-mode.js";
import { DeviceRefusal } from "../../device/errors.js";
import type { Device } from "../../device/device.js";
import { colours, printJson } from "../format.js";
import { type DeviceOptions, withDevice } from "./with-device.js";

const HISTORY_LINES = 200;
/** More often than the device needs to know that somebody is there. */
const PING_MS = 4000;
const USE = "parameters as name=value, those in brackets may be left out; for example: set name=gate.openLevel value=300; Ctrl-D ends";

type Print = (text: string) => void;

/** Commands as they are typed, answers, and events as they happen, until the end of the input. */
export async function deviceConsole(options: DeviceOptions): Promise<void> {
	const began = performance.now();
	let print: Print = console.log;
	const onEvent = (event: FirmwareEvent): void => {
		if (options.json) printJson(event);
		else print(colours.dim(eventLine(event, (performance.now() - began) / 1000)));
	};
	const work = async (device: Device): Promise<void> => {
		const settings = (await device.settings().catch(() => [])).map(({ name }) => name);
		const lines = openTerminal(settings);
		if (process.stdin.isTTY) print = (text) => showAbove(lines, text);
		await serve(lines, device, options, (text) => print(text));
		print = console.log;
	};
	await withDevice(options, work, { onEvent, onText: (line) => print(line) });
}

const openTerminal = (settings: readonly string[]): Interface =>
	createInterface({
		input: process.stdin,
		output: process.stdin.isTTY ? process.stdout : undefined,
		prompt: "akida> ",
		history: process.stdin.isTTY ? history() : [],
		historySize: HISTORY_LINES,
		removeHistoryDuplicates: true,
		completer: (line: string) => complete(line, settings),
	});

async function serve(lines: Interface, device: Device, options: DeviceOptions, print: Print): Promise<void> {
	let lost: Error | undefined;
	const ping = setInterval(() => {
		device.ping().catch((error: Error) => {
			lost ??= error;
			lines.close();
		});
	}, PING_MS);
	const { firmware, chip = "no chip" } = device.identity;
	if (!options.json) print(`firmware ${firmware} on ${chip}; help lists the commands`);
	lines.on("history", keepHistory);
	lines.prompt();
	try {
		for await (const line of lines) {
			if (line.trim() !== "") await answer(line.trim(), device, options, print);
			if (lost) break;
			lines.prompt();
		}
	} finally {
		clearInterval(ping);
	}
	if (lost) throw lost;
}

async function answer(line: string, device: Device, { json }: DeviceOptions, print: Print): Promise<void> {
	if (line === HELP) return help(json, print);
	try {
		// What is wrong with it, the device says.
		const { value, bytes } = await device.command(parseLine(line) as Command);
		const shown = bytes.length > 0 ? `${bytes.length} bytes` : value;
		if (json) printJson({ ok: true, value: shown });
		else answerLines({ ok: true, value: shown }).forEach(print);
	} catch (error) {
		if (!(error instanceof DeviceRefusal)) throw error;
		if (json) printJson({ ok: false, code: error.refusal, reason: error.message });
		else print(colours.red(error.message));
	}
}

function help(json: boolean | undefined, print: Print): void {
	if (json) printJson({ ok: true, value: PARAMETERS });
	else [...helpLines(), USE].forEach(print);
}

/** Above the line that is being typed. */
function showAbove(lines: Interface, text: string): void {
	process.stdout.write(`\r\u001b[K${text}\n`);
	lines.prompt(true);
}

/** Commands, then their parameters, then names of settings. */
export function complete(line: string, settings: readonly string[]): [string[], string] {
	const words = line.split(" ");
	const last = words.at(-1) ?? "";
	const candidates = words.length === 1 ? [...Object.keys(PARAMETERS), HELP] : parametersOf(words[0] ?? "", settings);
	return [candidates.filter((candidate) => candidate.startsWith(last)), last];
}

function parametersOf(name: string, settings: readonly string[]): string[] {
	const fields = Object.entries(PARAMETERS).find(([command]) => command === name)?.[1] ?? {};
	return Object.keys(fields).flatMap((field) => (field === "name" ? settings.map((setting) => `name=${setting}`) : [`${field}=`]));
}

const historyFile = (): string => join(process.env["XDG_STATE_HOME"] ?? join(homedir(), ".local", "state"), "akida-kws", "console-history");

/** Newest first, as readline has it. */
const history = (): string[] => (existsSync(historyFile()) ? readFileSync(historyFile(), "utf8").split("\n").filter(Boolean) : []);

function keepHistory(lines: readonly string[]): void {
	if (!process.stdin.isTTY) return;
	try {
		mkdirSync(dirname(historyFile()), { recursive: true });
		writeFileSync(historyFile(), lines.slice(0, HISTORY_LINES).join("\n"));
	} catch {
		// A history that cannot be kept is no reason to stop.
	}
}
