import { AkidaError } from "./akida/errors.js";
import { AudioError } from "./audio/error.js";
import { BundleError } from "./bundle/bundle.js";
import { FrontEndError } from "./features/front-end.js";
import { StorageError } from "./storage/slots.js";

/** What can fail on a board. Each has a code, which the light blinks, and one line for people. */
export type Fault = AkidaError | AudioError | BundleError | FrontEndError | StorageError;

/** Anything else is a mistake in the firmware and must not be hidden. */
export const isFault = (error: unknown): error is Fault =>
	error instanceof AkidaError ||
	error instanceof AudioError ||
	error instanceof BundleError ||
	error instanceof FrontEndError ||
	error instanceof StorageError;
