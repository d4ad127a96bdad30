/** The microphone does not do what it should. */
export class AudioError extends Error {
	override readonly name = "AudioError";
	readonly code: "microphone-silent";

	constructor(code: AudioError["code"], message: string) {
		super(message);
		this.code = code;
	}
}
