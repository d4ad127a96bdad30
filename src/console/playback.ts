import { Refusal } from "./refusal.js";

/** Sound that the firmware hears in place of its microphone, hop by hop; the last hop is filled up with silence. */
export class Playback {
	playing = false;
	#samples: Int16Array = new Int16Array(0);
	#at = 0;
	#hop = new Int16Array(0);

	/** `bytes`: samples of 16 bits, little-endian; returns their number. Throws Refusal. */
	start(bytes: Uint8Array): number {
		if (bytes.length % 2 !== 0) throw new Refusal("bad-command", `${bytes.length} bytes are no whole number of samples`);
		this.#samples = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
		this.#at = 0;
		this.playing = true;
		return this.#samples.length;
	}

	/** The hop to hear when this one came from the microphone; it holds until the next. */
	next(heard: Int16Array): Int16Array {
		if (this.#hop.length !== heard.length) this.#hop = new Int16Array(heard.length);
		const hop = this.#hop;
		for (let i = 0; i < hop.length; i++) hop[i] = this.#samples[this.#at + i] ?? 0;
		this.#at += hop.length;
		if (this.#at >= this.#samples.length) this.#stop();
		return hop;
	}

	#stop(): void {
		this.playing = false;
		this.#samples = new Int16Array(0);
	}
}
