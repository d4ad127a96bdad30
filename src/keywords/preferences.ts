import type { Clock } from "../ports.js";
import type { Slots, StorageError } from "../storage/slots.js";
import { StoredSettings } from "../storage/stored-settings.js";
import type { Settings } from "./settings.js";
import { defaultOf, listSettings, type Setting, withSetting, withStored } from "./settings-table.js";

/** The settings as they are: those that come with the firmware, and what somebody changed, which is stored. */
export class Preferences {
	#defaults: Settings;
	#settings: Settings;
	#clock: Clock;
	#onFault: (error: StorageError) => void;
	#stored: StoredSettings | undefined;

	/** `onFault`: a change could not be written, which is found out later. */
	constructor(defaults: Settings, clock: Clock, onFault: (error: StorageError) => void) {
		this.#defaults = defaults;
		this.#settings = defaults;
		this.#clock = clock;
		this.#onFault = onFault;
	}

	get settings(): Settings {
		return this.#settings;
	}

	/** The settings that can be changed. */
	list(): Setting[] {
		return listSettings(this.#settings);
	}

	/**
	 * Loads what is stored, once: what was changed just before a fault is not stored yet. Without a store changes hold until the power
	 * goes. May throw StorageError.
	 */
	load(slots: Slots | undefined): void {
		if (this.#stored || !slots) return;
		this.#stored = new StoredSettings(slots, this.#clock, this.#onFault);
		this.#settings = withStored(this.#defaults, this.#stored.load());
	}

	/** Changes a setting, or gives it back its default. Throws Refusal. */
	change(name: string, value?: number): void {
		this.#settings = withSetting(this.#settings, name, value ?? defaultOf(this.#defaults, name));
		this.#stored?.set(name, value);
	}

	/** Every setting has its default again; the store has forgotten them already. */
	forget(): void {
		this.#stored?.forget();
		this.#settings = this.#defaults;
	}
}
