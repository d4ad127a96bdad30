import { PARAMETERS } from "./check-command.js";
import type { Answer } from "./commands.js";
import type { Confusion, FirmwareEvent } from "./events.js";

/** What asks for {@link helpLines}; no command, as tools know them. */
export const HELP = "help";

/** Every command with its parameters, those in brackets may be left out. */
export const helpLines = (): string[] =>
	Object.entries(PARAMETERS).map(([name, fields]) =>
		[name, ...Object.entries(fields).map(([field, type]) => (type.endsWith("?") ? `[${field}=]` : `${field}=`))].join(" "),
	);

/** An event as a line for people: seconds, type, and what else there is to it. */
export function eventLine(event: FirmwareEvent, seconds: number): string {
	const details = Object.entries(inWords(event)).flatMap(([name, value]) => (name === "type" ? [] : [`${name}=${plain(value)}`]));
	return [`[${seconds.toFixed(2)}]`, event.type, ...details].join(" ");
}

/** What a program takes as it is and a person does not. */
function inWords(event: FirmwareEvent): object {
	if (event.type === "verified") return { ...event, closest: event.closest.map(confusion).join(", ") || "none" };
	if (event.type !== "learning") return event;
	const { type, done, total, secondsLeft } = event;
	return { type, done, total, percent: Math.floor((100 * done) / total), secondsLeft: Math.ceil(secondsLeft) };
}

const confusion = ({ label, share }: Confusion): string => `${label} ${Math.round(100 * share)} %`;

/** Answers as lines for people; lists take a line for each item. */
export function answerLines(answer: Answer): string[] {
	if (!answer.ok) return [`refused (${answer.code}): ${answer.reason}`];
	if (answer.value === undefined) return ["ok"];
	if (Array.isArray(answer.value)) return [...answer.value.map((item) => plain(item)), "ok"];
	return [plain(answer.value), "ok"];
}

/**
 * A command as it is typed: its name, then name=value for each parameter; or all of it as JSON. Numbers are numbers, quotes
 * hold texts together. What is wrong with it is found where commands are checked.
 */
export function parseLine(line: string): unknown {
	if (line.startsWith("{")) return parseJson(line);
	const [name, ...rest] = line.match(/(?:"[^"]*"|\S)+/g) ?? [];
	const parameters = rest.map((word): [string, unknown] => {
		const at = word.indexOf("=");
		return at < 0 ? [word, undefined] : [word.slice(0, at), valueOf(word.slice(at + 1))];
	});
	return { do: name, ...Object.fromEntries(parameters) };
}

function parseJson(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}

function valueOf(text: string): unknown {
	if (text.startsWith('"')) return text.replaceAll('"', "");
	return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

const plain = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(rounded(value)));

/** Scores and times in four digits. */
const rounded = (value: unknown): unknown => (typeof value === "number" && !Number.isInteger(value) ? Number(value.toFixed(4)) : value);
