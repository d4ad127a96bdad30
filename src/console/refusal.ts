/** Why the firmware does not do what it is asked to. */
export type RefusalCode =
	/** The class was not taught a word. */
	| "unknown-word"
	/** An empty name, or one that is too long. */
	| "bad-name"
	| "name-taken"
	/** All spare classes are taken. */
	| "no-spare"
	/** The store has no room for another word. */
	| "no-room"
	/** The model has no learning layer. */
	| "cannot-learn"
	/** A word is being taught. */
	| "busy"
	/** Made with another front end, or for a model that nothing is known of. */
	| "not-for-this-model"
	/** There is no such setting. */
	| "unknown-setting"
	/** A value outside of the range of its setting. */
	| "out-of-range"
	/** The firmware is starting, or has a fault. */
	| "not-ready"
	/** No command of this release, or one with wrong parameters. */
	| "bad-command"
	/** A file or message that the device has no room for. */
	| "too-long"
	/** Bytes that do not follow those that came before. */
	| "out-of-order"
	/** Sound that was not heard, or is not held any more. */
	| "no-sound"
	/** No file was put, or not all of it. */
	| "no-file"
	/** No model is on its way. */
	| "no-update"
	/** A model that this board cannot serve. */
	| "not-for-this-device"
	/** The new model failed its own tests. */
	| "model-failed";

/** Something that a person asked for and that cannot be; nothing has changed. */
export class Refusal extends Error {
	override readonly name = "Refusal";
	readonly code: RefusalCode;

	constructor(code: RefusalCode, message: string) {
		super(message);
		this.code = code;
	}
}
