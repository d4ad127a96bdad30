/** Why there is no sound. */
export type MicrophoneProblem = "denied" | "missing" | "busy" | "insecure" | "unplugged" | "failed";

/** What is said about it, and what to do. */
export const PROBLEMS: Readonly<Record<MicrophoneProblem, string>> = Object.freeze({
	denied:
		"The browser does not let this page use the microphone. Allow it beside the address bar and try again. The sounds below work without it.",
	missing: "There is no microphone. Plug one in and try again. The sounds below work without it.",
	busy: "Another program holds the microphone. Close that program and try again. The sounds below work without it.",
	insecure: "Browsers give the microphone only to pages that come over https or from this computer. The sounds below work without it.",
	unplugged: "The microphone was unplugged. Plug it in and turn it on again. The sounds below work without it.",
	failed: "The microphone could not be started. Try again, or use the sounds below.",
});

/** Where the sound goes. */
export interface Listener {
	/** Pieces of sound at `rate` come over the port. */
	readonly onOpen: (port: MessagePort, rate: number) => void;
	/** The microphone went away by itself. */
	readonly onLost: () => void;
}

/** The visitor's microphone, through an AudioWorklet. */
export class VisitorMicrophone {
	#listener: Listener;
	#stream: MediaStream | undefined;
	#context: AudioContext | undefined;

	constructor(listener: Listener) {
		this.#listener = listener;
	}

	/** Asks for the microphone and opens it; what went wrong, if anything. */
	async open(): Promise<MicrophoneProblem | undefined> {
		// Lists that TypeScript's library promises do not exist on pages that are not secure.
		if (!("mediaDevices" in navigator)) return "insecure";
		try {
			// The browser's filters are made for calls: they cut words, and change the loudness in the middle of one.
			const audio = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };
			this.#stream = await navigator.mediaDevices.getUserMedia({ audio });
			await this.#connect(this.#stream);
			return undefined;
		} catch (error) {
			await this.close();
			return problemOf(error);
		}
	}

	async close(): Promise<void> {
		for (const track of this.#stream?.getTracks() ?? []) {
			track.onended = null;
			track.stop();
		}
		this.#stream = undefined;
		const context = this.#context;
		this.#context = undefined;
		await context?.close();
	}

	async #connect(stream: MediaStream): Promise<void> {
		const context = new AudioContext();
		this.#context = context;
		await context.audioWorklet.addModule(new URL("capture.js", document.baseURI));
		const capture = new AudioWorkletNode(context, "capture", { numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
		const { port1, port2 } = new MessageChannel();
		capture.port.postMessage(port1, [port1]);
		context.createMediaStreamSource(stream).connect(capture);
		await context.resume();
		for (const track of stream.getTracks()) track.onended = () => void this.close().then(this.#listener.onLost);
		this.#listener.onOpen(port2, context.sampleRate);
	}
}

function problemOf(error: unknown): MicrophoneProblem {
	const name = error instanceof Error ? error.name : "";
	if (name === "NotAllowedError" || name === "SecurityError") return "denied";
	if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
	if (name === "NotReadableError") return "busy";
	return "failed";
}
