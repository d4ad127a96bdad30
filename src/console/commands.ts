import type { LearnedWord } from "../storage/learned-word.js";
import type { Managed } from "./managed.js";
import { isFault } from "../faults.js";
import { checkCommand } from "./check-command.js";
import { hexOf, type UpdatePlan } from "./model-update.js";
import { Refusal } from "./refusal.js";
import { identify, statusOf } from "./status.js";

/** What a console, a tool or a page can ask of the firmware; plain data, so that it can cross any channel. */
export type Command =
	/** Who is there? */
	| { readonly do: "identify" }
	/** Only tells that somebody listens. */
	| { readonly do: "ping" }
	| { readonly do: "status" }
	| { readonly do: "counters" }
	| { readonly do: "self-test" }
	| { readonly do: "words" }
	/** Words that are kept and not used; `teach`, `delete` and `export` take their numbers as classes. */
	| { readonly do: "foreign" }
	| { readonly do: "teach"; readonly class?: number }
	/** Calls a lesson off. */
	| { readonly do: "cancel" }
	| { readonly do: "rename"; readonly class: number; readonly label: string }
	| { readonly do: "delete"; readonly class: number }
	/** Over a console the word file comes as bytes beside the answer. */
	| { readonly do: "export"; readonly class: number }
	/** `file`: the bytes of a word file; without them it is the one that was put. */
	| { readonly do: "import"; readonly file?: readonly number[] }
	| { readonly do: "settings" }
	/** Without a value: back to the default. */
	| { readonly do: "set"; readonly name: string; readonly value?: number }
	| { readonly do: "reset" }
	/** Seconds since 1970. */
	| { readonly do: "time"; readonly seconds: number }
	/** Bytes beside the command go into the file, which has `length` bytes. */
	| { readonly do: "put"; readonly offset: number; readonly length: number }
	/** Bytes of the file, beside the answer. */
	| { readonly do: "get"; readonly offset: number; readonly length: number }
	/** Puts the newest samples, or an utterance of the last lesson, into the file. */
	| { readonly do: "record"; readonly samples?: number; readonly take?: number }
	/** Plays the file in place of the microphone. */
	| { readonly do: "play" }
	/** Begins to take another model; beside it the CRC-32 of each piece. */
	| ({ readonly do: "update" } & UpdatePlan)
	/** How far it is. */
	| { readonly do: "progress" }
	/** The piece that is due is beside it. */
	| { readonly do: "piece"; readonly offset: number }
	/** Tries the other model and switches to it. */
	| { readonly do: "commit" }
	| { readonly do: "abort" };

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

/** A word that is kept and not used; its class is a number beyond all classes, the same until the next start. */
export interface ForeignEntry extends WordEntry {
	/** Digest of the model that it was learned on, 64 hexadecimal digits. */
	readonly model: string;
}

/** What became of a command. `value` is plain data: a list of words or settings, the bytes of a word file. */
export type Answer =
	{ readonly ok: true; readonly value?: unknown } | { readonly ok: false; readonly code: string; readonly reason: string };

/** What became of a command, and bytes beside it. */
export interface Reply {
	readonly answer: Answer;
	readonly bytes?: Uint8Array;
}

/** Does what a command says, in plain data only: bytes are lists of numbers. Whatever cannot be done is in the answer, with its reason. */
export function obey(firmware: Managed, command: Command): Answer {
	const { answer, bytes } = perform(firmware, command, new Uint8Array(0));
	return bytes ? { ok: true, value: [...bytes] } : answer;
}

/** Does what came as a command, with `bytes` beside it; whatever cannot be done is in the answer, with its reason. */
export function perform(firmware: Managed, command: unknown, bytes: Uint8Array): Reply {
	try {
		const value = carryOut(firmware, checkCommand(command), bytes);
		if (value instanceof Uint8Array) return { answer: { ok: true }, bytes: value };
		return { answer: value === undefined ? { ok: true } : { ok: true, value } };
	} catch (error) {
		if (!(error instanceof Refusal) && !isFault(error)) throw error;
		return { answer: { ok: false, code: error.code, reason: error.message } };
	}
}

function carryOut(firmware: Managed, command: Command, bytes: Uint8Array): unknown {
	const { service } = firmware;
	switch (command.do) {
		case "identify":
			return identify(firmware);
		case "ping":
			return undefined;
		case "status":
			return statusOf(firmware);
		case "counters":
			return service.counters();
		case "self-test":
			return service.selfTest();
		case "put":
			return service.file.put(command.offset, command.length, bytes);
		case "get":
			return service.file.get(command.offset, command.length);
		case "record":
			return service.record(command.samples, command.take);
		case "play":
			return service.play();
		case "update":
			return service.update.begin(command, bytes);
		case "progress":
			return service.update.progress();
		case "piece":
			return service.update.write(command.offset, bytes);
		case "commit":
			return service.update.commit();
		case "abort":
			return service.update.abort();
		default:
			return manage(firmware, command);
	}
}

/** Words, settings, time. */
function manage(firmware: Managed, command: Command): unknown {
	switch (command.do) {
		case "words":
			return firmware.words.map((word) => entryOf(word, word.classIndex));
		case "foreign":
			return firmware.foreign.map(({ number, word, model }): ForeignEntry => ({ ...entryOf(word, number), model: hexOf(model) }));
		case "teach":
			return firmware.teach(command.class);
		case "cancel":
			return firmware.cancel();
		case "rename":
			return firmware.rename(command.class, command.label);
		case "delete":
			return firmware.remove(command.class);
		case "export":
			return firmware.exportWord(command.class);
		case "import":
			return firmware.importWord(command.file ? Uint8Array.from(command.file) : firmware.service.file.take());
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

const entryOf = ({ label, samples, learnedAt, accuracy }: LearnedWord, number: number): WordEntry => ({
	class: number,
	label,
	samples,
	learnedAt,
	accuracy,
});
