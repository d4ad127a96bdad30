import { ScenarioError } from "../host-sim/scenario.js";
import { AkidaError } from "../src/akida/errors.js";
import { BundleError } from "../src/bundle/error.js";
import { FrontEndError } from "../src/features/front-end.js";
import { StorageError } from "../src/storage/error.js";

/** What the person at the command line can do something about. */
export type ToolErrorCode =
	/** A file is missing or cannot be read. */
	| "no-file"
	/** A file cannot be written; whatever was there before still is. */
	| "cannot-write"
	/** A file is damaged, or of another kind than it should be. */
	| "bad-file"
	/** A model that this converter does not cover, or that contradicts itself. */
	| "bad-model"
	/** The emulated mesh is too small for a layer. */
	| "does-not-fit"
	/** Options that contradict each other, the model or the data. */
	| "bad-option"
	| "bad-script"
	/** A socket or port that cannot be had. */
	| "cannot-listen"
	/** A server that cannot be reached, or a file that does not come whole. */
	| "cannot-fetch"
	/** A port that is not there, is busy or goes away, or on which no device answers. */
	| "no-device"
	/** The device does not do what it was asked to. */
	| "refused";

/** A tool's refusal: the message says in one line what is wrong, the hint in another what to do about it. */
export class ToolError extends Error {
	override readonly name = "ToolError";
	readonly hint: string;

	constructor(
		readonly code: ToolErrorCode,
		message: string,
		hint: string,
	) {
		super(oneLine(message));
		this.hint = oneLine(hint);
	}
}

/** Names and values from files end up in messages, whatever they contain. */
const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, " ");

const refusals = [BundleError, AkidaError, FrontEndError, StorageError, ScenarioError];

/** What to print about a failure: one line, and the hint on a second one. A mistake of the tool itself is named as such. */
export function describeFailure(error: unknown): string {
	if (error instanceof ToolError) return `error: ${error.message}\nhint: ${error.hint}`;
	const message = error instanceof Error ? error.message : String(error);
	return refusals.some((kind) => error instanceof kind) ? `error: ${message}` : `internal error: ${message}`;
}
