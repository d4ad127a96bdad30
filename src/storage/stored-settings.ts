import type { Alarm, Clock } from "../ports.js";
import { StorageError } from "./error.js";
import type { Slots } from "./slots.js";

/** After the last change, in ms: who turns a knob changes a setting many times. */
const QUIET_MS = 2000;
const NOTHING = "{}";
/** The record when every setting has its default. */
export const noSettings = (): Uint8Array => bytesOf(NOTHING);

/**
 * Named numbers that differ from their defaults, one record of JSON text. Changes are written together, 2 s after the last one;
 * a write that fails goes to `onFault`, is not repeated by itself, and is made up for by the next one.
 */
export class StoredSettings {
	#slots: Slots;
	#clock: Clock;
	#onFault: (error: StorageError) => void;
	#values = new Map<string, number>();
	#stored = NOTHING;
	#alarm: Alarm | undefined;

	constructor(slots: Slots, clock: Clock, onFault: (error: StorageError) => void) {
		this.#slots = slots;
		this.#clock = clock;
		this.#onFault = onFault;
	}

	/** What is stored. Throws StorageError `damaged` or `read-failed`; then there are no settings, and the next change replaces them. */
	load(): ReadonlyMap<string, number> {
		this.#alarm?.cancel();
		this.#values = new Map();
		this.#stored = NOTHING;
		const bytes = this.#slots.read();
		this.#values = bytes ? readSettings(bytes) : new Map();
		this.#stored = this.#text();
		return new Map(this.#values);
	}

	/**
	 * Changes a setting, or gives it back its default. Throws StorageError `bad-value` unless the number is finite and the name
	 * is of ASCII letters.
	 */
	set(name: string, value: number | undefined): void {
		const storable = /^[!-~]+$/.test(name) && (value === undefined || Number.isFinite(value));
		if (!storable) throw new StorageError("bad-value", `there is no setting "${name}" that could be ${value}`);
		if (value === undefined) this.#values.delete(name);
		else this.#values.set(name, value);
		this.#alarm?.cancel();
		this.#alarm = this.#clock.after(QUIET_MS, () => this.flush());
	}

	/** Writes what has changed, now. */
	flush(): void {
		this.#alarm?.cancel();
		this.#alarm = undefined;
		const text = this.#text();
		if (text === this.#stored) return;
		try {
			// What the record says beside the settings goes on to hold (store.ts).
			this.#slots.write(bytesOf(text), this.#slots.open()?.identity);
			this.#stored = text;
		} catch (error) {
			if (!(error instanceof StorageError)) throw error;
			this.#onFault(error);
		}
	}

	/** All settings have their defaults; the store has forgotten them already. */
	forget(): void {
		this.#alarm?.cancel();
		this.#alarm = undefined;
		this.#values.clear();
		this.#stored = NOTHING;
	}

	/** Writes what has changed; nothing happens later. */
	close(): void {
		this.flush();
	}

	/** Names in order, so that equal settings are equal text. */
	#text(): string {
		const names = [...this.#values.keys()].sort();
		return JSON.stringify(Object.fromEntries(names.map((name) => [name, this.#values.get(name)])));
	}
}

/** ASCII text. */
function bytesOf(text: string): Uint8Array {
	return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** Throws StorageError `damaged`. */
function readSettings(bytes: Uint8Array): Map<string, number> {
	const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
	const values = Object.entries(parsed(text));
	if (!values.every((entry): entry is [string, number] => Number.isFinite(entry[1]))) throw damaged("one of them is not a number");
	return new Map(values);
}

function parsed(text: string): object {
	try {
		const value: unknown = JSON.parse(text);
		if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
	}
	throw damaged("they are no list of names and numbers");
}

const damaged = (why: string): StorageError => new StorageError("damaged", `the stored settings are damaged: ${why}`);
