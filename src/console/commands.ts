import type { Firmware } from "../app.js";
import { isFault } from "../faults.js";
import { Refusal } from "./refusal.js";

/** What a console, a tool or a page can ask of the firmware; plain data, so that it can cross any channel. */
export type Command =
	| { readonly do: "words" }
	| { readonly do: "teach"; readonly class?: number }
	/** Calls a lesson off. */
	| { readonly do: "cancel" }
	| { readonly do: "rename"; readonly class: number; readonly label: string }
	| { readonly do: "delete"; readonly class: number }
	| { readonly do: "export"; readonly class: number }
	/** `file`: the bytes of a word file. */
	| { readonly do: "import"; readonly file: readonly number[] }
	| { readonly do: "settings" }
	/** Without a value: back to the default. */
	| { readonly do: "set"; readonly name: string; readonly value?: number }
	| { readonly do: "reset" }
	/** Seconds since 1970. */
	| { readonly do: "time"; readonly seconds: number };

/** A learned word as it is listed. */
export interface WordEntry {
	readonly class: number;
	readonly label: string;
	/** Labelled jobs. */
	readonly samples: number;
	/** Seconds since 1970, 0 when unknown. */
	readonly learnedAt: number;
	/** Share of held-back variants that were recognised after the lesson, 0..1. */
	readonly accuracy: number;
}

/** What became of a command. `value` is plain data: a list of words or settings, the bytes of a word file. */
export type Answer =
	{ readonly ok: true; readonly value?: unknown } | { readonly ok: false; readonly code: string; readonly reason: string };

/** Does what a command says; whatever cannot be done is in the answer, with its reason. */
export function obey(firmware: Firmware, command: Command): Answer {
	try {
		const value = carryOut(firmware, command);
		return value === undefined ? { ok: true } : { ok: true, value };
	} catch (error) {
		if (!(error instanceof Refusal) && !isFault(error)) throw error;
		return { ok: false, code: error.code, reason: error.message };
	}
}

function carryOut(firmware: Firmware, command: Command): unknown {
	switch (command.do) {
		case "words":
			return listWords(firmware);
		case "teach":
			return firmware.teach(command.class);
		case "cancel":
			return firmware.cancel();
		case "rename":
			return firmware.rename(command.class, command.label);
		case "delete":
			return firmware.remove(command.class);
		case "export":
			return [...firmware.exportWord(command.class)];
		case "import":
			return firmware.importWord(Uint8Array.from(command.file));
		case "settings":
			return firmware.settings;
		case "set":
			return firmware.configure(command.name, command.value);
		case "reset":
			return firmware.factoryReset();
		case "time":
			return firmware.setTime(command.seconds);
	}
}

const listWords = (firmware: Firmware): WordEntry[] =>
	firmware.words.map(({ classIndex, label, samples, learnedAt, accuracy }) => ({ class: classIndex, label, samples, learnedAt, accuracy }));
