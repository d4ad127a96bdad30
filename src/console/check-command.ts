import type { Command } from "./commands.js";
import { Refusal } from "./refusal.js";

type Field = "number" | "string" | "number?" | "bytes?";

/** What each command takes; a question mark says that it may be left out. */
export const PARAMETERS: Readonly<Record<Command["do"], Readonly<Record<string, Field>>>> = Object.freeze({
	identify: {},
	ping: {},
	status: {},
	counters: {},
	"self-test": {},
	words: {},
	foreign: {},
	teach: { class: "number?" },
	cancel: {},
	rename: { class: "number", label: "string" },
	delete: { class: "number" },
	export: { class: "number" },
	import: { file: "bytes?" },
	settings: {},
	set: { name: "string", value: "number?" },
	reset: {},
	time: { seconds: "number" },
	put: { offset: "number", length: "number" },
	get: { offset: "number", length: "number" },
	record: { samples: "number?", take: "number?" },
	play: {},
	update: { length: "number", digest: "string", crc: "number" },
	progress: {},
	piece: { offset: "number" },
	commit: {},
	abort: {},
} as const);

/** Whatever came as a command of this release. Throws Refusal `bad-command`. */
export function checkCommand(value: unknown): Command {
	const fields = new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
	const name: unknown = fields.get("do");
	if (typeof name !== "string" || !Object.hasOwn(PARAMETERS, name)) {
		throw new Refusal("bad-command", `there is no command ${JSON.stringify(name)}; there are ${Object.keys(PARAMETERS).join(", ")}`);
	}
	for (const [field, type] of Object.entries(PARAMETERS[name as Command["do"]])) {
		if (!isOf(type, fields.get(field))) throw new Refusal("bad-command", `${name} needs ${field}: ${WANTED[type]}`);
	}
	return value as Command;
}

const WANTED: Readonly<Record<Field, string>> = Object.freeze({
	number: "a number",
	"number?": "a number, or nothing",
	string: "a text",
	"bytes?": "a list of bytes, or nothing",
});

function isOf(type: Field, value: unknown): boolean {
	if (type.endsWith("?") && value === undefined) return true;
	if (type === "bytes?") return Array.isArray(value) && value.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256);
	return typeof value === type.replace("?", "") && !Number.isNaN(value);
}
