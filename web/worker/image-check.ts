import { imageBytes } from "../../host-sim/board/flash-image.js";
import { SimFlash } from "../../host-sim/board/flash.js";
import { type Bundle, BundleError, readBundle } from "../../src/bundle/bundle.js";
import { Slots, StorageError } from "../../src/storage/slots.js";

type Partitions = Parameters<typeof imageBytes>[0];

/** The model that a flash holds. Throws StorageError, BundleError. */
export function modelIn(models: SimFlash): { readonly bundle: Bundle; readonly bytes: number } {
	const bytes = new Slots(models, "model").read();
	if (!bytes) throw new StorageError("no-record", "it holds no model");
	return { bundle: readBundle(bytes), bytes: bytes.length };
}

/** Why a board could not start from an image, in a few words; undefined for one that it can. Nothing is changed. */
export function imageProblem(image: Uint8Array, board: Partitions): string | undefined {
	const wanted = imageBytes(board);
	if (image.length !== wanted) return `it has ${grouped(image.length)} bytes instead of ${grouped(wanted)}`;
	const models = new SimFlash(board.models.size, board.models.sectorSize);
	models.bytes.set(image.subarray(0, models.size));
	try {
		modelIn(models);
		return undefined;
	} catch (error) {
		if (error instanceof StorageError || error instanceof BundleError) return error.message;
		throw error;
	}
}

const grouped = (bytes: number): string => bytes.toLocaleString("en");
