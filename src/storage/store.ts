import type { FlashStore } from "../ports.js";
import { sameBytes } from "./bytes.js";
import { StorageError } from "./error.js";
import { unlessFailed } from "./failures.js";
import { FlashRegion } from "./flash-region.js";
import { IDENTITY_BYTES } from "./record-header.js";
import { Slots } from "./slots.js";
import { noSettings } from "./stored-settings.js";

/** Settings are a few names and numbers: what one slot of theirs must have room for, header included. */
const SETTINGS_BYTES = 1024;

/** What is kept on the store's partition. */
export interface Store {
	readonly settings: Slots;
	readonly learned: Slots;
}

/**
 * Divides a partition: first the settings, in as few sectors as they need, then what was learned. Of the latter nothing counts
 * that was forgotten in a reset. Throws StorageError `not-flash`.
 */
export function openStore(flash: FlashStore): Store {
	const { size, sectorSize } = flash;
	const sectors = Math.floor(size / sectorSize);
	const forSettings = 2 * Math.ceil(SETTINGS_BYTES / sectorSize);
	const forLearned = sectors - forSettings;
	if (!(forLearned >= 2)) {
		throw new StorageError("not-flash", `the store has ${sectors} sectors of ${sectorSize} bytes; it needs ${forSettings + 2}`);
	}
	const settings = new Slots(new FlashRegion(flash, 0, forSettings), "settings");
	// Settings that cannot be read are a matter of whoever reads them.
	const forgotten = unlessFailed([], () => forgottenBy(settings)) ?? 0;
	return { settings, learned: new Slots(new FlashRegion(flash, forSettings, forLearned), "learned", forgotten) };
}

/**
 * Forgets settings and words at once, with the record of no settings that says so; what is left of them is erased after that. Throws
 * StorageError; then nothing was forgotten.
 */
export function resetStore(flash: FlashStore): void {
	const { settings, learned } = openStore(flash);
	const identity = new Uint8Array(IDENTITY_BYTES);
	// Nor does the record count that would be the newest, if only it could be read.
	new DataView(identity.buffer).setUint32(0, learned.nextNumber, true);
	settings.write(noSettings(), identity);
	finishReset(flash);
}

/**
 * Erases what a reset has left, if one was broken off. A sector that fails keeps what it has, and so does the record that says
 * that this does not count; thus nothing here is a failure.
 */
export function finishReset(flash: FlashStore): void {
	unlessFailed([], () => {
		const { settings, learned } = openStore(flash);
		const text = settings.read();
		const isReset = text && sameBytes(text, noSettings()) && forgottenBy(settings) !== 0;
		if (!isReset || learned.open()) return;
		learned.clear();
		settings.clear();
	});
}

/** Number up to which learned records do not count; 0 if all do. May throw StorageError `read-failed`. */
function forgottenBy(settings: Slots): number {
	const identity = settings.open()?.identity;
	return identity ? new DataView(identity.buffer, identity.byteOffset).getUint32(0, true) : 0;
}
