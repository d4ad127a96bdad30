/** Why a model bundle is refused. */
export type BundleErrorCode =
	/** The bytes are something else. */
	| "not-a-bundle"
	/** Made for another release of the bundle format. */
	| "schema-version"
	/** A byte is wrong or missing. */
	| "damaged"
	/** The program is for another chip. */
	| "other-device"
	/** Whole, but its parts contradict each other. */
	| "inconsistent";

/** A model bundle that cannot be used; the message is one line that says why. */
export class BundleError extends Error {
	override readonly name = "BundleError";
	readonly code: BundleErrorCode;

	constructor(code: BundleErrorCode, message: string) {
		super(message);
		this.code = code;
	}
}
