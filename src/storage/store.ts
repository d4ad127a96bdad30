import type { FlashStore } from "../ports.js";
import { StorageError } from "./error.js";
import { FlashRegion } from "./flash-region.js";
import { Slots } from "./slots.js";

/** Settings are a few names and numbers: what one slot of theirs must have room for, header included. */
const SETTINGS_BYTES = 1024;

/** What is kept on the store's partition. */
export interface Store {
	readonly settings: Slots;
	readonly learned: Slots;
}

/** Divides a partition: first the settings, in as few sectors as they need, then what was learned. Throws StorageError `not-flash`. */
export function openStore(flash: FlashStore): Store {
	const { size, sectorSize } = flash;
	const sectors = Math.floor(size / sectorSize);
	const forSettings = 2 * Math.ceil(SETTINGS_BYTES / sectorSize);
	const forLearned = sectors - forSettings;
	if (!(forLearned >= 2)) {
		throw new StorageError("not-flash", `the store has ${sectors} sectors of ${sectorSize} bytes; it needs ${forSettings + 2}`);
	}
	return {
		settings: new Slots(new FlashRegion(flash, 0, forSettings), "settings"),
		learned: new Slots(new FlashRegion(flash, forSettings, forLearned), "learned"),
	};
}
