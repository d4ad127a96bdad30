/// The AudioWorklet: hands on what the microphone delivers, in pieces of about 20 ms, over a port that the page sends.

const PIECE = 1024;

class Capture extends AudioWorkletProcessor {
	#to: MessagePort | undefined;
	#piece = new Float32Array(PIECE);
	#held = 0;

	constructor() {
		super();
		this.port.onmessage = ({ data }: MessageEvent<MessagePort>) => (this.#to = data);
	}

	process([input]: readonly (readonly Float32Array[])[]): boolean {
		const channel = input?.[0];
		if (channel && this.#to) this.#add(channel, this.#to);
		return true;
	}

	#add(samples: Float32Array, to: MessagePort): void {
		this.#piece.set(samples, this.#held);
		this.#held += samples.length;
		if (this.#held < PIECE) return;
		to.postMessage(this.#piece, [this.#piece.buffer]);
		this.#piece = new Float32Array(PIECE);
		this.#held = 0;
	}
}

registerProcessor("capture", Capture);
