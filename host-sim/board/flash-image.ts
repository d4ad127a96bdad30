import type { SimFlash } from "./flash.js";

/** The flash of an emulated board: both partitions, as they lie one behind the other on a real part. */
interface Partitions {
	readonly models: SimFlash;
	readonly store: SimFlash;
}

/** Bytes of an image: models, then store (docs/web.md). */
export const imageBytes = ({ models, store }: Partitions): number => models.size + store.size;

/** A copy of everything that survives without power. */
export function readImage(flash: Partitions): Uint8Array {
	const image = new Uint8Array(imageBytes(flash));
	image.set(flash.models.bytes);
	image.set(flash.store.bytes, flash.models.size);
	return image;
}

/** Puts an image into the flash; false if it has another size, and then nothing has changed. */
export function writeImage(image: Uint8Array, flash: Partitions): boolean {
	if (image.length !== imageBytes(flash)) return false;
	flash.models.bytes.set(image.subarray(0, flash.models.size));
	flash.store.bytes.set(image.subarray(flash.models.size));
	return true;
}
